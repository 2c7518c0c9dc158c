"""Without a provider: this machine alone, and each browser somebody of its own."""

import hashlib
import os
import socket
import subprocess
import sys
import urllib.request

import pytest

from core.people import PersonForm, add_first_person
from core.server.browser import COOKIE, HEADER
from core.store import build_url, open_store
from core.vocabulary import Role, StoreKind
from tests.browser.conftest import ROOT, run_server
from tests.browser.sockets import connect_socket, read_run


@pytest.fixture
def own(tmp_path):
    """A server of one's own store with one person in it."""
    path = tmp_path / "own.db"
    store = open_store(build_url(path), create=StoreKind.OWN)
    add_first_person(store, PersonForm("Chair One", "chair@example.org", Role.CHAIR))
    store.close()
    with run_server(path) as base:
        yield base


def _read_cookie(base: str) -> str:
    """The cookie that a new browser is given."""
    request = urllib.request.Request(base, headers={"Accept": "text/html"})
    with urllib.request.urlopen(request) as answer:
        given = [value for value in answer.headers.get_all("Set-Cookie") if COOKIE in value]
    assert len(given) == 1
    kept = {part.strip().lower() for part in given[0].split(";")[1:]}
    assert kept == {"path=/", "httponly", "samesite=strict"}
    return given[0].split(";")[0].removeprefix(f"{COOKIE}=")


def test_a_session_is_taken_up_again_by_its_own_browser_and_by_nobody_else(own):
    cookie = _read_cookie(own)
    with connect_socket(own, cookies={COOKIE: cookie}) as mine:
        session_id, _ = read_run(mine)
    assert session_id
    other = _read_cookie(own)
    assert other != cookie
    digest = hashlib.sha256(cookie.encode()).hexdigest()
    for name, told in {
        "no cookie": {},
        "another browser's cookie": {"cookies": {COOKIE: other}},
        "an empty cookie": {"cookies": {COOKIE: ""}},
        "its identity as a header": {"headers": {HEADER: digest}},
        "its identity as a header, in small letters": {"headers": {HEADER.lower(): digest}},
    }.items():
        with connect_socket(own, session_id=session_id, **told) as thief:
            assert read_run(thief)[0] != session_id, name
    # What was refused to the others is there for whom it belongs to.
    with connect_socket(own, session_id=session_id, cookies={COOKIE: cookie}) as mine:
        assert read_run(mine)[0] == session_id


def test_a_session_in_use_is_not_taken_from_its_browser(own):
    cookie = _read_cookie(own)
    with connect_socket(own, cookies={COOKIE: cookie}) as mine:
        session_id, _ = read_run(mine)
        with connect_socket(own, session_id=session_id) as thief:
            stolen, said = read_run(thief)
        assert stolen != session_id
        assert "Who are you?" in said
        assert read_run(mine)  # And it is not cut off.


def test_what_one_browser_chose_is_not_chosen_in_another(own, chromium):
    contexts = [chromium.new_context() for _ in range(2)]
    try:
        first, second = (context.new_page() for context in contexts)
        first.goto(own)
        first.get_by_role("button", name="Look as this person").click()
        first.get_by_role("button", name="Somebody else").wait_for(timeout=30_000)
        second.goto(own)
        second.get_by_role("heading", name="Who are you?").wait_for(timeout=30_000)
        # One browser keeps one identity through reloads and tabs, and no script can read it.
        kept = [[c["value"] for c in contexts[0].cookies() if c["name"] == COOKIE]]
        first.reload()
        contexts[0].new_page().goto(own)
        kept.append([c["value"] for c in contexts[0].cookies() if c["name"] == COOKIE])
        assert len(kept[0]) == 1 and kept[0] == kept[1]
        assert COOKIE not in first.evaluate("document.cookie")
    finally:
        for context in contexts:
            context.close()


@pytest.mark.parametrize(
    ("flags", "environment"),
    [
        (["--server.address", "0.0.0.0"], {}),
        ([], {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}),
        ([], {"STREAMLIT_SERVER_ADDRESS": "::"}),
    ],
)
def test_without_sign_in_the_server_listens_nowhere_but_on_this_machine(
    tmp_path, flags, environment
):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["-m", "streamlit", "run", "asgi.py", "--server.headless", "true"]
    done = subprocess.run(
        [sys.executable, *command, "--server.port", str(port), *flags],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": build_url(tmp_path / "new.db"), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    own = [line for line in done.stderr.splitlines() if "Slow Time" in line]
    assert len(own) == 1 and "[auth]" in own[0] and "127.0.0.1" in own[0]
    assert "Traceback" not in done.stderr
    with socket.socket() as closed:
        assert closed.connect_ex(("127.0.0.1", port)) != 0
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("secrets", "hosts", "word"),
    [
        ('[auth]\ncookie_secret = "short"\n', "localhost", "cookie_secret"),
        ("[auth\n", "localhost", "cannot be read"),
        (None, "localhost", "there is no secrets file"),
        ("other = 1\n", "slow-time.example.org localhost", "as slow-time.example.org without"),
    ],
)
def test_secrets_that_do_not_hold_keep_the_server_from_starting(tmp_path, secrets, hosts, word):
    path = tmp_path / "secrets.toml"
    if secrets is not None:
        path.write_text(secrets)
    command = ["-m", "streamlit", "run", "asgi.py", "--server.headless", "true"]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **os.environ,
            "STREAMLIT_SECRETS_FILES": str(path),
            "STREAMLIT_SERVER_ALLOWED_HOSTS": hosts,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert word in done.stderr
