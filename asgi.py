"""The app as a deployment starts it, `streamlit run asgi.py`: headers, health, error page."""

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

# Streamlit would take our folder `pages/` for its old kind of pages until the first visit has run
# app.py: that visit to a page's address said "Page not found", and a script directly in the folder
# would be run without it.
PagesManager.uses_pages_directory = False

# Streamlit's page has one script of its own; its hash belongs to the pinned version.
SCRIPT_HASH = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'self'; script-src 'self' '{SCRIPT_HASH}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
        "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class SecurityHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


async def health(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def show_error(_error: Exception) -> bool:
    # Without details: Streamlit has written them to the server's log.
    st.error(
        "Something went wrong on this page. What was saved before is kept. "
        "Reload the page; if it happens again, tell your administrator the time."
    )
    return True


app = st.App(
    "app.py",
    routes=[Route("/health", health)],
    middleware=[Middleware(SecurityHeaders)],
    on_script_error=show_error,
)
