"""A real provider (Node, `provider.mjs`), the app with sign-in in front of it, and Chromium."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.store import Store
from tests.browser.conftest import CHROMIUM, FLAGS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NODE = shutil.which("node")
HOUR = 3600
WAIT = 120_000
# What each account's token says that it should not; the addresses are those of `tests.world`.
ACCOUNTS = {
    "unverified@example.org": {"verified": False},
    "issuer@example.org": {"token": {"iss": "http://127.0.0.1:1"}},
    "expired@example.org": {"token": {"iat": -2 * HOUR, "exp": -HOUR}},
    "old@example.org": {"token": {"iat": -13 * HOUR, "exp": HOUR}},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder, and skip them together where something is not there."""
    for item in items:
        if Path(item.path).is_relative_to(HERE):
            item.add_marker(pytest.mark.oidc)
            if NODE is None or CHROMIUM is None or not (HERE / "node_modules").exists():
                reason = "needs Node, `npm install` in tests/oidc, and Chromium"
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass
class Site:
    """The app with a provider: its address, its store, and a new browser on demand."""

    base: str
    store: Store
    chromium: object
    contexts: list = field(default_factory=list)

    def open_browser(self):
        """A browser that knows nothing yet."""
        browser = self.chromium.new_context(viewport={"width": 1280, "height": 900})
        # However busy the machine is: a tab looks every 20 seconds whether it is still signed in.
        browser.set_default_timeout(WAIT)
        self.contexts.append(browser)
        return browser


def _find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def _run(command: list[str], address: str, **other) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT, **other)
    try:
        for _ in range(960):
            try:
                with urllib.request.urlopen(address, timeout=1):
                    break
            except OSError:
                assert process.poll() is None, f"{command[1]} ended"
                time.sleep(0.25)
        else:
            pytest.fail(f"{address} did not answer")
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def run_site(store: Store, folder: Path, chromium: object, **environment: str) -> Iterator[Site]:
    """Serve a store behind a provider until the block ends."""
    own, other = _find_port(), _find_port()
    base, provider = f"http://127.0.0.1:{own}", f"http://127.0.0.1:{other}"
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f"""[auth]
redirect_uri = "{base}/oauth2callback"
cookie_secret = "for tests only, and long enough for it"
client_id = "slow-time"
client_secret = "a secret for tests only"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
    )
    node = [str(NODE), str(HERE / "provider.mjs"), str(other), base, json.dumps(ACCOUNTS)]
    app = [sys.executable, "-m", "streamlit", "run", "asgi.py", "--server.headless", "true"]
    app += ["--server.port", str(own)]
    path = store.engine.url.database
    told = {
        **os.environ,
        **environment,
        "DATABASE_URL": f"sqlite:///{path}",
        "STREAMLIT_SECRETS_FILES": str(secrets),
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        _run(node, f"{provider}/.well-known/openid-configuration", **quiet),
        _run(app, f"{base}/_stcore/health", env=told, **quiet),
    ):
        site = Site(base, store, chromium)
        try:
            yield site
        finally:
            for context in site.contexts:
                context.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
