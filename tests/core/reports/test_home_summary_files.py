"""The files of a home's summary: the same bytes, nothing that tells, no name that breaks them."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.errors import AccessDenied, InvalidInput
from core.reports.document import Stamp, build_stamp
from core.reports.home_summary import build_home_summary
from core.reports.home_summary_files import (
    CSV_HEADINGS,
    FILE_FORMATS,
    FileFormat,
    prepare_home_summary,
    render_home_summary,
)
from core.reports.home_summary_value import HomeSummary
from core.tables import Home, Share
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis, Role
from tests.core.reports.summary_world import MADE_AT, MAY, agree, fill
from tests.core.reports.test_pdf import read_text
from tests.world import TODAY, World, add_incident, add_unneeded_call, build_world, copy_world

GROUP, AGREEMENT = DisclosureLevel.GROUP, DisclosureLevel.AGREEMENT


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> World:
    return fill(build_world(tmp_path_factory.mktemp("files")))


@pytest.fixture
def own(filled: World, tmp_path: Path) -> World:
    """A copy of the filled world that a test may change."""
    return copy_world(filled, tmp_path)


def build(
    world: World, role: Role = Role.LIAISON, level: DisclosureLevel = AGREEMENT
) -> HomeSummary:
    viewer = world.viewer(role)
    return build_home_summary(world.store, viewer, world.homes["alder"], MAY, level, TODAY)


def stamp(summary: HomeSummary) -> Stamp:
    return build_stamp(SYSTEM, MADE_AT, summary.data_revision, "own")


def render(summary: HomeSummary, file_format: FileFormat) -> bytes:
    return render_home_summary(summary, stamp(summary), file_format)


def prepare(world: World, file_format: FileFormat, **more: object) -> tuple[str, bytes]:
    given: dict[str, object] = {"basis": LawfulBasis.PUBLIC_TASK, "recipient": "Ofsted"}
    given |= {"made_at": MADE_AT, **more}
    return prepare_home_summary(
        world.store,
        world.viewer(Role.LIAISON),
        build(world),
        file_format=file_format,
        **given,  # type: ignore[arg-type]
    )


def read_cells(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = (cell for sheet in book for row in sheet.iter_rows() for cell in row)
    return "\n".join([*book.sheetnames, *(str(cell.value) for cell in cells if cell.value)])


def read_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def read_said(content: bytes, file_format: FileFormat) -> str:
    if file_format == "pdf":
        return read_text(content)
    return read_cells(content) if file_format == "xlsx" else content.decode("utf-8-sig")


@pytest.mark.parametrize("level", [AGREEMENT, GROUP])
@pytest.mark.parametrize("file_format", FILE_FORMATS)
def test_no_child_no_suggestion_no_uncleared_word_is_in_any_file(
    filled: World, file_format: FileFormat, level: DisclosureLevel
) -> None:
    said = read_said(render(build(filled, Role.CHAIR, level), file_format), file_format)
    assert "CUP-1" in said.replace(" ", "")
    for secret in ("SECRET", "K7", "KEPT-1", "UNTOLD-1"):
        assert secret not in said


@pytest.mark.parametrize("file_format", FILE_FORMATS)
def test_the_same_revision_and_moment_give_the_same_bytes(
    own: World, file_format: FileFormat
) -> None:
    first = prepare(own, file_format)
    # Preparing is on record, and moves no figure.
    assert prepare(own, file_format) == first


def test_a_file_that_is_handed_out_is_in_the_log(own: World) -> None:
    name, _ = prepare(own, "csv")
    assert name == "home-summary-sc000001-2019-05-01-to-2019-05-31-alder.csv"
    with own.store.read() as session:
        (row,) = session.exec(select(Share)).all()
        assert (row.kind, row.level, row.home_id) == (
            "home_summary",
            "agreement",
            own.homes["alder"],
        )
        assert (row.period_from, row.period_to) == (MAY.start, MAY.end)
        assert row.file_name == name


def test_a_record_before_an_inspection_is_named_so(own: World) -> None:
    name, _ = prepare(own, "csv", kind=DocumentKind.INSPECTION_RECORD)
    assert name.startswith("record-before-an-inspection-sc000001-")


@pytest.mark.parametrize("role", [Role.SPOC, Role.PROVIDER, Role.PARTNER, Role.ADMINISTRATOR])
def test_nobody_else_hands_out_a_value_that_another_built(own: World, role: Role) -> None:
    summary = build(own)
    with pytest.raises(AccessDenied):
        prepare_home_summary(
            own.store,
            own.viewer(role),
            summary,
            basis=LawfulBasis.PUBLIC_TASK,
            recipient="me",
            file_format="csv",
        )
    with own.store.read() as session:
        assert session.exec(select(Share)).all() == []


def test_without_a_recipient_nothing_is_made(own: World) -> None:
    with pytest.raises(InvalidInput, match="for whom"):
        prepare(own, "pdf", recipient=" ")


HOSTILE = [
    'O\'Brien "House" / \\ ../../etc',
    "**Cedar** [a](http://evil.test) <b>House</b>",
    "#set page(width: 1cm) $x$ @ref <label>",
    "=HYPERLINK(1)",
    "漢字 \U0001f3e0",
    "A" * 200,
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_name_breaks_neither_file_name_nor_document(own: World, hostile: str) -> None:
    with own.store.write(SYSTEM) as change:
        change.session.get_one(Home, own.homes["alder"]).name = hostile
        change.record("changed", "home")
    for file_format in FILE_FORMATS:
        name, content = prepare(own, file_format)
        assert len(name) <= 90
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
        assert name.startswith("home-summary-sc000001-2019-05-01")
        assert content


def test_a_workbook_has_no_formula_whatever_a_name_is(own: World) -> None:
    with own.store.write(SYSTEM) as change:
        change.session.get_one(Home, own.homes["alder"]).name = "=HYPERLINK(1)"
        change.record("changed", "home")
    book = openpyxl.load_workbook(io.BytesIO(prepare(own, "xlsx")[1]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


def test_the_csv_keeps_its_headings_and_its_rows(filled: World) -> None:
    rows = read_rows(render(build(filled), "csv"))
    assert tuple(rows[0]) == CSV_HEADINGS
    assert ",".join(CSV_HEADINGS) == (
        "reference,occurred_at,category,channel,contact_purpose,call_out_kind,level,"
        "police_response,outcome_code,police_needed,reviewed,agreed_findings"
    )
    assert [row["reference"] for row in rows] == ["CUP-1", "CUP-2", "GONE-1", "ADVICE-1", "HURT-1"]
    advice = rows[3]
    assert (advice["contact_purpose"], advice["call_out_kind"]) == ("advice", "")


def test_what_was_only_suggested_stays_within_the_group(world: World) -> None:
    waiting = add_unneeded_call(world, "CUP-1")
    assert world.findings(waiting)
    (row,) = read_rows(render(build(world), "csv"))
    for name in ("agreed_findings", "police_needed", "level"):
        assert row[name] == ""
    assert row["reviewed"] == "no"
    agree(world, waiting)
    (row,) = read_rows(render(build(world), "csv"))
    assert (row["reviewed"], row["police_needed"], row["level"]) == ("yes", "no", "1")
    assert row["agreed_findings"] == "6.5, 6.7: police contact could have been avoided (home)"


@pytest.mark.parametrize("reference", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1"])
def test_a_reference_that_is_a_formula_runs_nowhere(world: World, reference: str) -> None:
    add_incident(world, reference)
    (row,) = read_rows(render(build(world), "csv"))
    assert row["reference"].startswith("'")
    assert row["reference"].removeprefix("'") == reference


def test_a_home_without_contacts_gives_the_headings(world: World) -> None:
    content = render(build(world), "csv").decode("utf-8-sig")
    assert content.startswith("reference,occurred_at,category,")
    assert content.count("\r\n") == 1
