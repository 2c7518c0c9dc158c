"""The app as a deployment starts it, `streamlit run asgi.py`: the server around it, error page."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from core.daily_backup import daily_backups
from core.server import build_middleware
from core.server.address import OnlyThisMachine
from core.server.browser import TRUSTED_HEADERS, BrowserIdentity
from core.server.health import HEALTH
from core.server.log import log_error, start_log
from core.store import read_store_url
from pages.components.sign_in_settings import find_fault, has_sign_in

if fault := find_fault():
    print(fault, file=sys.stderr)
    sys.exit(2)

# Told by our middleware alone, which drops what a client says of itself.
config.set_option("server.trustedUserHeaders", TRUSTED_HEADERS)

# Streamlit would take our folder `pages/` for its old kind of pages until the first visit has run
# app.py: that visit to a page's address said "Page not found", and a script directly in the folder
# would be run without it.
PagesManager.uses_pages_directory = False

start_log()


def show_error(error: Exception) -> bool:
    # Without details: they stand in the server's log under this number.
    st.error(
        "Something went wrong on this page. What was saved before is kept. Reload the page; "
        f"if it happens again, tell your administrator this number: {log_error(error)}."
    )
    return True


@asynccontextmanager
async def keep_backups(_app: object) -> AsyncIterator[None]:
    with daily_backups(read_store_url()):
        yield


app = st.App(
    "app.py",
    routes=[HEALTH],
    middleware=[
        *build_middleware(
            hosts=st.get_option("server.allowedHosts"),
            origins=st.get_option("server.corsAllowedOrigins"),
        ),
        Middleware(OnlyThisMachine, has_sign_in=has_sign_in()),
        Middleware(BrowserIdentity),
    ],
    lifespan=keep_backups,
    on_script_error=show_error,
)
