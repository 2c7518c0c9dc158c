"""A real server attacked: links and buttons of another session, and words that want to run."""

import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select, update
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from core.access import SYSTEM
from core.clock import read_utc_now
from core.server.browser import COOKIE
from core.tables import (
    Batch,
    Home,
    Incident,
    InspectionRequest,
    Meeting,
    Person,
    Share,
)
from core.vocabulary import Role
from pages.components.registry import PAGES
from tests.attack.canaries import Secrets, build_secrets
from tests.attack.payloads import MARKUP, MORE_MARKUP, OUTSIDE
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
        # Nor where the button's own number is known, in the victim's name or in one's own.
        assert not _press(thief, victims, mine[0])
        assert not _press(thief, thiefs, mine[0])
        assert _press(victim, victims, mine[0])


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


def _write_into_all(secrets: Secrets, tail: str) -> None:
    """The tail after the words that the canaries leave bare, which are compared or chosen by."""
    columns = {
        Home: ("provider", "host_authority"),
        Person: ("name", "provider", "authority"),
        Incident: ("placing_authority", "outcome_code"),
        InspectionRequest: ("asked_by",),
        Batch: ("file_name",),
    }
    with secrets.world.store.write(SYSTEM) as change:
        for table, names in columns.items():
            for name in names:
                column = getattr(table, name)
                change.session.exec(
                    update(table).where(column.is_not(None)).values({name: column + tail})
                )
        change.session.exec(
            update(Meeting)
            .where(Meeting.state == "planned")
            .values(state="running", opened_at=read_utc_now())
        )
        change.record("changed", "everything")


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
  links: [...document.querySelectorAll('a')].map(a => a.getAttribute('href') || '').filter(
    h => h.includes(host) || h.startsWith('javascript:')),
  pictures: [...document.images].map(i => i.src).filter(s => s.includes(host)),
  nodes: document.querySelectorAll(
    'zq-node, .katex, iframe, form[action*="' + host + '"], [onerror], [onload]').length,
  scripts: [...document.scripts].filter(s => s.text.includes('zqran')).length,
  drawn: [...document.querySelectorAll('svg a')].length,
  broken: window.broken || [],
})"""
_NOTHING = {
    "ran": 0,
    "links": [],
    "pictures": [],
    "nodes": 0,
    "scripts": 0,
    "drawn": 0,
    "broken": [],
}
# Streamlit itself tries WebAssembly, and goes on without.
_WATCH = """document.addEventListener('securitypolicyviolation', event => {
  if (event.blockedURI !== 'wasm-eval')
    (window.broken = window.broken || []).push(event.violatedDirective + ' ' + event.blockedURI);
})"""


def _choose(tab, address: str, role: Role) -> None:
    """Open an address as somebody: in one's own store every visit asks who one is."""
    tab.goto(address)
    wait_for_page(tab)
    runs = tab.evaluate("window.runs")
    tab.get_by_role("combobox", name="Name").click()
    tab.get_by_role("option", name=re.compile(f"^A {role.value}\\b")).first.click()
    tab.get_by_role("button", name="Look as this person").click()
    tab.locator("[data-testid=stSidebarNav] a").first.wait_for(state="attached", timeout=120_000)
    wait_for_page(tab, runs, "Who are you?")


def _check_tab(tab, key: str) -> None:
    assert tab.evaluate(_BECAME, OUTSIDE) == _NOTHING, key
    blocked = [fault for fault in tab.faults if OUTSIDE in fault or "Content Security" in fault]
    assert blocked == [], key


def _watch(tab) -> list[str]:
    """What is asked of elsewhere, and every dialog of the browser's own, from now on."""
    seen: list[str] = []
    tab.add_init_script(_WATCH)
    tab.on("dialog", lambda dialog: (seen.append(f"dialog {dialog.message}"), dialog.dismiss()))
    tab.route(
        "**/*",
        lambda route: (
            None if "127.0.0.1" in route.request.url else seen.append(route.request.url),
            route.continue_() if "127.0.0.1" in route.request.url else route.abort(),
        ),
    )
    return seen


def _list_links(tab) -> list[str]:
    return tab.locator("[data-testid=stSidebarNav] a").evaluate_all(
        "links => links.map(a => a.getAttribute('href').split('/').pop())"
    )


def test_hostile_words_stay_words_in_a_browser(hostile_server, hostile, open_tab):
    tab = open_tab()
    seen = _watch(tab)
    _choose(tab, hostile_server, Role.CHAIR)
    shown = 0
    for key in ("actions", "incidents"):
        follow_link(tab, key)
        _check_tab(tab, key)
        shown += "zqran" in tab.content()
    # They are there (a list of incidents is drawn on a canvas): or nothing was tried.
    assert shown
    assert seen == []


# What shows more than the page did: windows, menus of a button, folded parts.
_OPENS = """() => { let n = 0; const main = document.querySelector('[data-testid=stMain]');
  for (const e of main.querySelectorAll('details:not([open]) > summary')) { e.click(); n++; }
  const popovers = main.querySelectorAll('[data-testid=stPopover] button');
  if (popovers.length) { popovers[0].click(); n++; }
  return n; }"""


@pytest.mark.attack
@pytest.mark.parametrize("tail", [MARKUP, MORE_MARKUP], ids=["markup", "more"])
def test_hostile_words_stay_words_on_every_page_in_a_browser(tmp_path, open_tab, tail):
    hostile = build_secrets(tmp_path, tail)
    _write_into_all(hostile, tail)
    tab, shown, opened, walls = open_tab(1920, 1080), 0, 0, 0
    seen = _watch(tab)
    with run_server(Path(str(hostile.world.store.engine.url.database))) as base:
        _choose(tab, base, Role.CHAIR)
        links = _list_links(tab)
        assert len(links) > 20
        for key in links:
            follow_link(tab, key)
            opened += tab.evaluate(_OPENS)
            tab.wait_for_timeout(300)
            _check_tab(tab, key)
            shown += "zqran" in tab.content()
        for name in ("alder_call", "alder_kept", "alder_agreed", "dogwood_referred"):
            for page in ("incidents", "grading"):
                _choose(tab, f"{base}/{page}?incident={hostile.world.named[name]}", Role.CHAIR)
                opened += tab.evaluate(_OPENS)
                tab.wait_for_timeout(300)
                _check_tab(tab, f"{page} {name}")
                shown += "zqran" in tab.content()
        for spec in PAGES:
            if spec.projected:
                wall = f"{base}/{spec.key}?projector=1&home={hostile.urns['alder']}"
                _choose(tab, wall, Role.CHAIR)
                _check_tab(tab, f"{spec.key} on the wall")
                walls += 1
    hostile.world.store.close()
    assert seen == []
    assert shown > 15 and opened > 5 and walls > 3
    print(f"{len(links)} pages, {shown} with payloads, {opened} parts opened, {walls} on the wall")


@pytest.mark.attack
def test_who_leaves_while_a_page_is_open_is_shown_no_more_of_it(tmp_path, open_tab):
    secrets = build_secrets(tmp_path)
    _write_into_all(secrets, "")
    store = secrets.world.store
    with run_server(Path(str(store.engine.url.database))) as base:
        following, sharing = open_tab(), open_tab()
        for tab, key in ((following, "run"), (sharing, "home_summary")):
            _choose(tab, base, Role.CHAIR)
            follow_link(tab, key)
        assert _find_words(sharing, secrets)
        with store.write(SYSTEM) as change:
            chair = Person.id == secrets.world.people[Role.CHAIR]
            change.session.exec(update(Person).where(chair).values(active=False))
            change.record("ended", "person")
        # Nobody touches the meeting's screen: it looks every two seconds.
        following.get_by_role("heading", name="Who are you?").wait_for(timeout=120_000)
        sharing.bring_to_front()
        sharing.get_by_role("button", name="Download PDF").click()
        sharing.get_by_role("heading", name="Who are you?").wait_for(timeout=120_000)
        for tab in (following, sharing):
            assert _find_words(tab, secrets) == set()
    with store.read() as session:
        # Those of the canaries, and none of this press.
        assert len(session.exec(select(Share)).all()) == 3
    store.close()


def _find_words(tab, secrets: Secrets) -> set[str]:
    shown = tab.content()
    return {word for word in secrets.words if word in shown}
