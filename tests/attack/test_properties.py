"""What must hold whatever comes: the import's four counts, the rules' blanks, the frames' scope."""

from dataclasses import fields as list_fields
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlmodel import delete

from core.access import SYSTEM, Viewer, can_see_incident, read_access
from core.contract import FACT_COLUMNS, INCIDENT_COLUMNS, Column, Kind, fold
from core.errors import AccessDenied, RefusedFile
from core.export import render_csv
from core.intake.batches import import_incidents
from core.protocol.assessment import assess
from core.protocol.facts import IncidentFacts, build_facts
from core.reading import read_view
from core.review import read_incident
from core.store import Store
from core.tables import Incident
from core.vocabulary import Role, SettingType, YesNo
from tests.attack.canaries import Secrets
from tests.world import World, copy_world

NOW = datetime(2026, 6, 30, 12)
SHARED = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}
SHORT = settings(max_examples=120, **SHARED)  # type: ignore[arg-type]
FEW = settings(max_examples=25, **SHARED)  # type: ignore[arg-type]
LONG = settings(max_examples=4000, **{**SHARED, "derandomize": False})  # type: ignore[arg-type]
LONGER = settings(max_examples=600, **{**SHARED, "derandomize": False})  # type: ignore[arg-type]

MOMENTS = some.datetimes(datetime(2012, 1, 1), NOW).map(lambda m: m.replace(microsecond=0))


def _draw(column: Column) -> some.SearchStrategy[Any]:
    """Any value that the contract takes for a column."""
    match column.kind:
        case Kind.CHOICE:
            assert column.values is not None
            return some.sampled_from([value.value for value in column.values])
        case Kind.MOMENT:
            return MOMENTS
        case Kind.DAY:
            return MOMENTS.map(lambda moment: moment.date())
        case Kind.NUMBER:
            return some.floats(0, 500)
        case Kind.WHOLE_NUMBER:
            return some.integers(0, int(column.highest or 25))
        case _:
            return some.sampled_from(["K1", "K2", "Dorset Council", "1", "2A", "x" * 32])


@some.composite
def incidents(draw: some.DrawFn, blanks: int = 2) -> IncidentFacts:
    """An incident that the contract takes; each optional column blank once in `blanks + 1`."""
    row: dict[str, object] = {}
    for column in FACT_COLUMNS:
        if column.required or draw(some.integers(0, blanks)):
            row[column.name] = draw(_draw(column))
    row["setting_type"] = draw(some.sampled_from([item.value for item in SettingType]))
    authorities = ["Dorset Council", "dorset  council", "Kent", None]
    row["host_authority"] = draw(some.sampled_from(authorities))
    row["home_urn"] = draw(some.sampled_from(["SC000001", "SC000002", None]))
    return build_facts(row)


LEVELS = some.sampled_from([None, None, 0, 1, 2, 3])


def _check_judged(facts: IncidentFacts, history: list[IncidentFacts], level: int | None) -> None:
    said = assess(facts, history, level)
    assert said.level in (None, 1, 2, 3)
    assert len({finding.rule for finding in said.findings}) == len(said.findings)
    assert facts.host_authority != "Kent" or not said.findings


@given(incidents(), some.lists(incidents(), max_size=3), LEVELS)
@SHORT
def test_every_incident_that_the_contract_takes_can_be_judged(
    facts: IncidentFacts, history: list[IncidentFacts], level: int | None
) -> None:
    _check_judged(facts, history, level)


@pytest.mark.attack
@given(incidents(), some.lists(incidents(), max_size=5), LEVELS)
@LONG
def test_every_incident_that_the_contract_takes_can_be_judged_long(
    facts: IncidentFacts, history: list[IncidentFacts], level: int | None
) -> None:
    _check_judged(facts, history, level)


THREE_STATE = [column.name for column in FACT_COLUMNS if column.values is YesNo]


def _check_blank(facts: IncidentFacts, name: str) -> None:
    blank = assess(replace(facts, **{name: None}))  # type: ignore[arg-type]
    breaches = {finding.rule for finding in blank.findings if finding.is_breach}
    for answer in (YesNo.YES, YesNo.NO):
        filled = assess(replace(facts, **{name: answer}))  # type: ignore[arg-type]
        if filled.level != blank.level:
            continue  # Another level has other rules.
        still = {finding.rule for finding in filled.findings if finding.is_breach}
        assert breaches <= still | EXPLAINED.get(name, set()), (name, answer, breaches - still)


EXPLAINED: dict[str, set[str]] = {}
"""Rules whose clause makes the blank itself the breach, by the column that is blank."""


@given(incidents(), some.sampled_from(THREE_STATE))
@settings(SHORT, max_examples=300)
def test_what_is_not_known_is_never_held_against_anybody(facts: IncidentFacts, name: str) -> None:
    """A breach that is found while an answer is blank stands whichever the answer is."""
    _check_blank(replace(facts, host_authority="Dorset Council"), name)


@pytest.mark.attack
@given(incidents(), some.sampled_from(THREE_STATE))
@LONG
def test_what_is_not_known_is_never_held_against_anybody_long(
    facts: IncidentFacts, name: str
) -> None:
    _check_blank(replace(facts, host_authority="Dorset Council"), name)


def test_three_states_are_fields_of_the_facts() -> None:
    assert {field.name for field in list_fields(IncidentFacts)} >= set(THREE_STATE)
    assert len(THREE_STATE) > 25


# --- import

WILD = some.one_of(
    some.text(max_size=40),
    some.sampled_from(
        [
            "",
            "31/02/2019",
            "03/04/19",
            "2999-01-01 10:00",
            "2019-03-31 01:30",
            "=1+1",
            "'=1",
            "-3",
            "NaN",
            "1e999",
            "\x00",
            "yes",
            "no",
            "TOTAL",
            "\u202e",
            "43588.5",
            "x" * 3000,
            '"',
            ",",
            ";\t",
        ]
    ),
)


def _write(column: Column) -> some.SearchStrategy[str]:
    if column.name in {"reference", "home_name", "home_urn", "channel", "category", "occurred_at"}:
        good = {
            "reference": some.sampled_from(["R1", "R2", "R3", "R4"]),
            "home_name": some.sampled_from(["Alder", "alder ", "Birch"]),
            "home_urn": some.sampled_from(["SC000001", "", "SC000002"]),
            "occurred_at": some.sampled_from(["2019-05-04 19:30", "03/04/2019 08:15"]),
        }
        usual = good[column.name] if column.name in good else _draw(column).map(str)
        return some.one_of(usual, WILD)
    return some.one_of(_draw(column).map(str), WILD, some.just(""))


COLUMNS = tuple(column for column in INCIDENT_COLUMNS)


@some.composite
def files(draw: some.DrawFn) -> tuple[bytes, int]:
    """A CSV of the contract's headings and any cells; how many rows have anything in them."""
    optional = draw(some.sets(some.sampled_from(COLUMNS), max_size=6))
    needed = {c for c in COLUMNS if c.required or c.name == "home_name"}
    columns = draw(some.permutations(sorted(needed | optional, key=lambda c: c.name)))
    rows = draw(some.lists(some.tuples(*(_write(column) for column in columns)), max_size=6))
    return render_csv([column.name for column in columns], rows), len(rows)


def _check_import(store: Store, chair: Viewer, content: bytes, height: int) -> None:
    try:
        first = import_incidents(store, chair, "any.csv", content, now=NOW)
    except RefusedFile:
        return
    counted = first.imported + first.updated + first.duplicate + first.rejected
    assert counted + first.skipped == height
    assert first.rejected == len({bad.row for bad in first.rejections})
    revision = store.read_revision()
    again = import_incidents(store, chair, "any.csv", content, now=NOW)
    assert (again.imported, again.updated) == (0, 0)
    assert again.rejected >= first.rejected
    assert again.duplicate + again.rejected + again.skipped == height
    assert store.read_revision() == revision


@pytest.fixture(scope="module")
def filling(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A store into which all the drawn files go, one after another."""
    return copy_world(untouched_world, tmp_path_factory.mktemp("filling"))


@given(drawn=files())
@FEW
def test_every_row_of_any_file_is_counted_once_and_a_second_time_changes_nothing(
    filling: World, drawn: tuple[bytes, int]
) -> None:
    _check_import(filling.store, filling.viewer(Role.CHAIR), *drawn)


@pytest.mark.attack
@given(drawn=files())
@LONGER
def test_every_row_of_any_file_is_counted_once_long(
    filling: World, drawn: tuple[bytes, int]
) -> None:
    _check_import(filling.store, filling.viewer(Role.CHAIR), *drawn)


BYTES = some.binary(max_size=400) | some.text(max_size=400).map(
    lambda said: said.encode("utf-8", "replace")
)


@given(BYTES)
@SHORT
def test_any_bytes_are_read_or_refused_in_words(filling: World, content: bytes) -> None:
    try:
        import_incidents(filling.store, filling.viewer(Role.CHAIR), "any", content, dry_run=True)
    except RefusedFile as error:
        said = str(error)
    else:
        said = "read."
    assert said.endswith(".")


# --- access

AUTHORITIES = some.sampled_from([None, "", "-", "Dorset Council", "dorset_council", "Kent", "_"])
VIEWERS = some.builds(
    Viewer,
    person_id=some.integers(1, 8),
    name=some.just("Somebody"),
    role=some.sampled_from([role for role in Role if role is not Role.SYSTEM]),
    administrator=some.booleans(),
    provider=some.sampled_from([None, "Acme", ""]),
    authority=AUTHORITIES,
    home_ids=some.frozensets(some.integers(0, 6)),
    covers=some.frozensets(some.integers(1, 8), max_size=3),
)


def _check_frame(secrets: Secrets, viewer: Viewer) -> None:
    world = secrets.world
    view = read_view(world.store, viewer)
    seen = set(view.incidents["id"].to_list())
    may = set()
    for incident_id in world.named.values():
        incident = world.incident(incident_id)
        mine = fold(viewer.authority or "")
        if can_see_incident(
            viewer,
            home_id=incident.home_id,
            contacted=incident.channel != "none",
            referred=incident.referred_to_police_at is not None,
            placed_by_viewer=bool(mine) and fold(incident.placing_authority or "") == mine,
        ):
            may.add(incident_id)
    assert seen == may
    assert set(view.findings["incident_id"].to_list()) <= may
    if read_access(viewer).child_refs == "none":
        assert not view.incidents["child_ref"].count()
    for incident_id in world.named.values():
        try:
            opened = read_incident(world.store, viewer, incident_id).id in may
        except AccessDenied:
            opened = incident_id not in may
        assert opened


@given(viewer=VIEWERS)
@FEW
def test_no_frame_of_any_viewer_holds_what_opening_it_would_refuse(
    untouched_secrets: Secrets, viewer: Viewer
) -> None:
    _check_frame(untouched_secrets, viewer)


@pytest.mark.attack
@given(viewer=VIEWERS)
@LONGER
def test_no_frame_of_any_viewer_holds_what_opening_it_would_refuse_long(
    untouched_secrets: Secrets, viewer: Viewer
) -> None:
    _check_frame(untouched_secrets, viewer)


@some.composite
def worlds(draw: some.DrawFn) -> list[dict[str, object]]:
    """Incidents of any homes, reported or not, referred or not."""
    row = some.fixed_dictionaries(
        {
            "home_id": some.integers(1, 4),
            "channel": some.sampled_from(["none", "101", "999", "spoc"]),
            "referred": some.booleans(),
            "placing_authority": some.sampled_from(["Dorset Council", "DORSET council", None]),
            "category": some.sampled_from(["criminal_damage", "drugs_possession", "missing"]),
        }
    )
    return draw(some.lists(row, max_size=8))


@pytest.fixture(scope="module")
def emptied(untouched_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A store for every drawn set of incidents in turn: a copy for each took five minutes."""
    return copy_world(untouched_world, tmp_path_factory.mktemp("emptied"))


def _check_store(emptied: World, rows: list[dict[str, object]], viewer: Viewer) -> None:
    named = {}
    with emptied.store.write(SYSTEM) as change:
        change.session.exec(delete(Incident))
        for number, row in enumerate(rows):
            referred = datetime(2026, 6, 1, tzinfo=UTC) if row["referred"] else None
            facts = {name: value for name, value in row.items() if name != "referred"}
            day = datetime(2026, 5, 1, 9) + timedelta(number)
            incident = Incident(
                reference=f"W{number}", occurred_at=day, referred_to_police_at=referred, **facts
            )
            change.session.add(incident)
            change.session.flush()
            assert incident.id is not None
            named[f"W{number}"] = incident.id
        change.record("imported", "incidents")
    _check_frame(Secrets(replace(emptied, named=named)), viewer)


@given(rows=worlds(), viewer=VIEWERS)
@FEW
def test_no_frame_of_any_store_holds_what_opening_it_would_refuse(
    emptied: World, rows: list[dict[str, object]], viewer: Viewer
) -> None:
    _check_store(emptied, rows, viewer)


@pytest.mark.attack
@given(rows=worlds(), viewer=VIEWERS)
@LONGER
def test_no_frame_of_any_store_holds_what_opening_it_would_refuse_long(
    emptied: World, rows: list[dict[str, object]], viewer: Viewer
) -> None:
    _check_store(emptied, rows, viewer)
