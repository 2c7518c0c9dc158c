"""Over TLS no other host and no plain connection can set a cookie, and plain HTTP is refused."""

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.server import build_middleware
from core.server.address import NOT_SECURE
from core.server.headers import FORGET

OWN = "https://dorset.example.org/oauth2callback"


async def _set(_request: Request) -> Response:
    answer = PlainTextResponse("set")
    answer.set_cookie("_streamlit_user", "signed", httponly=True, samesite="lax", path="/")
    answer.set_cookie("_streamlit_user_tokens_1", "signed", path="/")
    answer.set_cookie("_streamlit_xsrf", "token", path="/")
    answer.set_cookie("for_a_path", "x", path="/part")
    answer.set_cookie("for_others", "x", path="/", domain="example.org")
    return answer


async def _take_back(_request: Request) -> Response:
    answer = PlainTextResponse("gone")
    answer.delete_cookie("_streamlit_user", path="/")
    return answer


async def _echo(request: Request) -> Response:
    return JSONResponse(dict(request.cookies))


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_json(dict(websocket.cookies))
    await websocket.close()


def _serve(base: str, address: str = "") -> TestClient:
    app = Starlette(
        routes=[
            Route("/set", _set),
            Route("/auth/logout", _take_back),
            Route("/echo", _echo, methods=["GET", "POST"]),
            Route("/health", _echo),
            WebSocketRoute("/_stcore/stream", _socket),
        ],
        middleware=build_middleware(["dorset.example.org", "localhost"], address=address),
    )
    return TestClient(app, base_url=base)


SECURE, PLAIN = "https://dorset.example.org", "http://localhost"


def test_over_tls_a_cookie_belongs_to_this_host_alone() -> None:
    set_ = _serve(SECURE).get("/set").headers.get_list("set-cookie")
    names = [value.split("=")[0] for value in set_]
    assert names == [
        "__Host-_streamlit_user",
        "__Host-_streamlit_user_tokens_1",
        "_streamlit_xsrf",  # Streamlit's script reads it by this name.
        "for_a_path",
        "for_others",
    ]
    assert all("; Secure" in value for value in set_)


def test_without_tls_the_names_stay_as_they_are() -> None:
    set_ = _serve(PLAIN).get("/set").headers.get_list("set-cookie")
    assert not any(value.startswith("__Host-") for value in set_)
    assert _serve(PLAIN).get("/echo", headers={"Cookie": "a=1; b=2"}).json() == {"a": "1", "b": "2"}


COOKIES = (
    "__Host-_streamlit_user=mine; _streamlit_user=planted; _streamlit_xsrf=token; "
    "_streamlit_session=planted; __Host-other=a=b"
)
TAKEN = {"_streamlit_user": "mine", "_streamlit_xsrf": "token", "other": "a=b"}


def test_what_a_neighbouring_host_planted_is_dropped_on_pages_and_websockets() -> None:
    client = _serve(SECURE)
    assert client.get("/echo", headers={"Cookie": COOKIES}).json() == TAKEN
    stream = "wss://dorset.example.org/_stcore/stream"
    with client.websocket_connect(stream, headers={"Cookie": COOKIES}) as socket:
        assert socket.receive_json() == TAKEN


def test_signing_out_takes_the_cookie_back_and_has_the_browser_forget() -> None:
    answer = _serve(SECURE).get("/auth/logout")
    (taken,) = answer.headers.get_list("set-cookie")
    assert taken.startswith("__Host-_streamlit_user=") and "Max-Age=0" in taken
    assert answer.headers["Clear-Site-Data"] == FORGET
    assert "Clear-Site-Data" not in _serve(SECURE).get("/echo").headers


@pytest.mark.parametrize(
    ("address", "base", "answered"),
    [
        (OWN, SECURE, True),
        (OWN, PLAIN, False),
        (OWN, "http://dorset.example.org", False),
        ("http://localhost:8501/oauth2callback", PLAIN, True),
        ("", PLAIN, True),
    ],
)
def test_where_the_app_has_an_https_address_nothing_plain_is_answered_or_sent_on(
    address: str, base: str, answered: bool
) -> None:
    client = _serve(base, address)
    for answer in (client.get("/echo"), client.post("/echo")):
        assert (answer.status_code, "location" in answer.headers) == (
            200 if answered else 403,
            False,
        )
        assert answered or answer.text == NOT_SECURE
    stream = f"{base.replace('http', 'ws')}/_stcore/stream"
    if answered:
        with client.websocket_connect(stream) as socket:
            assert socket.receive_json() == {}
    else:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(stream):
            pass
    # Whoever watches the server asks it on the machine itself.
    assert client.get("/health").status_code == 200
