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
from tests.proxy import NAME

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NODE = shutil.which("node")
HOUR = 3600
WAIT = 120_000
SECRET = "Alder"  # A home's name: what nobody may see before they are let in.
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
        browser = self.chromium.new_context(
            viewport={"width": 1280, "height": 900}, ignore_https_errors=True
        )
        # However busy the machine is: a tab looks every 20 seconds whether it is still signed in.
        browser.set_default_timeout(WAIT)
        self.contexts.append(browser)
        return browser

    def close(self) -> None:
        """Close every browser that was opened."""
        for context in self.contexts:
            context.close()


def find_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def run_process(command: list[str], address: str, **other) -> Iterator[subprocess.Popen]:
    """Have it run until the block ends; the block begins when the address answers."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, **quiet, **other)
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
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def run_provider(base: str) -> Iterator[str]:
    """The provider of an app at that address, until the block ends: its own address."""
    port = find_port()
    provider = f"http://127.0.0.1:{port}"
    node = [str(NODE), str(HERE / "provider.mjs"), str(port), base, json.dumps(ACCOUNTS)]
    with run_process(node, f"{provider}/.well-known/openid-configuration"):
        yield provider


def write_secrets(folder: Path, base: str, provider: str) -> Path:
    """The secrets file of an app at that address."""
    path = folder / "secrets.toml"
    path.write_text(
        f"""[auth]
redirect_uri = "{base}/oauth2callback"
cookie_secret = "for tests only, and long enough for it"
client_id = "slow-time"
client_secret = "a secret for tests only"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
    )
    return path


@contextmanager
def run_app(port: int, store: Store, secrets: Path, **environment: str) -> Iterator[None]:
    """An app server on a port with that sign-in, until the block ends."""
    app = [sys.executable, "-m", "streamlit", "run", "asgi.py", "--server.headless", "true"]
    told = {
        **os.environ,
        **environment,
        "DATABASE_URL": f"sqlite:///{store.engine.url.database}",
        "STREAMLIT_SECRETS_FILES": str(secrets),
    }
    app += ["--server.port", str(port)]
    with run_process(app, f"http://localhost:{port}/health", env=told):
        yield


@contextmanager
def run_site(store: Store, folder: Path, chromium: object, **environment: str) -> Iterator[Site]:
    """Serve a store behind a provider until the block ends."""
    own = find_port()
    base = f"http://127.0.0.1:{own}"
    with (
        run_provider(base) as provider,
        run_app(own, store, write_secrets(folder, base, provider), **environment),
    ):
        site = Site(base, store, chromium)
        try:
            yield site
        finally:
            site.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # The proxy's name is this machine; its certificate was made by the test.
        flags = [*FLAGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


def wait_for_title(tab, title: str) -> None:
    """Wait until a page of that title is there."""
    tab.get_by_role("heading", level=1, name=title, exact=True).wait_for(timeout=WAIT)


def sign_in(tab, site: Site, email: str) -> None:
    """See nothing before the provider, and come back from it as somebody, let in or not."""
    tab.goto(f"{site.base}/")
    wait_for_title(tab, "Sign in to Slow Time")
    assert SECRET not in tab.content()
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.get_by_role("heading", name="Provider").wait_for(timeout=WAIT)
    tab.get_by_label("E-mail").fill(email)
    tab.get_by_role("button", name="Continue").click()
