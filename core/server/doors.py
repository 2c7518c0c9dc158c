"""Who may ask at all: no page of another site, and nobody for what no browser of ours needs."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

READS = {"GET", "HEAD", "OPTIONS"}
# Streamlit's own figures of sessions and memory, its check by running the script, its agents' door.
CLOSED = ("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent")


class SameOrigin:
    """Refuses a WebSocket, and a request that changes something, from another site's page.

    Streamlit lets in any page of localhost, whatever its port, and asks an outside host for the
    machine's address to compare with. What sends no Origin is no browser's page.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self.app = app
        self.origins = {origin.strip().lower().rstrip("/") for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what our own pages ask, and what no page asks."""
        kind = scope["type"]
        changes = kind == "websocket" or (kind == "http" and scope["method"] not in READS)
        if not changes or self._is_ours(Headers(scope=scope)):
            await self.app(scope, receive, send)
        elif kind == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            refusal = PlainTextResponse("Refused: asked from another site's page.", 403)
            await refusal(scope, receive, send)

    def _is_ours(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None:
            return True
        try:
            asked_from = urlsplit(origin.lower()).netloc
        except ValueError:
            return False
        return asked_from == headers.get("host", "").lower() or origin.lower() in self.origins


class ClosedRoutes:
    """Answers 404 for what Streamlit serves and no browser of ours needs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open."""
        if scope["type"] == "http" and f"{scope['path']}/".startswith(
            tuple(f"{path}/" for path in CLOSED)
        ):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        await self.app(scope, receive, send)
