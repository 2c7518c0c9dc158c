"""A real server attacked: links and buttons of another session, and words that want to run."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from core.server.browser import COOKIE
from core.vocabulary import Role
from tests.attack.canaries import Secrets, build_secrets
from tests.attack.payloads import MARKUP, OUTSIDE
from tests.browser.conftest import follow_link, run_server, wait_for_page
from tests.browser.sockets import connect_socket

VICTIM, THIEF = "v" * 43, "t" * 43


def _ask(socket, message: BackMsg, until: str) -> list[ForwardMsg]:
    socket.send(message.SerializeToString())
    said = []
    while not said or said[-1].WhichOneof("type") != until:
        answer = ForwardMsg()
        answer.ParseFromString(socket.recv(timeout=60))
        said.append(answer)
    return said


def _open_page(socket, page: str) -> tuple[str, list[str]]:
    """The session, and the ids by which the buttons of a page make their files."""
    message = BackMsg()
    message.rerun_script.page_name = page
    said = _ask(socket, message, "script_finished")
    session_id = next(
        answer.new_session.initialize.session_id
        for answer in said
        if answer.WhichOneof("type") == "new_session"
    )
    buttons = [
        answer.delta.new_element.download_button
        for answer in said
        if answer.WhichOneof("type") == "delta"
        and answer.delta.new_element.WhichOneof("type") == "download_button"
    ]
    return session_id, [button.deferred_file_id for button in buttons if not button.disabled]


def _press(socket, session_id: str, file_id: str) -> str:
    """The address of the file that a button makes; nothing where it was refused."""
    message = BackMsg()
    message.backend_operation_request.request_id = "1"
    message.backend_operation_request.session_id = session_id
    message.backend_operation_request.deferred_file.file_id = file_id
    answer = _ask(socket, message, "backend_operation_response")[-1].backend_operation_response
    assert "Traceback" not in str(answer)
    return answer.deferred_file.url


def _make_pdf(socket) -> str:
    session_id, file_ids = _open_page(socket, "home_summary")
    assert file_ids and all(re.fullmatch("[0-9a-f]{32}", key) for key in file_ids)
    made = [_press(socket, session_id, key) for key in file_ids]
    return next(url for url in made if url.endswith(".pdf"))


def _get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


def test_a_files_link_is_kept_nowhere_and_cannot_be_guessed(server):
    with connect_socket(server, cookies={COOKIE: VICTIM}) as victim:
        path = _make_pdf(victim)
        assert re.fullmatch(r"/media/[0-9a-f]{32,}\.pdf", path)
        with urllib.request.urlopen(f"{server}{path}") as sent:
            assert sent.read().startswith(b"%PDF")
            assert sent.headers["Cache-Control"] == "no-store"
            assert sent.headers["Content-Disposition"].startswith("attachment")
            assert sent.headers["X-Content-Type-Options"] == "nosniff"
        name = path.removeprefix("/media/").removesuffix(".pdf")
        for guess in ("", ".", "..", "0" * len(name), name[:-1], name[::-1], f"{name}x", "%2e"):
            assert _get(f"{server}/media/{guess}.pdf")[0] in {400, 403, 404}, guess
        for folder in ("/media", "/media/", "/media/*", "/_stcore/media"):
            assert b"%PDF" not in _get(f"{server}{folder}")[1]


def test_a_button_of_one_session_is_not_told_to_another(server):
    with (
        connect_socket(server, cookies={COOKIE: VICTIM}) as victim,
        connect_socket(server, cookies={COOKIE: THIEF}) as thief,
    ):
        victims, mine = _open_page(victim, "home_summary")
        thiefs, theirs = _open_page(thief, "home_summary")
        assert mine and theirs and not set(mine) & set(theirs) and victims != thiefs
        for guess in ("", "0" * 32, "1", mine[0][:-1], "../" * 9):
            assert not _press(thief, thiefs, guess), guess
        # Nor in the victim's name, even with the button's own number.
        assert not _press(thief, victims, mine[0])


@pytest.mark.attack
def test_a_file_is_gone_with_its_session(server):
    with connect_socket(server, cookies={COOKIE: VICTIM}) as victim:
        url = f"{server}{_make_pdf(victim)}"
        assert _get(url)[0] == 200
    began = time.monotonic()
    # `disconnectedSessionTTL` and one round of clearing away.
    while _get(url)[0] == 200 and time.monotonic() < began + 240:
        time.sleep(2)
    assert _get(url)[0] == 404
    print(f"gone after {time.monotonic() - began:.0f} s")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    """The store of canaries, each of whose words wants to be markup."""
    return build_secrets(tmp_path_factory.mktemp("hostile"), MARKUP)


@pytest.fixture(scope="module")
def hostile_server(hostile: Secrets) -> Iterator[str]:
    path = Path(str(hostile.world.store.engine.url.database))
    with run_server(path) as base:
        yield base


# What the payloads would have become, had anybody read them as more than words.
_BECAME = """host => ({
  ran: window.zqran || 0,
  links: [...document.querySelectorAll('a[href]')].map(a => a.href).filter(h => h.includes(host)),
  pictures: [...document.images].map(i => i.src).filter(s => s.includes(host)),
  nodes: document.querySelectorAll(
    'zq-node, .katex, iframe[src*="' + host + '"], form[action*="' + host + '"]').length,
  drawn: [...document.querySelectorAll('svg a')].length,
})"""
_NOTHING = {"ran": 0, "links": [], "pictures": [], "nodes": 0, "drawn": 0}


def _choose(tab, base: str, role: Role) -> None:
    tab.goto(base)
    wait_for_page(tab)
    runs = tab.evaluate("window.runs")
    tab.get_by_role("combobox", name="Name").click()
    tab.get_by_role("option", name=re.compile(f"^A {role.value} ")).click()
    tab.get_by_role("button", name="Look as this person").click()
    wait_for_page(tab, runs)


def _check_tab(tab, key: str) -> None:
    assert tab.evaluate(_BECAME, OUTSIDE) == _NOTHING, key
    blocked = [fault for fault in tab.faults if OUTSIDE in fault or "Content Security" in fault]
    assert blocked == [], key


def _walk(tab, base: str, hostile: Secrets, keys: tuple[str, ...] | None) -> int:
    asked = []
    tab.route(
        "**/*",
        lambda route: (
            asked.append(route.request.url) if OUTSIDE in route.request.url else None,
            route.continue_() if "127.0.0.1" in route.request.url else route.abort(),
        ),
    )
    _choose(tab, base, Role.CHAIR)
    links = tab.locator("[data-testid=stSidebarNav] a").evaluate_all(
        "links => links.map(a => a.getAttribute('href').split('/').pop())"
    )
    walked = 0
    for key in links:
        if keys is not None and key not in keys:
            continue
        follow_link(tab, key)
        _check_tab(tab, key)
        walked += 1
    assert asked == []
    return walked


def test_hostile_words_stay_words_in_a_browser(hostile_server, hostile, open_tab):
    tab = open_tab()
    assert _walk(tab, hostile_server, hostile, ("actions", "incidents")) == 2
    # They are there: or nothing was tried.
    assert "zqran" in tab.content()


@pytest.mark.attack
def test_hostile_words_stay_words_on_every_page_in_a_browser(hostile_server, hostile, open_tab):
    tab = open_tab()
    assert _walk(tab, hostile_server, hostile, None) > 20
    for key in hostile.world.named.values():
        tab.goto(f"{hostile_server}/incidents?incident={key}")
        wait_for_page(tab)
        _check_tab(tab, f"incident {key}")
