"""The server as it runs: what each address answers, who is refused, what is written down."""

import base64
import hashlib
import http.client
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import pytest
import streamlit

from core.server.headers import HEADERS, SCRIPT_HASH
from pages.components.registry import PAGES
from tests.browser.conftest import follow_link, run_server, wait_for_page

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


def _ask(
    base: str, path: str, headers: dict[str, str] | None = None, method: str = "GET"
) -> Answer:
    asked = http.client.HTTPConnection(base.removeprefix("http://"), timeout=20)
    try:
        asked.request(method, path, headers=headers or {})
        came = asked.getresponse()
        # After a WebSocket's 101 the connection is no longer one of answers.
        text = "" if came.status == 101 else came.read().decode("latin-1")
        return Answer(came.status, {k.lower(): v for k, v in came.getheaders()}, text)
    finally:
        asked.close()


def test_the_pages_one_script_is_the_one_that_the_policy_names() -> None:
    (script,) = re.findall(r"<script>(.*?)</script>", INDEX.read_text(), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"sha256-{digest}" == SCRIPT_HASH


# Every address that Streamlit 1.67 answers, and some that must not be files.
ANSWERED = {
    "/": 200,
    "/overview": 200,
    "/overview?home=1": 200,
    "/health": 200,
    "/_stcore/health": 200,
    "/_stcore/host-config": 200,
    "/_stcore/metrics": 404,
    "/_stcore/script-health-check": 404,
    "/_stcore/agent/openapi.json": 404,
    "/_stcore/agent/interact": 404,
    "/_stcore/agent/mcp": 404,
    "/_stcore/bidi-components/none/none.js": 404,
    "/component/none/index.html": 404,
    "/media/0123456789abcdef.csv": 404,
    "/static/none.js": 200,
    "/favicon.png": 200,
    "//evil.example/": 400,
    "/..%2f..%2fetc/passwd": 400,
}


@pytest.mark.parametrize(("path", "status"), ANSWERED.items())
def test_every_address_answers_as_reviewed_with_every_header(server, path, status) -> None:
    answer = _ask(server, path)
    assert answer.status == status
    assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS
    assert answer.headers["cache-control"] == "no-store"
    kind = answer.headers["content-type"]
    assert kind.endswith("charset=utf-8") or kind in {"application/json", "image/png"}
    assert not re.search(r"\d", answer.headers["server"])
    assert "strict-transport-security" not in answer.headers


def test_an_asset_may_be_kept_and_nothing_else_of_the_page(server) -> None:
    asset = re.search(r"static/js/index\.[^\"']+\.js", INDEX.read_text())
    assert asset
    answer = _ask(server, f"/{asset[0]}")
    assert (answer.status, "immutable" in answer.headers["cache-control"]) == (200, True)
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/.git/config", "/core/store.py", "/data/demo.db", "/app/static/x", "/asgi.py"]
)
def test_no_file_of_the_project_is_served(server, path) -> None:
    # What is nobody's address is the app's page, which says so.
    assert _ask(server, path).text == INDEX.read_text(encoding="latin-1")


def test_streamlits_open_addresses_tell_nothing_of_the_store(server) -> None:
    assert _ask(server, "/_stcore/health").text == "ok"
    said = json.loads(_ask(server, "/_stcore/host-config").text)
    # No other site's page may send messages into ours, and the browser reports to nobody.
    assert (said["allowedOrigins"], said["metricsUrl"]) == ([], "")
    assert _ask(server, "/health").text == "ok"


def test_behind_a_proxy_with_tls_the_browser_is_told_to_keep_to_it(server) -> None:
    answer = _ask(server, "/_stcore/health", {"X-Forwarded-Proto": "https"})
    assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert answer.headers["set-cookie"].endswith("; Secure")
    assert "SameSite=Lax" in answer.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/media/a", "/_stcore/stream"])
def test_a_wrong_host_is_refused(server, path) -> None:
    wrong = {"Host": "evil.example", **(WEBSOCKET if path.endswith("stream") else {})}
    assert _ask(server, path, wrong).status == 400


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("{base}", 101),
        ("https://evil.example", 403),
        ("http://localhost:1", 403),
        ("null", 403),
    ],
)
def test_a_websocket_opens_for_the_apps_own_pages_only(server, origin, status) -> None:
    asked = {**WEBSOCKET, "Origin": origin.format(base=server)}
    assert _ask(server, "/_stcore/stream", asked).status == status


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "POST", "PROPFIND"])
def test_no_page_takes_a_method_that_it_has_no_use_for(server, method) -> None:
    assert _ask(server, "/overview", method=method).status == 405


def test_an_upload_needs_a_session_its_token_and_its_size(server, open_tab) -> None:
    tab = open_tab()
    tab.goto(f"{server}/import")
    wait_for_page(tab)
    with tab.expect_request(lambda asked: asked.method == "PUT") as put:
        tab.locator("input[type=file]").first.set_input_files(
            {"name": "a.csv", "mimeType": "text/csv", "buffer": b"date\n"}
        )
    url, token = put.value.url, put.value.headers["x-xsrftoken"]
    send = """async ([url, token, size]) => { const form = new FormData();
      form.append('a', new Blob([new Uint8Array(size)]), 'a.csv');
      return (await fetch(url, {method: 'PUT', body: form,
        headers: token ? {'X-Xsrftoken': token} : {}})).status; }"""
    assert tab.evaluate(send, [url, token, 10]) == 204
    assert tab.evaluate(send, [url, None, 10]) == 403
    assert tab.evaluate(send, [url, token, 11 * 1024 * 1024]) == 413
    elsewhere = re.sub("upload_file/[^/]+", "upload_file/nobody", url)
    assert tab.evaluate(send, [elsewhere, token, 10]) == 400


def test_a_file_over_the_limit_is_refused_in_words(server, open_tab) -> None:
    tab = open_tab()
    tab.goto(f"{server}/import")
    wait_for_page(tab)
    tab.locator("input[type=file]").first.set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": b"x" * (10 * 1024 * 1024 + 1)}
    )
    tab.get_by_text("must be 10.0MB or smaller").wait_for(timeout=30_000)


@pytest.fixture
def kept_log(demonstration: Path, tmp_path: Path) -> Iterator[tuple[str, Path, Path]]:
    """A server of one's own: its address, its store, and the file of its log."""
    store, log = Path(copyfile(demonstration, tmp_path / "demo.db")), tmp_path / "log"
    with log.open("wb") as kept, run_server(store, log=kept) as base:
        yield base, store, log


def _break(store: Path) -> None:
    """The store holds a word that the app cannot read; its file has no fault: every page fails."""
    with sqlite3.connect(store) as broken:
        broken.execute("UPDATE store_info SET created_at = 'Zebra'")


def test_an_error_shows_a_number_that_the_log_has_and_no_word_of_what_failed(
    kept_log, open_tab
) -> None:
    base, store, log = kept_log
    tab = open_tab()
    _break(store)
    tab.goto(f"{base}/incidents?q=Zebra")
    found = tab.get_by_text("tell your administrator this number")
    found.first.wait_for(timeout=30_000)
    number = re.search(r"number: ([0-9a-f]{8})", found.first.inner_text())
    assert number
    page, said = tab.content(), log.read_text()
    for word in ("Traceback", "ValueError", "isoformat", "SELECT", ".py"):
        assert word not in page, word
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    (error,) = [line for line in lines if line.get("error") == number[1]]
    assert "ValueError" in error["where"] and "core/" in error["where"]
    for word in ("isoformat", "[SQL", "[parameters", "Zebra", "127.0.0.1:", "Uncaught app"):
        assert word not in said, word
    requests = [line for line in lines if "route" in line]
    assert requests and all(
        set(line) == {"time", "method", "route", "status", "ms", "bytes"} for line in requests
    )


def test_health_falls_with_the_store(kept_log) -> None:
    base, store, _log = kept_log
    assert (_ask(base, "/health").status, _ask(base, "/health").text) == (200, "ok")
    store.rename(store.with_suffix(".away"))
    assert (_ask(base, "/health").status, _ask(base, "/health").text) == (503, "missing")
    assert not store.exists()


@pytest.mark.accessible
def test_no_page_asks_anything_of_another_host_or_breaks_the_policy(server, open_tab) -> None:
    tab = open_tab()
    tab.goto(f"{server}/guide")
    wait_for_page(tab)
    links = tab.locator("[data-testid=stSidebarNav] a").all()
    open_to_chair = {link.get_attribute("href").rsplit("/", 1)[-1] for link in links}
    keys = [spec.key for spec in PAGES if spec.key in open_to_chair and spec.key != "guide"]
    assert len(keys) > 10
    for key in keys:
        follow_link(tab, key)
    # The tab notes each request to elsewhere and each refusal of the policy.
    assert tab.faults == []
