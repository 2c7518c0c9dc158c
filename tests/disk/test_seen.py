"""What a person in front of the page sees of a fault, what they keep, and how it goes."""

import shutil
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import run_server
from tests.disk.places import fill, mounted, run_or_skip
from tests.disk.test_damage import SPOILS
from tests.faults.results import Result, record

ACTIONS = "/actions?whose=Everybody's"
_LONG = pytest.mark.faults
_REVISIONS = count(1000, 1000)
_WAIT = 120_000
_DONE = "[class*=st-key-done_] button:not([disabled])"


@dataclass
class Served:
    """A server that shows a demonstration on a small disk of its own."""

    base: str
    disk: Path

    @property
    def path(self) -> Path:
        return self.disk / "demo.db"

    def count(self, query: str) -> int:
        """A number in the store, read by another process's kind of connection."""
        with closing(sqlite3.connect(self.path)) as connection:
            return int(connection.execute(query).fetchone()[0])

    def ask_health(self) -> str:
        try:
            with urllib.request.urlopen(f"{self.base}/health", timeout=30) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()


@pytest.fixture(scope="module")
def served(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("seen")
    with mounted(folder / "disk", "64m") as disk:
        shutil.copyfile(demonstration, disk / "demo.db")
        with run_server(disk / "demo.db") as base:
            yield Served(base, disk)


@pytest.fixture
def whole(served: Served) -> Iterator[None]:
    """The store as it was before the test, whatever became of it."""
    kept = served.path.read_bytes()
    yield
    (served.disk / "filler").unlink(missing_ok=True)
    served.path.write_bytes(kept)


def _open(open_tab, served: Served, page: str, width: int = 1440):
    tab = open_tab(width=width, height=900)
    tab.goto(served.base + page)
    tab.locator("h1").first.wait_for(timeout=_WAIT)
    return tab


def _see(tab, words: str) -> None:
    tab.get_by_text(words, exact=False).first.wait_for(timeout=_WAIT)


def _has_no_rubble(tab) -> bool:
    said = tab.locator("[data-testid=stApp]").inner_text()
    return not any(word in said for word in ("Traceback", "sqlite", "Error:", "Something went"))


@contextmanager
def _full(served: Served) -> Iterator[None]:
    filler = fill(served.disk)
    try:
        yield
    finally:
        filler.unlink()


TICKS = "SELECT count(*) FROM action_event WHERE kind = 'ticked'"
REVIEWS = "SELECT count(*) FROM incident WHERE reviewed_at IS NOT NULL"


def test_a_tick_on_a_full_disk_says_so_keeps_the_note_and_is_taken_when_there_is_room(
    served: Served, open_tab, whole: None
) -> None:
    tab, before = _open(open_tab, served, ACTIONS, width=390), served.count(TICKS)
    tab.locator("[class*=st-key-more_] button").last.click()
    tab.get_by_label("Note").fill("Went there on Friday.")
    with _full(served):
        tab.get_by_label("Note").press("Enter")
        _see(tab, "The disk is full")
        said = tab.get_by_text("The disk is full", exact=False).first
        assert said.is_visible()
        # In sight, however far down the button was.
        place = said.bounding_box()
        assert place is not None and 0 <= place["y"] < 844
        assert tab.get_by_label("Note").input_value() == "Went there on Friday."
        assert served.count(TICKS) == before and served.ask_health() == "full"
        assert _has_no_rubble(tab)
    tab.get_by_label("Note").press("Enter")
    said.wait_for(state="detached", timeout=_WAIT)
    _see(tab, "Saved")
    assert served.count(TICKS) == before + 1 and served.ask_health() == "ok"
    record(Result("seen: a tick with a note, disk full", 1, 1, 0, 0, "said; the note stays"))


@_LONG
def test_a_review_on_a_full_disk_keeps_what_was_decided_and_written(
    served: Served, open_tab, whole: None
) -> None:
    incident = served.count(
        "SELECT i.id FROM incident i JOIN finding f ON f.incident_id = i.id "
        "WHERE reviewed_at IS NULL AND call_out_kind IS NOT NULL ORDER BY occurred_at LIMIT 1"
    )
    tab, before = (
        _open(open_tab, served, f"/incidents?incident={incident}"),
        served.count(REVIEWS),
    )
    note = tab.get_by_role("textbox", name="Note", exact=True).first
    note.wait_for(timeout=_WAIT)
    # Their script is fetched when the first of them is drawn: after the note, on a busy machine.
    tab.get_by_role("radio", name="Agree").first.wait_for(timeout=_WAIT)
    for agree in tab.get_by_role("radio", name="Agree").all():
        agree.click()
    tab.get_by_role("radio", name="Needed", exact=True).click()
    note.fill("The group heard the manager.")
    with _full(served):
        tab.get_by_role("button", name="Save the review").click()
        _see(tab, "The disk is full")
        assert note.input_value() == "The group heard the manager."
        assert served.count(REVIEWS) == before and _has_no_rubble(tab)
    tab.get_by_role("button", name="Save the review").click()
    _see(tab, "What the group agreed")
    _see(tab, "Saved")
    assert served.count(REVIEWS) == before + 1
    record(Result("seen: a review, disk full", 1, 1, 0, 0, "said; all that was written stays"))


@_LONG
def test_an_action_that_could_not_be_given_is_still_written_in_its_form(
    served: Served, open_tab, whole: None
) -> None:
    incident = served.count("SELECT id FROM incident ORDER BY occurred_at LIMIT 1")
    tab = _open(open_tab, served, f"/incidents?incident={incident}")
    tab.get_by_text("Give an action").first.click()
    title = tab.get_by_label("What is to be done")
    title.fill("Call the manager")
    count = "SELECT count(*) FROM action"
    before = served.count(count)
    with _full(served):
        tab.get_by_role("button", name="Give this action").click()
        _see(tab, "The disk is full")
        assert title.input_value() == "Call the manager" and served.count(count) == before
    tab.get_by_role("button", name="Give this action").click()
    _see(tab, "Given: Call the manager")
    assert served.count(count) == before + 1
    expect(title).to_have_value("", timeout=_WAIT)
    record(Result("seen: an action given, disk full", 1, 1, 0, 0, "said; its words stay"))


@_LONG
def test_a_tick_on_a_read_only_disk_says_so_and_is_taken_when_it_may_be_written(
    served: Served, open_tab, whole: None
) -> None:
    tab, before = _open(open_tab, served, ACTIONS), served.count(TICKS)
    run_or_skip("chattr", "+i", str(served.path), str(served.disk))
    try:
        tab.locator(_DONE).first.click()
        _see(tab, "can be read but not changed")
        assert served.ask_health() == "read-only" and _has_no_rubble(tab)
        tab.reload()
        tab.locator(_DONE).first.wait_for(timeout=_WAIT)
    finally:
        run_or_skip("chattr", "-i", str(served.disk), str(served.path))
    tab.locator(_DONE).first.click()
    _see(tab, "Saved")
    assert served.count(TICKS) == before + 1
    record(Result("seen: a tick, disk read-only", 1, 1, 0, 0, "said; reading goes on"))


@_LONG
def test_a_lock_that_another_holds_is_said_and_the_page_comes_back_by_itself(
    served: Served, open_tab, whole: None
) -> None:
    tab, before = _open(open_tab, served, ACTIONS), served.count(TICKS)
    with closing(sqlite3.connect(served.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        tab.locator(_DONE).first.click()
        tab.get_by_role("heading", name="The store is busy").wait_for(timeout=_WAIT)
        _see(tab, "looks again every 5 seconds")
        assert _has_no_rubble(tab)
        other.execute("ROLLBACK")
    tab.locator(_DONE).first.wait_for(timeout=_WAIT)
    # What became of the press is said once there is a page again.
    _see(tab, "busy with another change")
    assert served.count(TICKS) == before
    tab.locator(_DONE).first.click()
    _see(tab, "Saved")
    assert served.count(TICKS) == before + 1
    record(Result("seen: a tick, lock held by another", 1, 1, 0, 0, "said; the page comes back"))


@_LONG
def test_a_file_that_is_taken_away_is_missed_and_comes_back_by_itself(
    served: Served, open_tab, whole: None
) -> None:
    tab, away = _open(open_tab, served, ACTIONS), served.disk / "away.db"
    title = tab.locator("h1").first.inner_text()
    served.path.rename(away)
    tab.locator(_DONE).first.click()
    tab.get_by_role("heading", name="not in its place").wait_for(timeout=_WAIT)
    _see(tab, "no new store was begun")
    assert served.ask_health() == "missing" and not served.path.exists()
    fresh = _open(open_tab, served, "/", width=390)
    fresh.get_by_role("heading", name="not in its place").wait_for(timeout=_WAIT)
    assert not served.path.exists() and _has_no_rubble(tab)
    away.rename(served.path)
    for each in (tab, fresh):
        each.bring_to_front()
        each.get_by_role("heading", name="not in its place").wait_for(
            state="detached", timeout=_WAIT
        )
    tab.bring_to_front()
    tab.get_by_role("heading", name=title).wait_for(timeout=_WAIT)
    record(Result("seen: the file deleted and put back", 1, 0, 0, 0, "said; the page comes back"))


@_LONG
@pytest.mark.parametrize("what", ["the header's first words", "a page of incidents"])
def test_a_damaged_store_says_where_the_backups_are_and_a_whole_one_opens_by_itself(
    served: Served, open_tab, whole: None, what: str
) -> None:
    with closing(sqlite3.connect(served.path)) as connection, connection:
        # A revision of its own: the server remembers figures of those that it has seen whole.
        connection.execute(
            "UPDATE store_info SET data_revision = data_revision + ?", (next(_REVISIONS),)
        )
    kept = served.path.read_bytes()
    spoilt = served.disk / "spoilt.db"
    spoilt.write_bytes(kept)
    SPOILS[what][0](spoilt)
    day = served.disk / "backups" / "demo-2026-11-21.db"
    day.parent.mkdir(exist_ok=True)
    day.write_bytes(kept)
    spoilt.rename(served.path)
    tab = _open(open_tab, served, "/overview", width=390)
    tab.get_by_role("heading", name="The store is damaged").wait_for(timeout=_WAIT)
    _see(tab, "21 November 2026")
    _see(tab, f"core restore {day.parent.name}/{day.name}")
    assert _has_no_rubble(tab)
    again = served.disk / "again.db"
    again.write_bytes(kept)
    again.rename(served.path)
    look = tab.get_by_role("button", name="Look again")
    if look.count():
        look.click()
    tab.get_by_role("heading", name="The store is damaged").wait_for(
        state="detached", timeout=_WAIT
    )
    tab.locator("h1").first.wait_for(timeout=_WAIT)
    shutil.rmtree(day.parent)
    record(Result(f"seen: damaged, {what}", 1, 0, 0, 0, "said, with the backups; well again"))


@_LONG
def test_an_import_on_a_full_disk_keeps_nothing_and_is_pressed_again(
    served: Served, open_tab, whole: None, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(served.path)) as connection:
        (home,) = connection.execute("SELECT name FROM home LIMIT 1").fetchone()
    lines = ["reference,home_name,occurred_at,category,severity,channel"]
    lines += [f"N{n},{home},2026-10-{1 + n % 28:02} 10:30,assault,minor,101" for n in range(300)]
    file = tmp_path / "october.csv"
    file.write_text("\n".join(lines))
    count = "SELECT count(*) FROM incident"
    before = served.count(count)
    tab = _open(open_tab, served, "/import")
    tab.locator("input[type=file]").set_input_files(file)
    button = tab.get_by_role("button", name="Import 300 incidents")
    button.wait_for(timeout=_WAIT)
    with _full(served):
        button.click()
        _see(tab, "The disk is full")
        assert served.count(count) == before and _has_no_rubble(tab)
    button.click()
    _see(tab, "300 imported")
    assert served.count(count) == before + 300
    record(Result("seen: an import, disk full", 1, 1, 0, 0, "said; pressed again, it is taken"))
