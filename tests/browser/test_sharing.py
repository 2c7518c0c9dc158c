"""What leaves the group, to a file on disk: two clicks, known to the log; refused to others."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from sqlmodel import col, select

from core.access import SYSTEM, Viewer
from core.inspection_requests import log_request, read_requests, withdraw_request
from core.measures.period import Period
from core.people import build_viewer, read_candidates
from core.reading import read_view
from core.shares import read_shares
from core.store import Store, build_url, open_store
from core.tables import Audit
from core.vocabulary import Role
from tests.browser.conftest import follow_link, run_server, wait_for_page

YEAR = Period(date(2025, 10, 1), date(2026, 9, 30))


@pytest.fixture(scope="module")
def own(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A demonstration of one's own, in which the log grows."""
    path = Path(copyfile(demonstration, tmp_path_factory.mktemp("sharing") / "demo.db"))
    store = open_store(build_url(path))
    yield store
    store.close()


@pytest.fixture(scope="module")
def base(own: Store) -> Iterator[str]:
    with run_server(Path(str(own.engine.url.database))) as address:
        yield address


def _find(store: Store, role: Role) -> Viewer:
    return build_viewer(store, next(r.id for r in read_candidates(store) if r.role is role))


_LOOKS_AS = """name => [...document.querySelectorAll('[data-testid=stSidebar] input')].some(
    input => input.value.endsWith(name))"""


def _look_as(tab, viewer: Viewer) -> None:
    """The page that is open, as somebody else."""
    runs = tab.evaluate("window.runs")
    tab.get_by_role("combobox", name="Look as").click()
    tab.keyboard.type(viewer.name)
    tab.keyboard.press("Enter")
    tab.wait_for_function(_LOOKS_AS, arg=viewer.name, timeout=30_000)
    wait_for_page(tab, runs)


def _open_as(tab, address: str, viewer: Viewer) -> None:
    """A page by its address, then as somebody else than the chair."""
    tab.goto(address)
    wait_for_page(tab)
    _look_as(tab, viewer)


def _take(tab, button, folder: Path) -> Path:
    """One click, and the file that it brings."""
    with tab.expect_download(timeout=60_000) as taken:
        button.click()
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    return path


def _read_newest(store: Store) -> dict[str, object]:
    return read_shares(store, SYSTEM).row(0, named=True)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _log(store: Store, asked_by: str) -> int:
    home_id = int(read_view(store, SYSTEM).homes.sort("name")["home_id"][0])
    return log_request(
        store, SYSTEM, home_id=home_id, asked_by=asked_by, asked_on=YEAR.end, period=YEAR
    )


def test_a_liaison_has_a_home_summary_on_disk_in_two_clicks_and_the_log_knows_it(
    base, own, open_tab, tmp_path
):
    liaison, home = _find(own, Role.LIAISON), read_view(own, SYSTEM).homes.row(1, named=True)
    tab = open_tab()
    _open_as(tab, f"{base}/home_summary?home={home['urn']}", liaison)
    before = read_shares(own, SYSTEM).height
    path = _take(tab, tab.locator("[class*=st-key-home_summary_][class*=_pdf] button"), tmp_path)
    assert path.read_bytes().startswith(b"%PDF-")
    row = _read_newest(own)
    assert read_shares(own, SYSTEM).height == before + 1
    assert (row["file_digest"], row["file_name"]) == (_digest(path), path.name)
    assert (row["by"], row["urn"], row["kind"]) == (liaison.name, home["urn"], "home_summary")
    tab.get_by_text(f"in the share log as {_digest(path)[:12]}").wait_for(timeout=30_000)

    follow_link(tab, "share_log")
    tab.locator("input[type=file]").set_input_files(path)
    tab.get_by_text("This file was prepared here.").wait_for(timeout=30_000)
    assert tab.get_by_text(_digest(path)).count() > 0
    assert tab.faults == []


def test_a_request_is_answered_on_a_phone_in_one_click_and_says_how_long_it_took(
    base, own, open_tab, tmp_path
):
    number = _log(own, "A first inspector")
    tab = open_tab()
    _open_as(tab, f"{base}/requests", _find(own, Role.LIAISON))
    tab.set_viewport_size({"width": 390, "height": 844})
    path = _take(tab, tab.locator(f".st-key-request_{number}_pdf button"), tmp_path)
    tab.get_by_text("This answers the request.").wait_for(timeout=30_000)
    row = _read_newest(own)
    assert (row["file_digest"], row["file_name"]) == (_digest(path), path.name)
    assert (row["request_id"], row["kind"]) == (number, "inspection_record")
    again = _take(tab, tab.locator(f".st-key-request_{number}_xlsx button"), tmp_path)
    assert again.read_bytes().startswith(b"PK") and again.suffix == ".xlsx"
    (answered,) = [r for r in read_requests(own, SYSTEM).to_dicts() if r["id"] == number]
    assert (answered["state"], answered["version"]) == ("answered", 2)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert tab.faults == []


def test_where_no_file_can_be_made_the_page_says_why_and_nothing_arrives(base, own, open_tab):
    number = _log(own, "A second inspector")
    tab = open_tab()
    _open_as(tab, f"{base}/requests", _find(own, Role.LIAISON))
    arrived = []
    tab.on("download", lambda download: arrived.append(download.url))
    before = read_shares(own, SYSTEM).height
    withdraw_request(own, SYSTEM, number, 1, "By mistake.")
    tab.locator(f".st-key-request_{number}_pdf button").click()
    said = tab.get_by_text("No file was made. The request is withdrawn by now")
    said.wait_for(timeout=30_000)
    wait_for_page(tab)
    assert arrived == [] and read_shares(own, SYSTEM).height == before
    # Streamlit's own words go after five seconds; these stay.
    tab.get_by_test_id("stDownloadButtonError").wait_for(state="detached", timeout=30_000)
    assert said.is_visible()


def test_another_role_at_the_same_address_is_refused_in_words_and_it_is_audited(
    base, own, open_tab
):
    chair, spoc = _find(own, Role.CHAIR), _find(own, Role.SPOC)
    tab = open_tab()
    tab.goto(f"{base}/guide")
    wait_for_page(tab)
    for key in ("home_summary", "requests", "month", "board", "share_log"):
        follow_link(tab, key)
        refused = "This page is not open to your role"
        assert tab.locator("h1").inner_text() != refused, key
        _look_as(tab, spoc)
        assert tab.url.split("?")[0] == f"{base}/{key}"
        # The choice of another person is a run, and what they see the next one.
        tab.get_by_role("heading", name=refused).wait_for(timeout=30_000)
        wait_for_page(tab)
        assert tab.get_by_test_id("stDownloadButton").count() == 0, key
        with own.read() as session:
            query = select(Audit).where(Audit.verb == "refused").order_by(col(Audit.seq).desc())
            row = session.exec(query).first()
        assert (row.person_id, row.fields) == (spoc.person_id, [f"page {key}"])
        _look_as(tab, chair)
        tab.get_by_text(refused).wait_for(state="detached", timeout=30_000)
        wait_for_page(tab)
    assert tab.faults == []
