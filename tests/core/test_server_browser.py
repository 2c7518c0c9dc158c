"""Each browser's own identity: given once, read by nobody, told by nobody else."""

import asyncio
import hashlib

import pytest

from core.server.browser import COOKIE, HEADER, BrowserIdentity

_COOKIE = "a" * 43
_PAGE = {"accept": "text/html", "sec-fetch-site": "none"}


def _ask(headers, *, path="/", kind="http", status=200):
    """The identities told to the app, and the cookies set."""
    seen, given = [], []

    async def app(scope, _receive, send):
        name = HEADER.lower().encode()
        seen.extend(value.decode() for key, value in scope["headers"] if key.lower() == name)
        if kind == "http":
            await send({"type": "http.response.start", "status": status, "headers": []})

    async def send(message):
        given.extend(value.decode() for key, value in message["headers"] if key == b"set-cookie")

    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "method": "GET", "headers": raw}
    asyncio.run(BrowserIdentity(app)(scope, None, send))
    return seen, given


def test_a_new_browser_is_given_a_cookie_that_no_script_and_no_other_site_has():
    seen, given = _ask(_PAGE)
    assert len(seen) == len(given) == 1
    value, *kept = given[0].removeprefix(f"{COOKIE}=").split("; ")
    assert kept == ["Path=/", "HttpOnly", "SameSite=Strict"]
    assert seen == [hashlib.sha256(value.encode()).hexdigest()]
    assert len(value) >= 43 and value not in seen[0]
    assert _ask(_PAGE)[1] != given


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_browser_keeps_its_identity(kind):
    told = {**_PAGE, "cookie": f"other=1; {COOKIE}={_COOKIE}"}
    assert _ask(told, kind=kind) == ([hashlib.sha256(_COOKIE.encode()).hexdigest()], [])


@pytest.mark.parametrize("name", [HEADER, HEADER.lower(), HEADER.upper()])
def test_what_a_client_says_of_itself_is_dropped(name):
    seen, _ = _ask({name: "somebody else"}, kind="websocket")
    assert len(seen) == 1 and seen != ["somebody else"]


def test_without_a_cookie_every_connection_is_a_browser_of_its_own():
    assert _ask({}, kind="websocket")[0] != _ask({}, kind="websocket")[0]


@pytest.mark.parametrize("cookie", ["", "a", "a" * 42])
def test_a_cookie_that_could_be_guessed_is_none(cookie):
    told = {**_PAGE, "cookie": f"{COOKIE}={cookie}"}
    seen, given = _ask(told)
    assert given and seen != [hashlib.sha256(cookie.encode()).hexdigest()]


@pytest.mark.parametrize(
    ("headers", "path", "status", "gives"),
    [
        ({**_PAGE, "sec-fetch-site": "same-origin"}, "/overview", 200, True),
        # Come to from the provider: the cookie is there, and was held back.
        ({**_PAGE, "sec-fetch-site": "cross-site"}, "/", 200, False),
        ({**_PAGE, "sec-fetch-site": "same-site"}, "/", 200, False),
        ({"accept": "*/*", "sec-fetch-site": "same-origin"}, "/_stcore/host-config", 200, True),
        ({"accept": "*/*", "sec-fetch-site": "same-origin"}, "/_stcore/host-config", 404, False),
        ({"accept": "*/*", "sec-fetch-site": "same-origin"}, "/static/js/app.js", 200, False),
    ],
)
def test_it_is_given_with_the_page_or_before_the_socket_and_by_nothing_else(
    headers, path, status, gives
):
    assert bool(_ask(headers, path=path, status=status)[1]) is gives
