"""Cookies that no other host and no plain connection can set: over TLS their names say so.

Streamlit names its cookies itself. On the way out they get the prefix `__Host-`, which a browser
takes from this very host, over TLS and for all paths only; on the way in it is taken off again, and
what comes without it is dropped: a page of a neighbouring host may have put it there.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PREFIX = "__Host-"
READ_BY_SCRIPT = frozenset({"_streamlit_xsrf"})
"""Streamlit's script looks for its token under this very name."""
_ANSWERS = {"http.response.start", "websocket.http.response.start", "websocket.accept"}


class HostCookies:
    """Puts the prefix on cookies that are set over TLS, and takes it off those that come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rename on the way in and out; without TLS nothing is renamed."""
        if scope.get("scheme") not in {"https", "wss"}:
            await self.app(scope, receive, send)
            return

        async def send_renamed(message: Message) -> None:
            if message["type"] in _ANSWERS and "headers" in message:
                message["headers"] = [_rename(*header) for header in message["headers"]]
            await send(message)

        taken = [_take_off(*header) for header in scope["headers"]]
        await self.app({**scope, "headers": taken}, receive, send_renamed)


def _rename(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    cookie = value.split(b"=", 1)[0].strip().decode("latin-1")
    if name.lower() != b"set-cookie" or cookie in READ_BY_SCRIPT:
        return name, value
    kept = [part.strip() for part in value.split(b";")[1:]]
    # A browser refuses the prefix where the cookie is for one path or for other hosts too.
    fits = b"path=/" in {part.lower() for part in kept}
    fits = fits and not any(part.lower().startswith(b"domain=") for part in kept)
    return name, PREFIX.encode() + value if fits else value


def _take_off(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() != b"cookie":
        return name, value
    kept = []
    for pair in value.decode("latin-1").split(";"):
        cookie = pair.strip().split("=", 1)[0]
        if cookie.startswith(PREFIX) or cookie in READ_BY_SCRIPT:
            kept.append(pair.strip().removeprefix(PREFIX))
    return name, "; ".join(kept).encode("latin-1")
