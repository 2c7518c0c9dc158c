"""Nobody's haste holds up the others: so many at once, then so many a minute, each by itself."""

import threading
from contextlib import ExitStack

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from core import pacing
from core.pacing import FILES_AT_ONCE, FILES_UNDER_WAY, Pace, TooOften, Turns, making_a_file
from core.server import pace as server_pace
from core.server.browser import HEADER
from core.server.pace import SIGN_IN as SHIPPED
from core.server.pace import Paced


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_and_then_one_each_time_that_one_is_due() -> None:
    clock = Clock()
    pace = Pace(3, 6, clock)
    assert [pace.take("a") for _ in range(4)] == [0, 0, 0, 10]
    assert pace.take("b") == 0, "another is not held up"
    for at, waits in ((9, 1), (10, 0), (10, 10), (19, 1), (20, 0)):
        clock.now = at
        assert pace.take("a") == pytest.approx(waits), at
    clock.now = 1000
    assert [pace.take("a") for _ in range(4)] == [0, 0, 0, 10], "no more is saved up than that"


def test_whoever_makes_up_keys_fills_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "_MOST_KEPT", 100)
    pace = Pace(1, 1, Clock())
    for number in range(1000):
        pace.take(str(number))
    assert len(pace._buckets) <= 100


def test_two_files_of_one_person_at_once_and_the_third_is_told_so() -> None:
    turns = Turns(2)
    with ExitStack() as running:
        for _ in range(2):
            running.enter_context(turns.take("a", "wait"))
        with pytest.raises(TooOften, match="wait"), turns.take("a", "wait"):
            pytest.fail("a third ran")
        with turns.take("b", "wait"):
            pass
    with turns.take("a", "wait"):
        pass
    with pytest.raises(ZeroDivisionError), turns.take("a", "wait"):
        _ = 1 / 0
    assert turns._running == {}


def test_a_persons_files_come_at_a_persons_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(pacing, "_FILES", Pace(FILES_AT_ONCE, 20, clock))
    for _ in range(FILES_AT_ONCE):
        with making_a_file("a"):
            pass
    with pytest.raises(TooOften, match="in 3 seconds"), making_a_file("a"):
        pytest.fail("one too many")
    with making_a_file("b"), making_a_file("b"):
        pass
    clock.now = 3
    with making_a_file("a"):
        pass


def test_a_long_report_leaves_the_others_theirs() -> None:
    goes_on, begun, made = threading.Event(), threading.Semaphore(0), []

    def make(person: int) -> None:
        try:
            with making_a_file(str(person)):
                begun.release()
                goes_on.wait(10)
                made.append(person)
        except TooOften:
            made.append(-person)
            begun.release()

    threads = [threading.Thread(target=make, args=(7001,)) for _ in range(FILES_UNDER_WAY + 3)]
    for thread in threads:
        thread.start()
        begun.acquire(timeout=10)
    assert made == [-7001] * 3
    with making_a_file("7002"):
        pass
    goes_on.set()
    for thread in threads:
        thread.join(10)
    assert made.count(7001) == FILES_UNDER_WAY


async def _page(_request: Request) -> Response:
    return PlainTextResponse("page")


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


def _serve(address: str) -> TestClient:
    app = Starlette(
        routes=[
            Route("/oauth2callback", _page),
            Route("/auth/login", _page),
            Route("/overview", _page),
            Route("/_stcore/upload_file/{name}", _page, methods=["PUT", "GET"]),
            WebSocketRoute("/_stcore/stream", _socket),
        ],
        middleware=[Middleware(Paced)],
    )
    return TestClient(app, client=(address, 50_000))


@pytest.fixture(autouse=True)
def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SIGN_IN", "CONNECTIONS", "UPLOADS"):
        monkeypatch.setattr(server_pace, name, (3, 1))


def test_who_signs_in_again_and_again_is_told_to_wait_and_looking_goes_on() -> None:
    client = _serve("198.51.100.7")
    paths = ["/auth/login", "/oauth2callback?code=guess", "/oauth2callback", "/oauth2callback"]
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert client.get("/overview").status_code == 200


def test_this_machine_itself_is_not_held_up() -> None:
    client = _serve("127.0.0.1")
    assert {client.get("/auth/login").status_code for _ in range(10)} == {200}


def test_connections_are_counted_by_address() -> None:
    client = _serve("198.51.100.7")
    for _ in range(3):
        with client.websocket_connect("/_stcore/stream"):
            pass
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        client.websocket_connect("/_stcore/stream"),
    ):
        pass
    assert closed.value.code == 1013


def test_uploads_are_counted_by_browser_wherever_it_is() -> None:
    client = _serve("127.0.0.1")

    def put(browser: str) -> int:
        return client.put("/_stcore/upload_file/a", headers={HEADER: browser}).status_code

    assert [put("one") for _ in range(4)] == [200, 200, 200, 429]
    assert put("two") == 200
    got = client.get("/_stcore/upload_file/a", headers={HEADER: "one"})
    assert got.status_code == 200


def test_a_meeting_of_thirty_behind_one_gateway_signs_in_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server_pace, "SIGN_IN", SHIPPED)
    client = _serve("198.51.100.7")
    paths = ["/auth/login", "/oauth2callback?code=one"] * 30
    assert {client.get(path).status_code for path in paths} == {200}
    assert 429 in {client.get("/auth/login").status_code for _ in range(SHIPPED[0])}
