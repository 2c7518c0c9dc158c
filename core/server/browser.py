"""Which browser asks: a cookie that no script reads, told to the app in a header nobody else sets.

Streamlit lets a connection take a session over by its id where the identity is the same, and
without sign-in everybody's would be the same. So each browser has one of its own.
"""

import hashlib
import secrets
from contextvars import ContextVar

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "slow_time_browser"
HEADER = "X-Slow-Time-Browser"
TRUSTED_HEADERS = {HEADER: "browser"}
"""For Streamlit's `server.trustedUserHeaders`: to be trusted behind `BrowserIdentity` alone."""

ASKS: ContextVar[str] = ContextVar("the browser that asks", default="")
"""The identity of the browser whose message or request is being answered; "" outside of any."""

_LEAST = 43  # What token_urlsafe(32) has; nothing shorter is one of ours.
_ASKED_BEFORE_SOCKET = "/_stcore/host-config"


class BrowserIdentity:
    """Gives each browser its cookie, and the app its digest; what a client says of it is dropped.

    A connection without the cookie is a browser of its own, which nobody can resume.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the identity in, and the cookie on the answer where the browser has none yet."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        known = HTTPConnection(scope).cookies.get(COOKIE, "")
        known = known if len(known) >= _LEAST else ""
        identity = known or secrets.token_urlsafe(32)
        name = HEADER.lower().encode()
        kept = [(key, value) for key, value in scope["headers"] if key.lower() != name]
        digest = hashlib.sha256(identity.encode()).hexdigest()
        ASKS.set(digest)
        scope = {**scope, "headers": [*kept, (name, digest.encode())]}
        gives = not known and _is_time_to_give(scope)

        async def send_with_cookie(message: Message) -> None:
            if gives and message["type"] == "http.response.start" and message["status"] == 200:
                MutableHeaders(scope=message).append(
                    "Set-Cookie", f"{COOKIE}={identity}; Path=/; HttpOnly; SameSite=Strict"
                )
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _is_time_to_give(scope: Scope) -> bool:
    """With the page or, where it was come to from elsewhere, with what it asks before its socket.

    A browser holds a strict cookie back from a link on another site, such as the provider's, so
    that its absence there means nothing; and a page's many parts must not each bring one.
    """
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    if str(scope["path"]).endswith(_ASKED_BEFORE_SOCKET):
        return True
    is_page = "text/html" in headers.get("accept", "")
    return is_page and headers.get("sec-fetch-site", "none") in {"none", "same-origin"}
