"""The server around the app: its headers, whom it lets in, what it writes down, its health."""

import json
import logging
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.errors import StoreFault
from core.server import build_middleware
from core.server.headers import HEADERS
from core.server.health import HEALTH, can_read_store
from core.server.log import LOG, log_error, name_error, name_route, start_log
from core.store import Store

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
SECRET = "Zebra Cottage"
# The client would name its own host.
STREAM = "ws://localhost:8501/_stcore/stream"


async def _page(_request: Request) -> Response:
    answer = PlainTextResponse("page", headers={"Cache-Control": "public"})
    answer.set_cookie("kind", "small")
    return answer


async def _asset(request: Request) -> Response:
    kept = "no-cache" if request.path_params["name"] == "page" else "public, immutable, max-age=9"
    return PlainTextResponse("asset", headers={"Cache-Control": kept})


async def _breaks(_request: Request) -> Response:
    raise ValueError(f"{SECRET} has no number")


async def _echo(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


def _serve(base: str = "http://localhost:8501", **said: object) -> TestClient:
    app = Starlette(
        routes=[
            HEALTH,
            Route("/", _page, methods=["GET", "POST", "PUT"]),
            Route("/static/{name}", _asset),
            Route("/media/{name}", _asset),
            Route("/breaks", _breaks),
            Route("/bare", lambda _request: Response("Bad Request", 400)),
            Route("/json", lambda _request: JSONResponse({}, 400)),
            Route("/_stcore/metrics", _page),
            Route("/_stcore/agent/interact", _page, methods=["POST"]),
            Route("/_stcore/health", _page),
            WebSocketRoute("/_stcore/stream", _echo),
        ],
        middleware=build_middleware(**{"hosts": ["localhost", "*.example.org"], **said}),  # type: ignore[arg-type]
    )
    return TestClient(app, base_url=base, raise_server_exceptions=False)


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is logged, as a line each."""

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    said: list[str] = []
    before = LOG.handlers, LOG.level
    LOG.handlers, kept = [Kept()], LOG.propagate
    LOG.setLevel(logging.INFO)
    yield said
    LOG.handlers, LOG.propagate = before[0], kept
    LOG.setLevel(before[1])


@pytest.mark.parametrize("path", ["/", "/static/a.js", "/nowhere", "/breaks", "/health"])
def test_every_answer_carries_the_headers_errors_too(path: str) -> None:
    answer = _serve().get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_a_refused_host_and_a_closed_route_carry_them_too() -> None:
    for answer in (
        _serve().get("/", headers={"Host": "evil.example"}),
        _serve().get("/_stcore/metrics"),
        _serve().put("/", headers={"Origin": "https://evil.example"}),
    ):
        assert answer.status_code in {400, 403, 404}
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Cache-Control"] == "no-store"


def test_only_an_asset_whose_name_is_its_hash_may_be_kept() -> None:
    client = _serve()
    assert "immutable" in client.get("/static/a.js").headers["Cache-Control"]
    # The app's HTML at an asset's address, and a document at an address that a tab may remember.
    for path in ("/static/page", "/media/a.js", "/", "/breaks", "/nowhere", "/health"):
        assert client.get(path).headers["Cache-Control"] == "no-store", path


def test_a_refusal_that_says_no_type_is_text_and_an_answer_keeps_its_own() -> None:
    client = _serve()
    assert client.get("/bare").headers["Content-Type"] == "text/plain; charset=utf-8"
    assert client.get("/json").headers["Content-Type"] == "application/json"


def test_what_belongs_to_tls_is_said_over_tls_only() -> None:
    plain, secure = _serve().get("/"), _serve("https://localhost").get("/")
    assert "Strict-Transport-Security" not in plain.headers
    assert secure.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "Secure" not in plain.headers["Set-Cookie"]
    assert secure.headers["Set-Cookie"].endswith("; Secure")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:9999", 200),
        ("LOCALHOST", 200),
        ("dorset.example.org", 200),
        ("example.org.evil.example", 400),
        ("localhost.evil.example", 400),
        ("evil.example", 400),
        ("", 400),
    ],
)
def test_the_app_answers_to_its_own_names_only(host: str, status: int) -> None:
    assert _serve().get("/", headers={"Host": host}).status_code == status


def test_with_no_name_set_nobody_is_let_in() -> None:
    assert _serve(hosts=[]).get("/").status_code == 400


ORIGINS = [
    ("http://localhost:8501", True),
    ("http://LOCALHOST:8501", True),
    (None, True),
    # Another program's page on the same machine: Streamlit alone would let it in.
    ("http://localhost:9999", False),
    ("http://127.0.0.1:8501", False),
    ("https://evil.example", False),
    ("http://localhost:8501.evil.example", False),
    ("null", False),
    ("http://[", False),
]


@pytest.mark.parametrize(("origin", "let_in"), ORIGINS)
def test_a_websocket_opens_from_the_apps_own_pages_only(origin: str | None, let_in: bool) -> None:
    headers = {"Origin": origin} if origin else {}
    client = _serve()
    if let_in:
        with client.websocket_connect(STREAM, headers=headers) as socket:
            socket.send_text("hello")
            assert socket.receive_text() == "hello"
    else:
        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect(STREAM, headers=headers),
        ):
            pass


@pytest.mark.parametrize(("origin", "let_in"), ORIGINS)
def test_a_change_is_taken_from_the_apps_own_pages_only(origin: str | None, let_in: bool) -> None:
    headers = {"Origin": origin} if origin else {}
    assert (_serve().post("/", headers=headers).status_code == 200) is let_in
    assert _serve().get("/", headers=headers).status_code == 200


def test_a_site_that_the_deployment_names_may_talk_to_it() -> None:
    client = _serve(origins=["https://portal.example.org/"])
    assert client.put("/", headers={"Origin": "https://portal.example.org"}).status_code == 200
    assert client.put("/", headers={"Origin": "http://portal.example.org"}).status_code == 403


def test_streamlits_figures_and_its_agents_door_are_closed() -> None:
    client = _serve()
    for path in ("/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/interact"):
        assert client.get(path).status_code == 404, path
        assert client.post(path).status_code == 404, path
    assert client.get("/_stcore/health").status_code == 200


@pytest.mark.sqlite_only("files that are damaged or not there")
def test_health_says_whether_the_store_can_be_read_and_nothing_else(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = _serve()
    monkeypatch.setenv("DATABASE_URL", store.url)
    answer = client.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok")

    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"not a database" * 400)
    for url in (f"sqlite:///{damaged}", f"sqlite:///{tmp_path / 'none.db'}", "postgres://x", "::"):
        monkeypatch.setenv("DATABASE_URL", url)
        answer = client.get("/health")
        assert (answer.status_code, answer.text in set(StoreFault)) == (503, True), url
    assert not (tmp_path / "none.db").exists()


@pytest.mark.sqlite_only("a file of something else")
def test_a_database_that_is_no_store_is_not_healthy(tmp_path: Path) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE t (x)")
    assert not can_read_store(f"sqlite:///{tmp_path / 'other.db'}")


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "/"),
        ("/health", "/health"),
        ("/media/3f9a.csv", "/media/{file}"),
        ("/static/js/index.a1.js", "/static/{asset}"),
        ("/_stcore/upload_file/session/file", "/_stcore/upload_file/{session}/{file}"),
        ("/_stcore/zebra", "/_stcore/{other}"),
        ("/home", "/{page}"),
        ("/Zebra Cottage", "/{page}"),
    ],
)
def test_the_log_names_a_kind_of_route_never_what_was_asked(path: str, route: str) -> None:
    assert name_route(path) == route


def test_a_request_is_one_line_without_query_address_or_names(lines: list[str]) -> None:
    _serve().get("/nowhere/Zebra", params={"home": "41", "q": SECRET}, headers={"User-Agent": "me"})
    (line,) = lines
    said = json.loads(line)
    assert set(said) == {"time", "method", "route", "status", "ms", "bytes"}
    assert (said["method"], said["route"], said["status"]) == ("GET", "/{page}", 404)
    assert said["bytes"] == len("Not Found")
    assert "Zebra" not in line and "41" not in line.replace(said["time"], "")


def test_a_word_that_is_no_method_is_not_written_down(lines: list[str]) -> None:
    _serve().request("ZEBRA", "/")
    assert json.loads(lines[0])["method"] == "OTHER"


def test_a_websocket_is_one_line_with_all_that_it_sent(lines: list[str]) -> None:
    with _serve().websocket_connect(STREAM) as socket:
        socket.send_text("hello")
        socket.receive_text()
    said = json.loads(lines[-1])
    assert (said["method"], said["status"], said["bytes"]) == ("WEBSOCKET", 101, 5)


def test_an_error_is_answered_and_logged_under_one_number_and_its_text_nowhere(
    lines: list[str],
) -> None:
    answer = _serve().get("/breaks")
    error, request = map(json.loads, lines)
    assert answer.status_code == request["status"] == 500
    assert error["error"] in answer.text
    assert "ValueError" in error["where"] and "in _breaks" in error["where"]
    assert SECRET not in answer.text + "".join(lines)
    assert "ValueError" not in answer.text


def test_two_errors_have_two_numbers(lines: list[str]) -> None:
    assert log_error(ValueError("a")) != log_error(ValueError("a"))


def test_an_error_says_what_it_came_from_without_a_word_of_either() -> None:
    try:
        try:
            int(SECRET)
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        said = name_error(error)
    assert "KeyError" in said and "from builtins.ValueError" in said
    assert "test_server.py" in said and SECRET not in said


def test_other_loggers_write_no_errors_text_and_no_websockets_sender(
    capsys: pytest.CaptureFixture[str],
) -> None:
    factory = logging.getLogRecordFactory()
    uvicorn = logging.getLogger("uvicorn.error")
    errors = logging.getLogger("streamlit.error_util")
    filters, before = list(uvicorn.filters), (LOG.handlers, LOG.level, LOG.propagate)
    errors_filters = list(errors.filters)
    other = logging.getLogger("streamlit.somewhere")
    other.propagate = False
    try:
        start_log()
        handler = logging.StreamHandler()
        other.handlers = uvicorn.handlers = [handler]
        uvicorn.propagate = False
        uvicorn.setLevel(logging.INFO)
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            other.exception("Uncaught app execution")
            other.error("It failed: %s", error)
            other.error(error)
        other.error("Refused: %s, %d times", SECRET, 3)
        other.error("Refused: %(who)s", {"who": SECRET})
        uvicorn.info('198.51.100.7:1 - "WebSocket /_stcore/stream?home=41" [accepted]')
        uvicorn.warning("a warning")
    finally:
        logging.setLogRecordFactory(factory)
        uvicorn.filters, uvicorn.handlers, other.handlers = filters, [], []
        errors.filters = errors_filters
        uvicorn.propagate = True
        LOG.handlers, LOG.propagate = before[0], before[2]
        LOG.setLevel(before[1])
    said = capsys.readouterr().err
    assert "Uncaught app execution" in said and said.count("ValueError") == 3
    assert "a warning" in said and "Refused: …, 3 times" in said
    assert SECRET not in said and "198.51.100.7" not in said


def test_the_settings_that_the_server_rests_on_are_set_and_not_left_to_streamlit() -> None:
    said = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    wanted = {
        "server": {
            "address": "127.0.0.1",
            "allowedHosts": ["localhost", "127.0.0.1"],
            "maxUploadSize": 10,
            "maxWidgetStateSize": 2,
            "enableStaticServing": False,
            "enableAgentApi": False,
            "enableXsrfProtection": True,
            "enableCORS": True,
        },
        "client": {
            "showErrorDetails": "none",
            "allowedOrigins": [],
            "disableDataExport": True,
            "toolbarMode": "minimal",
        },
        "browser": {"gatherUsageStats": False},
        "logger": {"level": "warning", "enableRich": False},
    }
    for section, settings in wanted.items():
        assert {name: said[section].get(name) for name in settings} == settings
    # Whom such a header named, that they would be; `asgi.py` trusts its own middleware's alone.
    assert "trustedUserHeaders" not in said["server"]
