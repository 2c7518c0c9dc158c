"""How often the server is asked for what costs something: sign-in, connections, uploads."""

import math

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.pacing import Pace
from core.server.address import is_this_machine
from core.server.browser import HEADER

SIGN_IN = (120, 60)
CONNECTIONS = (240, 120)
UPLOADS = (40, 20)
"""So many at once, then so many a minute: the first two by address, uploads by browser.

A meeting of thirty behind one gateway is one address, and each signs in by two requests.
"""

_SIGN_IN_ROUTES = ("/auth/login", "/auth/logout", "/oauth2callback")


class Paced:
    """Answers 429 to whoever asks too often; stands behind `BrowserIdentity`, which says who asks.

    The address is the one that a proxy on this machine names (`X-Forwarded-For`). This machine
    itself is not held up: where a proxy names nobody, everybody would be this machine.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._sign_in, self._connections = Pace(*SIGN_IN), Pace(*CONNECTIONS)
        self._uploads = Pace(*UPLOADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes at a person's pace."""
        wait = self._take(scope) if scope["type"] in {"http", "websocket"} else 0.0
        if not wait:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013})
        else:
            seconds = math.ceil(wait)
            said = f"Too many requests. Try again in {seconds} seconds."
            refusal = PlainTextResponse(said, 429, {"Retry-After": str(seconds)})
            await refusal(scope, receive, send)

    def _take(self, scope: Scope) -> float:
        path = str(scope["path"])
        if scope["type"] == "http" and path.startswith("/_stcore/upload_file/"):
            writes = scope["method"] in {"PUT", "POST"}
            return self._uploads.take(Headers(scope=scope).get(HEADER, "")) if writes else 0.0
        pace = self._connections if scope["type"] == "websocket" else None
        pace = self._sign_in if path.endswith(_SIGN_IN_ROUTES) else pace
        address, _port = scope.get("client") or ("", None)
        return pace.take(address) if pace and not is_this_machine(address) else 0.0
