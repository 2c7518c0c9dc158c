"""The app as a deployment starts it, `streamlit run asgi.py`: the server around it, error page."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from core.daily_backup import daily_backups
from core.errors import StoreUnavailable
from core.server import build_middleware
from core.server.address import OnlyThisMachine
from core.server.browser import TRUSTED_HEADERS, BrowserIdentity
from core.server.garbage import collect_garbage
from core.server.health import HEALTH
from core.server.log import log_error, start_log
from core.server.pace import Paced
from core.store import read_store_url
from pages.components.made_files import clear_made_files, keep_made_files
from pages.components.session import show_store_fault
from pages.components.sign_in_settings import find_fault, has_sign_in, read_own_address

if fault := find_fault():
    print(fault, file=sys.stderr)
    sys.exit(2)

# Told by our middleware alone, which drops what a client says of itself. Among the defaults too:
# Streamlit reads its settings anew when config.toml changes, and every browser would be the same.
for options in (config._config_options_template, config.get_config_options()):
    options["server.trustedUserHeaders"].set_value(TRUSTED_HEADERS, "asgi.py")

# Streamlit would take our folder `pages/` for its old kind of pages until the first visit has run
# app.py: that visit to a page's address said "Page not found", and a script directly in the folder
# would be run without it.
PagesManager.uses_pages_directory = False

keep_made_files()
start_log()

if has_sign_in():
    # Authlib is there only where people sign in.
    from core.server.provider import be_careful

    be_careful()


def show_error(error: Exception) -> bool:
    if isinstance(error, StoreUnavailable):
        show_store_fault(error)
        log_error(error)
        return True
    # Without details: they stand in the server's log under this number.
    st.error(
        "Something went wrong on this page. What was saved before is kept. Reload the page; "
        f"if it happens again, tell your administrator this number: {log_error(error)}."
    )
    return True


@asynccontextmanager
async def keep_house(_app: object) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(each()) for each in (clear_made_files, collect_garbage)]
    with daily_backups(read_store_url()):
        yield
    for task in tasks:
        task.cancel()


app = st.App(
    "app.py",
    routes=[HEALTH],
    middleware=[
        *build_middleware(
            hosts=st.get_option("server.allowedHosts"),
            origins=st.get_option("server.corsAllowedOrigins"),
            address=read_own_address(),
        ),
        Middleware(OnlyThisMachine, has_sign_in=has_sign_in()),
        Middleware(BrowserIdentity),
        Middleware(Paced),
    ],
    lifespan=keep_house,
    on_script_error=show_error,
)
