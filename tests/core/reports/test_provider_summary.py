"""One provider's homes together: by name, however it is spelled, and no more than each shows."""

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.errors import AccessDenied, InvalidInput
from core.measures.period import Period
from core.reports.document import Heading, build_stamp
from core.reports.home_summary_files import FILE_FORMATS
from core.reports.provider_summary import (
    ProviderSummary,
    build_provider_summary,
    read_providers,
)
from core.reports.provider_summary_document import build_provider_summary_document
from core.reports.provider_summary_files import prepare_provider_summary, render_provider_summary
from core.tables import Home, Share
from core.vocabulary import DisclosureLevel, LawfulBasis, Role
from tests.core.reports.summary_world import MADE_AT, MAY, fill, find_table, read_words
from tests.core.reports.test_pdf import read_text
from tests.world import TODAY, World, build_world, copy_world

GROUP, AGREEMENT, PUBLIC = DisclosureLevel


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> World:
    return fill(build_world(tmp_path_factory.mktemp("provider")))


@pytest.fixture
def own(filled: World, tmp_path: Path) -> World:
    """A copy of the filled world that a test may change."""
    return copy_world(filled, tmp_path)


def build(
    world: World,
    provider: str = "Acme Care",
    role: Role = Role.LIAISON,
    level: DisclosureLevel = AGREEMENT,
    period: Period = MAY,
) -> ProviderSummary:
    return build_provider_summary(world.store, world.viewer(role), provider, period, level, TODAY)


@pytest.mark.parametrize("spelled", ["Acme Care", "ACME  care", "acme-care"])
def test_all_spellings_of_a_provider_are_one(filled: World, spelled: str) -> None:
    assert [home.name for home in build(filled, spelled).homes] == ["Alder", "Birch"]


def test_providers_are_listed_once_by_name(filled: World) -> None:
    found = read_providers(filled.store, filled.viewer(Role.LIAISON))
    assert [name.casefold().replace("  ", " ") for name in found] == [
        "acme care",
        "bright homes",
        "calm ltd",
    ]


@pytest.mark.parametrize("role", [Role.SPOC, Role.PROVIDER, Role.PARTNER, Role.POLICE_REVIEWER])
def test_other_roles_are_refused(filled: World, role: Role) -> None:
    with pytest.raises(AccessDenied):
        build(filled, role=role)
    with pytest.raises(AccessDenied):
        read_providers(filled.store, filled.viewer(role))


def test_what_cannot_be_is_refused_in_words(own: World) -> None:
    with pytest.raises(InvalidInput, match="No home in the register belongs to"):
        build(own, "Nobody")
    with pytest.raises(InvalidInput, match="never public"):
        build(own, role=Role.CHAIR, level=PUBLIC)
    with pytest.raises(InvalidInput, match="future"):
        build(own, period=Period(date(2019, 7, 1), date(2019, 7, 2)))
    with own.store.write(SYSTEM) as change:
        change.session.get_one(Home, own.homes["dogwood"]).closed_on = date(2019, 4, 1)
        change.record("changed", "home")
    with pytest.raises(InvalidInput, match="None of the provider's homes was open"):
        build(own, "Calm Ltd")


def test_a_home_that_was_not_open_is_named_with_why(own: World) -> None:
    with own.store.write(SYSTEM) as change:
        change.session.get_one(Home, own.homes["birch"]).closed_on = date(2019, 4, 1)
        change.record("changed", "home")
    value = build(own)
    assert [home.name for home in value.homes] == ["Alder"]
    said = read_words(build_provider_summary_document(value))
    assert "Birch (SC000002): closed on 1 April 2019, before the period begins" in said


def test_homes_stand_in_the_order_of_their_names_without_a_rank(filled: World) -> None:
    document = build_provider_summary_document(build(filled))
    rows = find_table(document, "side by side")
    assert [row["Home"] for row in rows] == ["Alder", "Birch"]
    assert [(row["Behaviour"], row["Missing or away"]) for row in rows] == [(2, 1), (0, 0)]
    assert document.title.casefold() == "acme care: 4 call-outs from 2 homes"
    said = read_words(document).casefold()
    for word in ("rank", "worst", "best"):
        assert word not in said
    parts = [block.words for block in document.blocks if isinstance(block, Heading)]
    assert parts.index("Alder (SC000001)") < parts.index("Birch (SC000002)")
    assert parts.count("How the figures are made") == 1


def test_no_two_tables_of_a_document_share_a_name(filled: World) -> None:
    document = build_provider_summary_document(build(filled))
    names = [name for block in document.blocks if (name := getattr(block, "name", ""))]
    assert len(names) == len(set(names)) > 4


def test_the_files_hold_what_each_home_shows_and_no_more(own: World) -> None:
    value = build(own, role=Role.CHAIR, level=GROUP)
    stamp = build_stamp(SYSTEM, MADE_AT, value.data_revision, "own")
    pdf, xlsx, csv_file = (render_provider_summary(value, stamp, f) for f in FILE_FORMATS)
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    assert {"Side by side", "Alder", "Birch"} <= set(book.sheetnames)
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    rows = list(csv.DictReader(io.StringIO(csv_file.decode("utf-8-sig"))))
    assert next((row["home_urn"], row["reference"]) for row in rows) == ("SC000001", "CUP-1")
    for said in (read_text(pdf), "\n".join(cells), csv_file.decode("utf-8-sig")):
        for secret in ("SECRET", "K7", "KEPT-1", "UNTOLD-1"):
            assert secret not in said


def test_handing_out_is_logged_with_the_provider_and_repeats_byte_by_byte(own: World) -> None:
    made = [
        prepare_provider_summary(
            own.store,
            own.viewer(Role.LIAISON),
            build(own),
            basis=LawfulBasis.PUBLIC_TASK,
            recipient="the responsible individual",
            file_format=file_format,
            made_at=MADE_AT,
        )
        for file_format in (*FILE_FORMATS, *FILE_FORMATS)
    ]
    assert made[:3] == made[3:]
    with own.store.read() as session:
        rows = session.exec(select(Share)).all()
        assert {(row.kind, row.home_id) for row in rows} == {("provider_summary", None)}
        assert {str(row.provider).casefold() for row in rows} <= {"acme care", "acme  care"}
