"""What every answer says to the browser: whose scripts run, who may frame it, what may be kept."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's page has one script of its own; its hash belongs to the pinned version.
SCRIPT_HASH = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'self'; script-src 'self' '{SCRIPT_HASH}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LEAVING = "/auth/logout"
# The browser forgets what it kept of the app; its cookies are taken back one by one.
FORGET = '"cache", "storage"'
ONLY_TLS = "max-age=31536000; includeSubDomains"
_ANSWERS = {"http.response.start", "websocket.http.response.start"}


class SecurityHeaders:
    """Puts the headers on every answer; over TLS also HSTS, and `Secure` on every cookie.

    Nothing is kept by a browser or a proxy but Streamlit's own assets, whose names are hashes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the headers on what the app answers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] in _ANSWERS:
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if message["status"] >= 400:
                    # Streamlit's own refusals say nothing of what they are.
                    headers.setdefault("Content-Type", "text/plain; charset=utf-8")
                if scope["path"].endswith(LEAVING):
                    headers["Clear-Site-Data"] = FORGET
                if not _is_hashed_asset(scope["path"], headers):
                    headers["Cache-Control"] = "no-store"
                if scope["scheme"] in {"https", "wss"}:
                    headers["Strict-Transport-Security"] = ONLY_TLS
                    message["headers"] = [_secured(*header) for header in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _is_hashed_asset(path: str, headers: MutableHeaders) -> bool:
    # A page's address that begins like an asset's gets the app's HTML, which is not immutable.
    return path.startswith("/static/") and "immutable" in headers.get("Cache-Control", "")


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    # Behind a proxy with TLS Streamlit does not know of it and leaves the mark out.
    if name.lower() == b"set-cookie" and b"secure" not in value.lower().split(b"; "):
        return name, value + b"; Secure"
    return name, value
