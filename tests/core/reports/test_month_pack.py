"""The monthly pack: every home open in the month, on record file by file, or not made at all."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook
from sqlmodel import select

from core.access import SYSTEM
from core.errors import AccessDenied, Conflict, InvalidInput
from core.measures.period import Period
from core.reports import month_pack
from core.reports.document import Bars, Document, Heading, Paragraph, Points, Table
from core.reports.home_summary_document import build_home_summary_document
from core.reports.month_pack import (
    MonthPack,
    build_month_overview,
    build_month_pack,
    find_month,
    find_usual_month,
    read_month,
    read_months,
)
from core.reports.month_pack_document import (
    build_overview_document,
    build_whole_document,
    name_homes,
)
from core.reports.month_pack_files import (
    MonthFiles,
    hand_out_month_file,
    make_month_files,
    put_month_files,
    render_zip,
)
from core.reports.placing import place_files
from core.review import review_incident
from core.shares import read_shares
from core.store import Store
from core.tables import Audit, Batch, Home
from core.vocabulary import DisclosureLevel, FindingState, LawfulBasis, Role, Verdict
from tests.world import (
    TODAY,
    World,
    add_incident,
    add_unneeded_call,
    copy_world,
)

MAY = Period(date(2019, 5, 1), date(2019, 5, 31))
NOON = datetime(2019, 6, 30, 11, tzinfo=UTC)
G, A, P = DisclosureLevel
HOSTILE = '=cmd|" /C calc"!A0 <script>../../etc/passwd</script> #let x = [$1$] @ref ' + "é" * 130
SENDS = (Role.CHAIR, Role.PROTOCOL_LEAD, Role.LIAISON)
NAMES = ["Alder", "Birch", "Cedar"]


def fill(world: World) -> None:
    """A month of May 2019: a home that closed before, one that is called what none should be."""
    with world.store.write(SYSTEM) as change:
        covered = Batch(
            noun="incidents",
            file_name="x.csv",
            file_digest="0",
            imported=0,
            updated=0,
            duplicate=0,
            rejected=0,
            skipped=0,
            covers_from=date(2018, 1, 1),
            covers_to=date(2019, 5, 31),
            created_at=NOON,
        )
        change.session.add(covered)
        closed = change.session.get_one(Home, world.homes["dogwood"])
        closed.closed_on = date(2019, 4, 30)
        change.session.add(closed)
        change.record("imported", "homes")
    cup = add_unneeded_call(world, "I-1", child_ref="K7", child_age=14)
    add_incident(world, "I-2", "cedar", child_ref="K9", arrested="yes", category="missing")
    add_incident(world, "I-3", "cedar", category="concern_for_safety", arrested="no")
    add_incident(world, "I-4", "cedar", contact_purpose="advice", arrested="no")
    kept = add_incident(
        world,
        "KEPT-1",
        channel="none",
        category="assault",
        severity="serious",
        child_ref="K7",
        summary="Not for you",
    )
    add_incident(world, "I-5", occurred_at=datetime(2019, 4, 30, 23, 59))
    world.named = {"cup": cup, "kept": kept}


@pytest.fixture(scope="module")
def may(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = copy_world(untouched_world, tmp_path_factory.mktemp("may"))
    fill(world)
    return world


@pytest.fixture(scope="module")
def made(may: World) -> MonthFiles:
    return make(may)


@pytest.fixture
def group(may: World, tmp_path: Path) -> World:
    return copy_world(may, tmp_path)


def build(world: World, role: Role = Role.LIAISON, **more: Any) -> MonthPack:
    asked = {"month": MAY.start, "level": A, "today": TODAY} | more
    return build_month_pack(world.store, world.viewer(role), **asked)


def make(world: World, role: Role = Role.LIAISON, **more: Any) -> MonthFiles:
    asked = {"basis": LawfulBasis.PUBLIC_TASK, "recipient": "Ofsted", "made_at": NOON} | more
    return make_month_files(world.store, world.viewer(role), build(world, role), **asked)


def read_words(document: Document) -> str:
    said = [document.title, document.about]
    for block in document.blocks:
        match block:
            case Heading() | Paragraph():
                said.append(block.words)
            case Points():
                said += block.words
            case Table():
                said += [" | ".join(map(str, row)) for row in block.rows]
            case Bars():
                said += [block.title, str(block.series)]
    return "\n".join(said).replace("\u00a0", " ")


def read_overview(world: World, **more: Any) -> str:
    asked = {"month": MAY.start, "level": A, "today": TODAY} | more
    viewer = world.viewer(Role.LIAISON)
    return read_words(build_overview_document(build_month_overview(world.store, viewer, **asked)))


def count_records(store: Store) -> int:
    with store.read() as session:
        return len(session.exec(select(Audit).where(Audit.noun == "share")).all())


# Which month.


@pytest.mark.parametrize(
    ("words", "first"), [("2018-07", date(2018, 7, 1)), ("2020-02", date(2020, 2, 1))]
)
def test_a_month_is_written_year_first(words: str, first: date) -> None:
    assert read_month(words) == first


@pytest.mark.parametrize(
    "words",
    ["2018-13", "2018-00", "2018-7", "07-2018", "2018", "2018-07-01", "", "²018-07", "0001-01"],
)
def test_what_is_no_month_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput, match="is not a month; write 2018-07"):
        read_month(words)


@pytest.mark.parametrize(
    ("today", "last", "is_over"),
    [
        (date(2019, 5, 1), date(2019, 5, 1), False),
        (date(2019, 5, 30), date(2019, 5, 30), False),
        # Its last day is not over yet.
        (date(2019, 5, 31), date(2019, 5, 31), False),
        (date(2019, 6, 1), date(2019, 5, 31), True),
    ],
)
def test_a_month_that_is_not_over_is_reported_up_to_today(
    today: date, last: date, is_over: bool
) -> None:
    assert find_month(MAY.start, today) == (Period(MAY.start, last), is_over)


def test_a_month_to_come_is_refused_and_so_is_what_is_no_month() -> None:
    with pytest.raises(InvalidInput, match="future"):
        find_month(date(2019, 6, 1), date(2019, 5, 31))
    with pytest.raises(InvalidInput, match="one calendar month"):
        find_month(Period(date(2019, 5, 1), date(2019, 5, 30)), TODAY)
    assert find_month(MAY, TODAY)[0] == MAY


def test_until_when_a_running_month_goes_stands_on_it(group: World) -> None:
    day = date(2019, 5, 21)
    said = read_overview(group, today=day)
    assert said.startswith("Monthly pack: May 2019, until 21 May\n")
    assert "The month is not over: this is what was recorded until 21 May 2019." in said
    pack = build(group, today=day)
    assert {home.period.end for home in pack.homes} == {day}
    assert name_homes(pack.overview)[group.homes["alder"]].endswith("2019-05-until-21")


def test_the_months_to_choose_begin_with_the_first_day_of_data(may: World) -> None:
    months = read_months(may.store, may.viewer(Role.LIAISON), TODAY)
    assert (months[0], months[-1], len(months)) == (date(2019, 6, 1), date(2018, 1, 1), 18)


def test_without_data_there_is_no_month_to_choose(world: World) -> None:
    assert read_months(world.store, world.viewer(Role.LIAISON), TODAY) == ()
    with pytest.raises(AccessDenied):
        read_months(world.store, world.viewer(Role.PARTNER), TODAY)


@pytest.mark.parametrize(
    ("data_to", "usual"),
    [
        (date(2019, 5, 30), date(2019, 4, 1)),
        (date(2019, 5, 31), date(2019, 5, 1)),
        (date(2019, 6, 1), date(2019, 5, 1)),
        (None, date(2019, 6, 1)),
    ],
)
def test_the_usual_month_is_the_last_one_whose_days_all_have_data(
    data_to: date | None, usual: date
) -> None:
    months = (date(2019, 6, 1), date(2019, 5, 1), date(2019, 4, 1))
    assert find_usual_month(months, data_to) == usual


# Who may.


@pytest.mark.parametrize("level", [A, G])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_a_role_makes_the_packs_of_its_own_levels(
    may: World, role: Role, level: DisclosureLevel
) -> None:
    if role in SENDS and (level is A or role is not Role.LIAISON):
        assert [home.name for home in build(may, role, level=level).homes] == NAMES
        return
    with may.store.read() as session:
        before = len(session.exec(select(Audit).where(Audit.verb == "refused")).all())
    with pytest.raises(AccessDenied):
        build(may, role, level=level)
    with may.store.read() as session:
        assert len(session.exec(select(Audit).where(Audit.verb == "refused")).all()) == before + 1


def test_a_pack_is_never_public(may: World) -> None:
    with pytest.raises(InvalidInput, match="never public"):
        build(may, Role.CHAIR, level=P)


def test_whoever_makes_it_the_pack_is_the_same(may: World) -> None:
    assert build(may, Role.CHAIR) == build(may, Role.LIAISON)


@pytest.mark.parametrize("role", [role for role in Role if role not in {*SENDS, Role.SYSTEM}])
def test_nobody_else_takes_what_another_made(may: World, made: MonthFiles, role: Role) -> None:
    before = count_records(may.store)
    with pytest.raises(AccessDenied):
        hand_out_month_file(may.store, may.viewer(role), made, "pdf")
    assert count_records(may.store) == before


# What is in it.


def test_every_home_open_in_the_month_is_in_it_by_name_also_without_a_call_out(may: World) -> None:
    pack = build(may)
    assert [home.name for home in pack.homes] == NAMES
    counted = {home.name: home.contacts for home in pack.overview.area.homes}
    assert counted["Birch"] is not None and counted["Birch"].call_outs == 0
    assert "Birch | SC000002 | 0 | 0 | 0 | 0 | 0 | 0" in read_overview(may)


def test_a_home_closed_on_the_first_day_is_in_it_the_day_before_is_not(group: World) -> None:
    def close(day: date) -> list[str]:
        with group.store.write(SYSTEM) as change:
            home = change.session.get_one(Home, group.homes["dogwood"])
            home.closed_on = day
            change.session.add(home)
            change.record("changed", "home", home.id)
        return [home.name for home in build(group).homes]

    assert close(date(2019, 5, 1)) == [*NAMES, "Dogwood"]
    assert close(date(2019, 4, 30)) == NAMES


def test_a_contact_after_the_register_says_closed_brings_the_home_in(group: World) -> None:
    add_incident(group, "I-9", "dogwood")
    assert [home.name for home in build(group).homes] == [*NAMES, "Dogwood"]


def test_arrests_missing_and_concerns_are_told_each_month(may: World) -> None:
    said = read_overview(may)
    assert "May 2019: 3 call-outs at 2 of 3 homes, 1 arrest." in said
    assert "1 arrest recorded; for 1 of 4 contacts it is not known whether there was one." in said
    assert "1 missing incident reported to the police." in said
    assert "1 concern for a child’s safety reported to the police." in said
    assert "shared information 1 time without a call-out" in said
    assert "Cedar | SC000003 | 2 | 0 | 1 | 1 | 1 | 1" in said
    # Nothing says whether anybody was arrested: not known is not none.
    assert "Alder | SC000001 | 1 | 1 | 0 | 0 | not known | 0" in said


def test_a_month_without_data_says_so_and_counts_no_nought(may: World) -> None:
    said = read_overview(may, month=date(2017, 3, 1))
    assert "March 2017: no data" in said
    assert "Alder | SC000001 | no data | None" in said
    assert "nothing is known, which is not the same as nothing happened" in said
    assert build(may, month=date(2017, 3, 1)).homes[0].contacts == ()


def test_a_month_that_imports_cover_in_part_says_how_many_days_lack(may: World) -> None:
    said = read_overview(may, month=date(2019, 6, 1), today=date(2019, 7, 9))
    assert "June 2019: no data" in said and "No import covers any of its days" in said


def test_both_sides_count_what_the_group_agreed_and_nothing_it_did_not(group: World) -> None:
    before = read_overview(group)
    assert "Police contact could have been avoided | 0" in before
    assert "4 contacts still wait for the group" in before
    _agree(group, "cup", "no")
    _agree(group, "kept", None)
    after = read_overview(group)
    assert "Police contact could have been avoided | 1" in after
    # Of what nobody reported no more than that it should have been.
    assert "Police or social care should have been told | 1" in after
    assert "KEPT-1" not in after


def _agree(world: World, name: str, needed: str | None) -> None:
    key = world.named[name]
    incident = world.incident(key)
    decided = {
        rule: (FindingState.CONFIRMED, "")
        for rule, finding in world.findings(key).items()
        if finding.verdict in {Verdict.OVER_REPORT, Verdict.UNDER_REPORT}
    }
    assert decided
    review_incident(
        world.store, world.viewer(Role.CHAIR), key, incident.version, decided, needed, "Heard."
    )


def test_the_month_is_set_against_the_year_before_only_where_both_are_covered(may: World) -> None:
    assert "3 call-outs in May 2019 against 0 in May 2018" in read_overview(may)
    said = read_overview(may, month=date(2018, 5, 1))
    assert "Not set against May 2017: imports do not cover all days of both" in said


def test_all_is_from_one_state_of_the_data_or_it_is_not_made(
    group: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def change_meanwhile(store: Store, *words: Any) -> Any:
        tries.append(add_incident(group, f"NEW-{len(tries)}"))
        return build_home(store, *words)

    build_home = month_pack.build_home_summary
    monkeypatch.setattr(month_pack, "build_home_summary", change_meanwhile)
    with pytest.raises(Conflict, match="The data changed"):
        build(group)
    assert len(tries) == 3


# The files.


def test_the_manifest_is_that_of_the_files(made: MonthFiles) -> None:
    *files, last = made.files
    manifest = json.loads(last.content)
    assert manifest == made.manifest
    assert [
        (row["name"], row["bytes"], row["sha256"], row["home_urn"]) for row in manifest["files"]
    ] == [
        (file.name, len(file.content), hashlib.sha256(file.content).hexdigest(), file.urn)
        for file in files
    ]
    assert [file.name for file in files[:4]] == [
        "month-pack-2019-05.pdf",
        "month-pack-2019-05.xlsx",
        "home-summary-sc000001-2019-05.pdf",
        "home-summary-sc000001-2019-05.csv",
    ]
    assert len(files) == 2 + 2 * 3
    said = {name: manifest[name] for name in ("month", "level", "basis", "recipient", "made_at")}
    assert said == {
        "month": "2019-05",
        "level": "agreement",
        "basis": "public_task",
        "recipient": "Ofsted",
        "made_at": "2019-06-30T11:00:00+00:00",
    }
    assert manifest["made_by"] == "A liaison, Ofsted liaison"
    assert (manifest["demonstration"], len(manifest["audit_anchor"])) == (False, 64)


def test_the_same_month_moment_and_revision_give_the_same_bytes(
    may: World, made: MonthFiles
) -> None:
    again = make(may)
    assert again.files == made.files
    assert render_zip(again) == render_zip(made)
    assert make(may, made_at=NOON.replace(hour=12)).files != made.files


def test_the_pdf_has_a_title_a_list_of_contents_and_a_part_for_each_home(made: MonthFiles) -> None:
    with pikepdf.open(io.BytesIO(made.find("pdf").content)) as pdf:
        assert str(pdf.docinfo["/Title"]) == "Monthly pack: May 2019"
        assert str(pdf.Root.Lang) == "en-GB" and "/StructTreeRoot" in pdf.Root
        with pdf.open_outline() as outline:
            titles = [entry.title for entry in outline.root]
    assert titles[0] == "The area as a whole"
    assert [title.partition(":")[0] for title in titles[1:4]] == NAMES


def test_the_workbook_has_a_sheet_for_each_home_and_one_for_the_area(made: MonthFiles) -> None:
    book = load_workbook(io.BytesIO(made.find("xlsx").content))
    assert book.sheetnames == ["Contents", "Area", *NAMES]


def test_no_file_names_a_child_or_what_nobody_reported(may: World, made: MonthFiles) -> None:
    texts = [file.content for file in made.files if file.name.endswith((".csv", ".json"))]
    book = load_workbook(io.BytesIO(made.find("xlsx").content))
    texts += [
        str(cell.value).encode() for sheet in book for row in sheet.iter_rows() for cell in row
    ]
    for content in texts:
        for secret in (b"K7", b"K9", b"KEPT-1", b"Not for you"):
            assert secret not in content
    assert any(b"I-2" in content for content in texts), "what was reported is in it"
    # The words of the PDF, whose own bytes are compressed.
    pack = build(may)
    homes = [build_home_summary_document(home) for home in pack.homes]
    words = read_words(build_whole_document(pack.overview, homes))
    assert "KEPT-1" not in words and "K7" not in words and "I-2" in words


def test_a_name_that_is_markup_a_path_or_a_formula_breaks_nothing(group: World) -> None:
    with group.store.write(SYSTEM) as change:
        home = change.session.get_one(Home, group.homes["birch"])
        home.name, home.urn = HOSTILE, "../SC 1"
        change.session.add(home)
        change.record("changed", "home", home.id)
    made = make(group)
    names = [file.name for file in made.files]
    assert len(set(names)) == len(names)
    assert all(name.replace("-", "").replace(".", "").isalnum() for name in names)
    assert "home-summary-sc-1-2019-05.pdf" in names
    book = load_workbook(io.BytesIO(made.find("xlsx").content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert HOSTILE in {cell.value for cell in cells} or any(
        str(cell.value or "").startswith("=cmd") for cell in cells
    )


def test_two_homes_whose_numbers_read_alike_have_files_of_their_own(group: World) -> None:
    with group.store.write(SYSTEM) as change:
        for name, urn in (("alder", "SC-1"), ("birch", "SC 1"), ("cedar", "SC/1")):
            home = change.session.get_one(Home, group.homes[name])
            home.urn = urn
            change.session.add(home)
        change.record("changed", "homes")
    names = name_homes(build(group).overview)
    assert sorted(names.values()) == [
        "home-summary-sc-1-2019-05",
        "home-summary-sc-1-2019-05-2",
        "home-summary-sc-1-2019-05-3",
    ]


# On record.


@pytest.mark.parametrize(("suffix", "entries"), [("pdf", 1), ("xlsx", 1), ("zip", 10)])
def test_what_is_taken_is_on_record_file_by_file(
    group: World, made: MonthFiles, suffix: str, entries: int
) -> None:
    content = hand_out_month_file(group.store, group.viewer(Role.LIAISON), made, suffix)
    log = read_shares(group.store, SYSTEM)
    assert log.height == count_records(group.store) == entries
    assert hashlib.sha256(content).hexdigest() in log["file_digest"].to_list()
    assert set(log["recipient"]) == {"Ofsted"} and set(log["period_from"]) == {MAY.start}
    if suffix == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = {hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
        assert inside == {file.digest for file in made.files}
        assert inside < set(log["file_digest"])
        assert set(log["kind"]) == {"month_pack", "home_summary"}
        assert log.filter(log["home"] == "Birch").height == 2


def test_a_folder_and_the_log_hold_the_same(group: World, made: MonthFiles, tmp_path: Path) -> None:
    with place_files(tmp_path / "pack", create=True) as placing:
        put_month_files(group.store, SYSTEM, made, placing)
    written = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (tmp_path / "pack").iterdir()
    }
    log = read_shares(group.store, SYSTEM)
    assert dict(log.select("file_name", "file_digest").iter_rows()) == written
    rows = list(
        csv.reader(io.StringIO((tmp_path / "pack" / made.files[3].name).read_text("utf-8-sig")))
    )
    assert [row[0] for row in rows] == ["reference", "I-1"]


def test_a_folder_that_cannot_be_written_leaves_neither_file_nor_record(
    group: World, made: MonthFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    (folder := tmp_path / "pack").mkdir()
    for place, name in ((folder, "replace"), (tmp_path / "new", "rename")):
        with monkeypatch.context() as patch:
            patch.setattr(f"os.{name}", fail)
            with (
                pytest.raises(InvalidInput, match="Read-only file system"),
                place_files(place, create=True) as placing,
            ):
                put_month_files(group.store, SYSTEM, made, placing)
    assert list(folder.iterdir()) == [] and not (tmp_path / "new").exists()
    assert read_shares(group.store, SYSTEM).is_empty() and count_records(group.store) == 0


def test_progress_is_told_of_every_step_to_the_last(may: World) -> None:
    told: list[tuple[int, int, str]] = []
    pack = build_month_pack(
        may.store, SYSTEM, MAY, A, TODAY, lambda done, of, name: told.append((done, of, name))
    )
    make_month_files(
        may.store,
        SYSTEM,
        pack,
        basis=LawfulBasis.PUBLIC_TASK,
        recipient="Ofsted",
        progress=lambda done, of, name: told.append((done, of, name)),
    )
    assert [(done, of) for done, of, _ in told] == [(step, 8) for step in range(1, 9)]
    assert told[0][2] == "Alder: read" and told[-1][2].startswith("all homes as one workbook")
