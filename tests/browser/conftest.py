"""A real server and a real Chromium. Where there is no browser, one visible line says so."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Streamlit looks for its server below the page's own path first, and is told 404: by design.
PROBES = ("/_stcore/health", "/_stcore/host-config")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder, and skip them together where there is no Chromium."""
    for item in items:
        if Path(item.path).is_relative_to(ROOT / "tests" / "browser"):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


@contextmanager
def run_server(
    store: Path | str, script: str = "asgi.py", log: IO[bytes] | int = subprocess.DEVNULL
) -> Iterator[str]:
    """Serve a file or an address until the block ends, keep what it logs; gives the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            script,
            "--server.headless",
            "true",
            "--server.port",
            str(port),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{store}" if isinstance(store, Path) else store,
        },
        stdout=subprocess.DEVNULL,
        stderr=log,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{base}/_stcore/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.25)
        else:
            pytest.fail("the server did not start")
        yield base
    finally:
        server.kill()
        server.wait()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration store of a fixed day."""
    from datetime import date

    from core.demonstration import build_demonstration

    path = tmp_path_factory.mktemp("demonstration") / "demo.db"
    build_demonstration(path, today=date(2026, 11, 20))
    return path


@pytest.fixture(scope="session")
def server(demonstration: Path) -> Iterator[str]:
    """A server that shows the demonstration."""
    with run_server(demonstration) as base:
        yield base


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


# How often a run has ended tells an old page from a new one; so does its title. Counted from what
# the server says (`script_finished`; 2: another follows at once), because a run that began and
# ended within one drawing leaves no trace in the page; a moment later, so that the page has it too.
_COUNT_RUNS = """() => {
  window.runs = 0;
  const isEnd = bytes => {
    let at = 0;
    const read = () => {
      let value = 0, size = 1, byte;
      do { byte = bytes[at++]; value += (byte & 127) * size; size *= 128; } while (byte & 128);
      return value;
    };
    while (at < bytes.length) {
      const tag = read(), kind = tag & 7;
      if (kind === 0) { const value = read(); if (tag >> 3 === 6) return value !== 2; }
      else if (kind === 2) { const length = read(); at += length; }
      else at += kind === 1 ? 8 : 4;
    }
    return false;
  };
  window.WebSocket = class extends WebSocket {
    constructor(...told) {
      super(...told);
      this.addEventListener('message', ({data}) => {
        if (data instanceof ArrayBuffer && isEnd(new Uint8Array(data)))
          setTimeout(() => window.runs++, 50);
      });
    }
  };
}"""
_AT_REST = """([runs, title]) => (window.runs > runs
    || title !== null && document.querySelector('h1')?.innerText !== title)
  && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
  && document.querySelector('h1') && !document.querySelector('[data-testid=stSkeleton]')
  && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(
    chart => !chart.checkVisibility() || chart.querySelector('.main-svg'))"""


def _open(context, width: int, height: int):
    """A tab that notes what a person would not want: errors, and requests to elsewhere."""
    tab = context.new_page()
    tab.set_viewport_size({"width": width, "height": height})
    tab.add_init_script(f"({_COUNT_RUNS})()")
    tab.faults = []
    tab.on("pageerror", lambda error: tab.faults.append(str(error)))
    tab.on(
        "console",
        lambda said: (
            tab.faults.append(said.text)
            if said.type == "error" and not said.location["url"].endswith(PROBES)
            else None
        ),
    )
    tab.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1", "data:", "blob:"))
            else tab.faults.append(f"asked {request.url}")
        ),
    )
    return tab


@pytest.fixture(scope="session")
def contexts(chromium):
    """One browser's memory a scheme, so that Streamlit's scripts are fetched once."""
    kept = {}

    def find(scheme: str):
        if scheme not in kept:
            kept[scheme] = chromium.new_context(color_scheme=scheme)
        return kept[scheme]

    yield find
    for context in kept.values():
        context.close()


@pytest.fixture
def open_tab(contexts):
    """Opens tabs that are closed after the test."""
    tabs = []

    def open_one(width: int = 1440, height: int = 900, scheme: str = "light"):
        tabs.append(_open(contexts(scheme), width, height))
        return tabs[-1]

    yield open_one
    for tab in tabs:
        tab.close()


@pytest.fixture(scope="session")
def walkers(contexts, server):
    """A tab a scheme that goes from page to page by the navigation, as people do."""
    kept = {}

    def find(scheme: str = "light"):
        if scheme not in kept:
            kept[scheme] = _open(contexts(scheme), 1440, 900)
            kept[scheme].goto(f"{server}/guide")
            wait_for_page(kept[scheme])
        # Behind another tab Chromium draws nothing.
        kept[scheme].bring_to_front()
        kept[scheme].faults.clear()
        kept[scheme].set_viewport_size({"width": 1440, "height": 900})
        return kept[scheme]

    yield find
    for tab in kept.values():
        tab.close()


def wait_for_page(tab, runs: int = 0, title: str | None = None) -> None:
    """Wait until the page after the first `runs`, or after that title, is drawn as a whole."""
    tab.wait_for_function(_AT_REST, arg=[runs, title], timeout=60_000, polling=100)


def follow_link(tab, key: str) -> None:
    """Go to a page by its link in the navigation, which needs no new start of Streamlit.

    To the page that is open already nobody goes: its run may begin and end within one drawing,
    and its title is the same, so there would be nothing to wait for.
    """
    if tab.url.endswith(f"/{key}"):
        return wait_for_page(tab, runs=-1)
    runs, title = tab.evaluate("[window.runs, document.querySelector('h1').innerText]")
    link = f"[data-testid=stSidebarNav] a[href$='/{key}']"
    tab.evaluate("link => document.querySelector(link).click()", link)
    tab.wait_for_url(f"**/{key}*", timeout=30_000)
    wait_for_page(tab, runs, title)
