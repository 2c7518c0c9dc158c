"""The report for the boards: who may have it, what is withheld at once, what two tell together."""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook
from sqlmodel import select

from core.access import SYSTEM
from core.errors import AccessDenied, InvalidInput
from core.measures.board_counts import Figure
from core.reports.board_report import BoardReport, build_board_report, read_years
from core.reports.board_report_document import build_board_report_document
from core.reports.board_report_files import (
    RECIPIENTS,
    FileFormat,
    prepare_board_report,
    render_board_report,
)
from core.reports.document import Bars, Document, Intervals, Sent, Stamp, Table
from core.shares import LONGEST_RECIPIENT, read_shares
from core.store import Store
from core.tables import Action, Audit, Batch, Finding, Home, HomeContact, HomePlaces, Incident
from core.vocabulary import DisclosureLevel, LawfulBasis, Role
from tests.core.measures.board_attack import find_pinned
from tests.world import World, add_incident, add_unneeded_call, copy_world

TODAY = date(2019, 5, 15)
MADE_AT = datetime(2019, 5, 15, 9, tzinfo=UTC)
PUBLIC, GROUP = DisclosureLevel.PUBLIC, DisclosureLevel.GROUP
F = Figure
FIGURES: dict[tuple[str, str], Figure] = {
    ("Call-outs", "Call-outs"): F.ALL,
    ("Call-outs", "At homes with places"): F.ALL_PLACED,
    ("Behaviour call-outs", "Behaviour call-outs"): F.BEHAVIOUR,
    ("Behaviour call-outs", "At homes with places"): F.BEHAVIOUR_PLACED,
    ("Protective call-outs", "Protective call-outs"): F.PROTECTIVE,
    ("Protective call-outs", "At homes with places"): F.PROTECTIVE_PLACED,
    ("Frequency", "With a child’s reference"): F.REFERENCED,
    ("Frequency", "Without"): F.UNREFERENCED,
    ("Frequency", "Different children"): F.CHILDREN,
    ("Frequency", "From other placements, not in these"): F.ELSEWHERE,
    ("Level", "Level 1"): F.LEVEL_1,
    ("Level", "Level 2"): F.LEVEL_2,
    ("Level", "Level 3"): F.LEVEL_3,
    ("Level", "Missing"): F.MISSING,
    ("Level", "Outside the levels otherwise"): F.OUTSIDE,
    ("Level", "Not graded"): F.UNGRADED,
    ("Outcome", "Criminal outcome"): F.CRIMINAL,
    ("Outcome", "No criminal outcome"): F.NOT_CRIMINAL,
    ("Outcome", "Not known"): F.OUTCOME_UNKNOWN,
    ("Police needed", "Needed"): F.NEEDED,
    ("Police needed", "Not needed"): F.NOT_NEEDED,
    ("Police needed", "Not known"): F.NEED_UNKNOWN,
    ("Both sides", "Contact could have been avoided"): F.AVOIDABLE,
    ("Both sides", "Should have been told"): F.UNTOLD,
    ("Both sides", "A step of the home"): F.HOME_STEPS,
    ("Both sides", "A step of the council"): F.COUNCIL_STEPS,
    ("Both sides", "A step of the police"): F.POLICE_STEPS,
    ("Work of the group", "Actions given"): F.ACTIONS_GIVEN,
    ("Work of the group", "Done by the period’s end"): F.ACTIONS_DONE,
    ("Work of the group", "Overdue then"): F.ACTIONS_OVERDUE,
    ("Work of the group", "Not due yet then"): F.ACTIONS_OPEN,
    ("Work of the group", "Contacts with homes"): F.CONTACTS,
    ("Work of the group", "Escalations"): F.ESCALATIONS,
}


@pytest.fixture(scope="module")
def housed(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world with ten places in each home, each of its own provider; nothing happened yet."""
    world = copy_world(untouched_world, tmp_path_factory.mktemp("housed"))
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Home, world.homes["birch"]).provider = "Dell"
        for home_id in world.homes.values():
            change.session.add(HomePlaces(home_id=home_id, places=10))
        change.record("changed", "homes")
    return world


@pytest.fixture
def county(housed: World, tmp_path: Path) -> World:
    return copy_world(housed, tmp_path)


def add_many(world: World, year: int, number: int, **facts: object) -> list[int]:
    """Level 2 call-outs of a year, each of another child, a day apart."""
    return [
        add_incident(
            world,
            f"{year}-{n}-{len(facts)}",
            ("alder", "cedar", "dogwood", "birch")[n % 4],
            **{
                "occurred_at": datetime(year, 2, 1, 12) + timedelta(days=n),
                "child_ref": f"K{n}",
                **facts,
            },
        )
        for n in range(number)
    ]


def agree(world: World, ids: list[int], answer: str | None = "yes") -> None:
    """The group looks at these incidents and agrees with whatever the rules suggest."""
    with world.store.write(SYSTEM) as change:
        for incident in change.session.exec(select(Incident).where(Incident.id.in_(ids))):
            incident.reviewed_at = MADE_AT
            incident.agreed_police_needed = answer
        for finding in change.session.exec(select(Finding).where(Finding.incident_id.in_(ids))):
            finding.state = "confirmed"
        change.record("reviewed", "incident")


def cover(world: World, start: date, end: date) -> None:
    """An import that states to cover these days."""
    counts = dict.fromkeys(("imported", "updated", "duplicate", "rejected", "skipped"), 0)
    with world.store.write(SYSTEM) as change:
        change.session.add(
            Batch(
                noun="incidents",
                file_name="extract.csv",
                file_digest="0" * 64,
                covers_from=start,
                covers_to=end,
                created_at=MADE_AT,
                **counts,
            )
        )
        change.record("imported", "batch")


def report(world: World, until: int = 2018, level: DisclosureLevel = PUBLIC) -> BoardReport:
    return build_board_report(world.store, world.viewer(Role.CHAIR), until, level, TODAY)


def draw(world: World, until: int = 2018, level: DisclosureLevel = PUBLIC) -> Document:
    return build_board_report_document(report(world, until, level))


def read_cells(document: Document) -> dict[str, dict[tuple[str, str], object]]:
    """By period: every cell of the tables by table and heading."""
    found: dict[str, dict[tuple[str, str], object]] = {}
    for table in document.blocks:
        if isinstance(table, Table):
            for row in table.rows:
                cells = zip(table.headings[1:], row[1:], strict=True)
                found.setdefault(str(row[0]), {}).update(
                    {(table.name, heading): cell for heading, cell in cells}
                )
    return found


def stamp(level: DisclosureLevel = PUBLIC) -> Stamp:
    basis = LawfulBasis.NOT_PERSONAL if level is PUBLIC else LawfulBasis.PUBLIC_TASK
    sent = Sent(level, RECIPIENTS[level], basis, "0" * 64)
    return Stamp(MADE_AT, "A chair, chair", 7, False, sent=sent)


def read_pdf_words(content: bytes) -> str:
    """The title and alternative texts of a PDF."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        alts = [
            str(o["/Alt"]) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]
        return " ".join([str(pdf.docinfo.get("/Title", "")), *alts])


# Who may, and what is refused.


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.SYSTEM}])
@pytest.mark.parametrize("level", [PUBLIC, GROUP])
def test_only_the_chair_and_the_protocol_lead_have_it(
    world: World, role: Role, level: DisclosureLevel
) -> None:
    viewer = world.viewer(role)
    if role in {Role.CHAIR, Role.PROTOCOL_LEAD}:
        assert build_board_report(world.store, viewer, 2018, level, TODAY).level is level
        return
    for call in (
        lambda: build_board_report(world.store, viewer, 2018, level, TODAY),
        lambda: read_years(world.store, viewer, level, TODAY),
    ):
        with pytest.raises(AccessDenied):
            call()
    with world.store.read() as session:
        refused = [row for row in session.exec(select(Audit)) if row.verb == "refused"]
    assert len(refused) == 2


def test_a_liaison_prepares_no_file_of_another_s_report(county: World) -> None:
    made = report(county)
    with pytest.raises(AccessDenied):
        prepare_board_report(
            county.store,
            county.viewer(Role.LIAISON),
            made,
            basis=LawfulBasis.NOT_PERSONAL,
            recipient=RECIPIENTS[PUBLIC],
            file_format="csv",
        )
    assert read_shares(county.store, county.viewer(Role.CHAIR)).is_empty()


def test_chair_and_lead_get_the_same_report(county: World) -> None:
    add_many(county, 2018, 7)
    chair, lead = (county.viewer(role) for role in (Role.CHAIR, Role.PROTOCOL_LEAD))
    args = (2018, PUBLIC, TODAY)
    assert build_board_report(county.store, chair, *args) == build_board_report(
        county.store, lead, *args
    )


@pytest.mark.parametrize(
    ("until", "level", "today", "said"),
    [
        (2020, PUBLIC, TODAY, "The period lies in the future."),
        (2020, GROUP, TODAY, "The period lies in the future."),
        (2019, PUBLIC, date(2019, 12, 31), "2019 is not over: a public report is of whole years."),
        (2019, GROUP, date(2019, 3, 31), "No quarter of 2019 is over yet."),
        (1989, PUBLIC, TODAY, "Choose a year from 1990 on."),
        (
            2018,
            DisclosureLevel.AGREEMENT,
            TODAY,
            "A report for the boards is public or within the group.",
        ),
    ],
)
def test_what_cannot_be_reported_is_refused_in_words(
    county: World, until: int, level: DisclosureLevel, today: date, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        build_board_report(county.store, county.viewer(Role.CHAIR), until, level, today)


def test_a_year_is_public_from_its_first_day_after(county: World) -> None:
    made = build_board_report(
        county.store, county.viewer(Role.CHAIR), 2018, PUBLIC, date(2019, 1, 1)
    )
    assert made.period.end == date(2018, 12, 31)


def test_years_to_choose_go_back_to_the_first_data(county: World) -> None:
    chair = county.viewer(Role.CHAIR)
    assert read_years(county.store, chair, PUBLIC, TODAY) == [2018]
    add_many(county, 2016, 1)
    assert read_years(county.store, chair, PUBLIC, TODAY) == [2018, 2017, 2016]
    assert read_years(county.store, chair, GROUP, TODAY) == [2019, 2018, 2017, 2016]
    assert read_years(county.store, chair, GROUP, date(2019, 3, 31))[0] == 2018


# Empty, without data, nought.


def test_an_empty_store_has_a_report_that_says_so_in_every_form(store: Store) -> None:
    made = build_board_report(store, SYSTEM, 2018, PUBLIC, TODAY)
    document = build_board_report_document(made)
    assert document.title == "No data on 2018"
    assert "Nothing is known of 2018: nothing reported is recorded" in repr(document)
    assert set(read_cells(document)["2018"].values()) == {0}  # the group's own work
    assert not any(isinstance(block, Bars | Intervals) for block in document.blocks)
    for file_format in ("pdf", "xlsx", "csv"):
        assert render_board_report(made, stamp(), file_format)


def test_a_year_without_data_is_no_nought_and_a_covered_year_without_call_outs_is(
    county: World,
) -> None:
    add_many(county, 2016, 9)
    cover(county, date(2016, 1, 1), date(2016, 12, 31))
    cover(county, date(2018, 1, 1), date(2018, 12, 31))
    cells = read_cells(draw(county))
    assert list(cells) == ["2016", "2017", "2018"]
    counted = [key for key in FIGURES if key[0] != "Work of the group"]
    assert {cells["2017"][key] for key in counted} == {"no data"}
    assert cells["2017"][("Work of the group", "Meetings")] == 0
    key = ("Call-outs", "Call-outs")
    assert [cells[year][key] for year in cells] == [9, "no data", 0]
    rate = ("Call-outs", "Per place-year")
    assert [cells[year][rate] for year in cells] == [
        pytest.approx(9 / 40.082, abs=1e-4),
        "no data",
        0.0,
    ]
    assert draw(county).title == "No call-outs in 2018; no data in 2017 to compare with"


def test_a_year_that_is_partly_covered_has_counts_and_no_rate(county: World) -> None:
    add_many(county, 2018, 9)
    cover(county, date(2018, 1, 1), date(2018, 12, 30))
    cells = read_cells(draw(county))["2018"]
    assert (cells[("Call-outs", "Call-outs")], cells[("Call-outs", "Lower")]) == (9, "not whole")
    cover(county, date(2018, 12, 31), date(2018, 12, 31))
    # Half the chi-squared quantile at 2.5 % with 18 degrees of freedom, over 39.97 place-years.
    assert read_cells(draw(county))["2018"][("Call-outs", "Lower")] == pytest.approx(
        4.11537 / 39.973, abs=1e-5
    )


# What is withheld goes everywhere at once.


@pytest.mark.parametrize(
    ("number", "cell"), [(0, "no data"), (1, "c"), (4, "c"), (5, "c"), (8, "c"), (9, 9)]
)
def test_1_to_4_are_withheld_in_every_form_as_what_is_left_without_ones_own(
    county: World, number: int, cell: object
) -> None:
    add_many(county, 2017, 12)
    add_many(county, 2018, number)
    made = report(county)
    document = build_board_report_document(made)
    rows = list(
        csv.reader(io.StringIO(render_board_report(made, stamp(), "csv").decode("utf-8-sig")))
    )
    by_figure = {tuple(row[:3]): row[3] for row in rows}
    book = load_workbook(io.BytesIO(render_board_report(made, stamp(), "xlsx")))
    sheet = [[c.value for c in row] for row in book["Call-outs"].iter_rows()]
    bars = next(block for block in document.blocks if isinstance(block, Bars))
    lines = [block for block in document.blocks if isinstance(block, Intervals)]
    words = read_pdf_words(render_board_report(made, stamp(), "pdf"))

    assert read_cells(document)["2018"][("Call-outs", "Call-outs")] == cell
    assert by_figure[("2018", "Call-outs", "Call-outs")] == str(cell)
    row = next(row for row in sheet if str(row[0]) == "2018")
    assert row[1] == cell
    assert (bars.series[0][1][-1], bars.marks[-1]) == (
        (cell, "") if isinstance(cell, int) else (None, cell)
    )
    shown = isinstance(cell, int)
    for block in lines:
        assert (block.estimates[-1].value is not None) is shown
        assert (block.estimates[-1].upper is not None) is shown
    for name in ("Per place-year", "Lower", "Upper"):
        assert (by_figure[("2018", "Call-outs", name)][0].isdigit()) is shown
    assert isinstance(row[-1], float) is shown
    assert f"2018: {cell}" in words
    assert ("9 call-outs in 2018" in words) is shown


def test_two_stores_that_differ_in_withheld_numbers_alone_give_the_same_words(
    county: World, housed: World, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = copy_world(housed, tmp_path_factory.mktemp("other"))
    for world, number in ((county, 1), (other, 2)):
        add_many(world, 2017, 12)
        add_many(world, 2018, number)
        agree(world, add_many(world, 2018, number, category="weapon_possession", severity=None))
    assert draw(county) == draw(other)
    files = [render_board_report(report(world), stamp(), "pdf") for world in (county, other)]
    assert files[0] == files[1]


def test_no_home_provider_child_or_reference_is_in_it(county: World) -> None:
    agree(county, add_many(county, 2018, 9))
    for level in (PUBLIC, GROUP):
        said = repr(draw(county, level=level)).lower()
        for word in ("alder", "cedar", "acme", "bright", "sc0000", "2018-1-", "k1"):
            assert word not in said


def test_what_the_rules_suggest_is_not_in_it(county: World) -> None:
    for n in range(6):
        add_unneeded_call(county, f"U-{n}", occurred_at=datetime(2018, 3, 1 + n, 9))
    cells = read_cells(draw(county, level=GROUP))["2018"]
    assert (cells[("Level", "Level 1")], cells[("Level", "Not graded")]) == (0, 6)
    assert cells[("Both sides", "Contact could have been avoided")] == 0
    assert (cells[("Police needed", "Not needed")], cells[("Police needed", "Not known")]) == (0, 6)
    with county.store.read() as session:
        ids = [row.id or 0 for row in session.exec(select(Incident))]
    agree(county, ids, "no")
    cells = read_cells(draw(county, level=GROUP))["2018"]
    assert (cells[("Level", "Level 1")], cells[("Level", "Not graded")]) == (6, 0)
    assert cells[("Both sides", "Contact could have been avoided")] == 6
    assert (cells[("Police needed", "Not needed")], cells[("Police needed", "Not known")]) == (6, 0)


def test_what_nobody_reported_is_counted_only_where_the_group_agreed_it_should_have_been_told(
    county: World,
) -> None:
    add_many(county, 2018, 9)
    before = {level: draw(county, level=level) for level in (PUBLIC, GROUP)}
    kept = add_many(county, 2018, 9, channel="none", severity="serious", reported_at=None)
    with county.store.write(SYSTEM) as change:
        for number, incident_id in enumerate(kept):
            change.session.add(
                Action(
                    title="Ask",
                    incident_id=incident_id,
                    due_on=date(2018, 3, 1),
                    meaning=f"ask:{number}",
                    created_at=datetime(2018, 2, 9, 12, tzinfo=UTC),
                )
            )
        change.record("gave", "action")
    for level, document in before.items():
        assert draw(county, level=level) == document
    agree(county, kept, None)
    assert read_cells(draw(county))["2018"][("Both sides", "Should have been told")] == 9
    agreed = {**read_cells(draw(county))["2018"], ("Both sides", "Should have been told"): 0}
    assert agreed == read_cells(before[PUBLIC])["2018"]


def test_other_placements_are_counted_apart_and_in_no_other_figure(county: World) -> None:
    with county.store.write(SYSTEM) as change:
        change.session.get_one(Home, county.homes["cedar"]).setting_type = "foster"
        change.record("changed", "home")
    add_many(county, 2018, 12)
    cells = read_cells(draw(county, level=GROUP))["2018"]
    assert cells[("Call-outs", "Call-outs")] == 9
    assert cells[("Frequency", "From other placements, not in these")] == 3


def test_work_of_the_group_is_counted_by_how_it_stood_at_the_year_s_end(county: World) -> None:
    made = datetime(2018, 6, 1, 12, tzinfo=UTC)
    later = datetime(2019, 1, 1, 0, 30, tzinfo=UTC)
    with county.store.write(SYSTEM) as change:
        stood = [("done", made), ("done", later), ("open", None)]
        for number, (state, done_at) in enumerate(stood):
            change.session.add(
                Action(
                    title="Ask",
                    due_on=date(2018, 12, 30) if number < 2 else date(2018, 12, 31),
                    meaning=f"ask:{number}",
                    created_at=made,
                    state=state,
                    done_at=done_at,
                )
            )
        for number, day in enumerate((date(2018, 1, 1), date(2018, 12, 31), date(2019, 1, 1))):
            change.session.add(
                HomeContact(
                    home_id=county.homes["alder"],
                    on_day=day,
                    how="visit",
                    present="staff",
                    created_at=made,
                    meaning=str(number),
                )
            )
        change.record("gave", "action")
    cells = read_cells(draw(county, level=GROUP))["2018"]
    work = {
        heading: cell for (table, heading), cell in cells.items() if table == "Work of the group"
    }
    assert work == {
        "Meetings": 0,
        "Actions given": 3,
        "Done by the period’s end": 1,
        "Overdue then": 1,
        "Not due yet then": 1,
        "Contacts with homes": 2,
        "Escalations": 0,
    }
    public = read_cells(draw(county))["2018"]
    assert {public[("Work of the group", name)] for name in list(work)[1:-1]} == {"c"}


# The group's own.


def test_the_group_s_report_has_all_numbers_the_quarters_and_the_year_so_far(
    county: World,
) -> None:
    add_many(county, 2018, 3)
    add_many(county, 2019, 2)
    made = report(county, 2019, GROUP)
    assert [str(block.period.end) for block in made.blocks] == ["2018-12-31", "2019-03-31"]
    assert str(made.before.period.end) == "2018-03-31"
    assert [quarter.find(F.ALL).value for quarter in made.quarters] == [3, None, None, None, 2]
    document = build_board_report_document(made)
    assert document.title.startswith(
        "2 call-outs in January to March 2019, 1 fewer than in January to March 2018"
    )
    years, quarters = [block for block in document.blocks if isinstance(block, Bars)]
    assert years.labels == ("2018",)  # no part of a year beside whole ones
    assert quarters.labels[-1] == "Jan–Mar 19"
    assert not report(county).quarters


# The attack: all public documents of two consecutive periods together.


def add_random_years(world: World, seed: int) -> None:
    """Small numbers of every kind in 2016 to 2018, some looked at by the group."""
    chance = random.Random(seed)
    reviewed: list[int] = []
    for year in (2016, 2017, 2018):
        for number in range(chance.randint(3, 16)):
            facts = {
                "occurred_at": datetime(year, chance.randint(1, 12), chance.randint(1, 28), 12),
                "category": chance.choice(
                    ["criminal_damage", "criminal_damage", "missing", "other", "weapon_possession"]
                ),
                "severity": chance.choice(["minor", "moderate", "serious"]),
                "outcome_code": chance.choice(["1", "8", "22", None]),
                "child_ref": chance.choice(["K1", "K2", "K3", "K4", "K5", None]),
                "exception": "none",
                "immediate_risk": "no",
                "victim_wants_police": "no",
                "social_worker_told": chance.choice(["yes", "no"]),
                "channel": chance.choice(["101", "101", "999", "none"]),
                "returned_at": datetime(year, 12, 30),
                "return_interview": chance.choice(["held", "not_held"]),
            }
            key = add_incident(
                world, f"{year}-{number}", chance.choice(["alder", "birch"]), **facts
            )
            reviewed += [key] if chance.random() < 0.7 else []
    for answer in ("yes", "no"):
        agree(world, [key for key in reviewed if (key % 2 == 0) is (answer == "yes")], answer)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_consecutive_public_reports_together_tell_no_withheld_number(
    county: World, seed: int
) -> None:
    add_random_years(county, seed)
    first, second = (draw(county, until) for until in (2017, 2018))
    told: dict[int, dict[Figure, int | None]] = {}
    for document in (first, second):
        for period, cells in read_cells(document).items():
            year = told.setdefault(int(period), dict.fromkeys(Figure))
            check_companions(cells)
            for key, figure in FIGURES.items():
                if isinstance(cells[key], int):
                    assert year[figure] in (None, cells[key])
                    year[figure] = int(str(cells[key]))
            if isinstance(cells[("Call-outs", "Call-outs")], int):
                # What a reader subtracts: those without places stand in no table.
                year[F.UNPLACED] = (
                    None
                    if year[F.ALL_PLACED] is None
                    else ((year[F.ALL] or 0) - year[F.ALL_PLACED])
                )
        check_figures(document)
    shared = read_cells(first).keys() & read_cells(second).keys()
    assert shared == {"2016", "2017"}
    assert all(read_cells(first)[year] == read_cells(second)[year] for year in shared)
    assert any(value is None for year in told.values() for value in year.values())
    assert not find_pinned(told)


def check_companions(cells: dict[tuple[str, str], object]) -> None:
    """A rate times its place-years, a share of its parts: none where a count of it is withheld."""
    for name in ("Call-outs", "Behaviour call-outs", "Protective call-outs"):
        parts = [cells[(name, name)], cells[(name, "At homes with places")]]
        rates = [cells[(name, which)] for which in ("Per place-year", "Lower", "Upper")]
        assert ("c" in parts) is (rates == ["c"] * 3)
    for name, share, parts in (
        ("Outcome", "Without, of known", ("Criminal outcome", "No criminal outcome")),
        ("Police needed", "Needed, of known", ("Needed", "Not needed")),
    ):
        percents = [cells[(name, which)] for which in (f"{share} (%)", "Lower (%)", "Upper (%)")]
        assert ("c" in [cells[(name, part)] for part in parts]) is (percents == ["c"] * 3)
    events = [
        cells[("Frequency", which)] for which in ("With a child’s reference", "Different children")
    ]
    assert ("c" in events) is (cells[("Frequency", "Call-outs a child")] == "c")


def check_figures(document: Document) -> None:
    """What is drawn is what the tables show."""
    cells = read_cells(document)
    for block in document.blocks:
        if isinstance(block, Bars):
            for label, count in zip(block.labels, block.series[0][1], strict=True):
                cell = cells[label][("Call-outs", "Call-outs")]
                assert count == (cell if isinstance(cell, int) else None)
        if isinstance(block, Intervals):
            name = block.unit.removesuffix(" per place-year").capitalize()
            for estimate in block.estimates:
                cell = cells[estimate.label][(name, "Per place-year")]
                assert (estimate.value is None) is isinstance(cell, str)


# Files.


@pytest.mark.parametrize("file_format", ["pdf", "xlsx", "csv"])
def test_a_file_is_the_same_bytes_for_the_same_data_and_is_on_record(
    county: World, file_format: FileFormat
) -> None:
    add_many(county, 2017, 8)
    add_many(county, 2018, 6)
    chair = county.viewer(Role.CHAIR)
    files = [
        prepare_board_report(
            county.store,
            chair,
            report(county),
            basis=LawfulBasis.NOT_PERSONAL,
            recipient=RECIPIENTS[PUBLIC],
            file_format=file_format,
            made_at=MADE_AT,
        )
        for _ in range(2)
    ]
    assert files[0] == files[1]
    assert files[0][0] == f"board-report-2017-to-2018-public.{file_format}"
    row = read_shares(county.store, chair).row(0, named=True)
    assert (row["kind"], row["level"], row["recipient"]) == (
        "board_report",
        "public",
        RECIPIENTS[PUBLIC],
    )
    assert (row["period_from"], row["period_to"]) == (date(2017, 1, 1), date(2018, 12, 31))
    assert (row["home_id"], row["provider"]) == (None, None)


def test_the_usual_recipients_fit_into_the_log() -> None:
    assert all(len(words) <= LONGEST_RECIPIENT for words in RECIPIENTS.values())
