"""The working file of incidents: whoever takes it out and brings it back changes nothing."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlmodel import col, select

from core import vocabulary as v
from core.access import SYSTEM, Viewer
from core.clock import is_skipped
from core.contract import INCIDENT_COLUMNS, Kind
from core.demonstration import build_demonstration
from core.errors import AccessDenied, InvalidInput
from core.export import unescape_text
from core.homes import import_homes
from core.incident_export import FileFormat, can_export_incidents, export_incidents
from core.intake.batches import ImportResult, import_incidents
from core.store import Store, build_url, open_store
from core.tables import Audit, Home, Incident
from core.vocabulary import Role
from tests.world import World, add_incident, build_world

DATA = Path(__file__).resolve().parents[1] / "data"
NOW = datetime(2026, 11, 23, 12)
FORMATS: tuple[FileFormat, ...] = ("csv", "xlsx")
MAY = {Role.CHAIR, Role.PROTOCOL_LEAD, Role.POLICE_REVIEWER, Role.SYSTEM}
NAMES = [column.name for column in INCIDENT_COLUMNS]


def list_ids(store: Store) -> list[int]:
    with store.read() as session:
        return [key for key in session.exec(select(Incident.id)) if key is not None]


def bring_back(store: Store, viewer: Viewer, file_format: FileFormat, **more: Any) -> ImportResult:
    ids = more.pop("ids", None)
    content = export_incidents(
        store, viewer, list_ids(store) if ids is None else ids, file_format, now=NOW
    )
    return import_incidents(store, viewer, f"i.{file_format}", content, now=NOW)


def count(result: ImportResult) -> tuple[int, int, int, int, int]:
    return (
        result.imported,
        result.updated,
        result.duplicate,
        result.rejected,
        result.skipped,
    )


def read_csv(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV by column, as an import reads them."""
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return [{name: unescape_text(cell) for name, cell in row.items()} for row in lines]


def read_xlsx(content: bytes) -> list[dict[str, Any]]:
    """The rows of a workbook by column."""
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.mark.sqlite_only("the demonstration is built as a file")
@pytest.mark.parametrize("file_format", FORMATS)
def test_the_demonstration_comes_back_as_nothing_changed(
    tmp_path_factory: pytest.TempPathFactory, file_format: FileFormat
) -> None:
    path = tmp_path_factory.getbasetemp() / "exported" / "demo.db"
    if not path.exists():
        build_demonstration(path, today=NOW.date())
    store = open_store(build_url(path))
    total = len(list_ids(store))
    assert total > 200
    revision = store.read_revision()
    result = bring_back(store, SYSTEM, file_format)
    assert (result.rejections, count(result)) == ((), (0, 0, total, 0, 0))
    assert store.read_revision() == revision
    store.close()


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_sample_incidents_come_back_as_nothing_changed(
    store: Store, file_format: FileFormat
) -> None:
    import_homes(store, SYSTEM, "homes.csv", (DATA / "homes_ofsted.csv").read_bytes())
    content = (DATA / "incidents_2016_2018.csv").read_bytes()
    assert import_incidents(store, SYSTEM, "i.csv", content).imported == 109
    assert count(bring_back(store, SYSTEM, file_format)) == (0, 0, 109, 0, 0)
    # And all of what came in has gone out: nothing of it was merely left blank.
    made = export_incidents(store, SYSTEM, list_ids(store), "csv")
    came = list(csv.DictReader(io.StringIO(content.decode())))
    filled = {name: sum(1 for row in came if row[name].strip()) for name in came[0]}
    out = read_csv(made)
    names = set(filled) - {"home_name"}
    assert {n: sum(1 for row in out if row[n]) for n in names} == {n: filled[n] for n in names}


def test_the_columns_are_the_contracts_with_the_home_by_urn_and_name(world: World) -> None:
    when = datetime(2019, 5, 4, 19, 30, 15)
    key = add_incident(world, "A1", occurred_at=when, warned_on=date(2019, 5, 1), police_hours=0.1)
    (row,) = read_csv(export_incidents(world.store, SYSTEM, [key], "csv"))
    assert list(row) == NAMES
    assert (row["reference"], row["home_urn"], row["home_name"]) == ("A1", "SC000001", "Alder")
    assert (row["occurred_at"], row["warned_on"]) == ("2019-05-04 19:30:15", "2019-05-01")
    assert (row["police_hours"], row["immediate_risk"]) == ("0.1", "")
    (typed,) = read_xlsx(export_incidents(world.store, SYSTEM, [key], "xlsx"))
    assert list(typed) == NAMES
    assert (typed["occurred_at"], typed["warned_on"]) == (when, datetime(2019, 5, 1))
    assert (typed["police_hours"], typed["channel"]) == (0.1, "101")


def test_the_oldest_comes_first_and_each_once(world: World) -> None:
    late = add_incident(world, "LATE", occurred_at=datetime(2019, 6, 1))
    early = add_incident(world, "EARLY", occurred_at=datetime(2019, 4, 1))
    rows = read_csv(export_incidents(world.store, SYSTEM, [late, early, late, 999], "csv"))
    assert [row["reference"] for row in rows] == ["EARLY", "LATE"]


@pytest.mark.parametrize("file_format", FORMATS)
def test_no_incident_gives_the_headings_alone(world: World, file_format: FileFormat) -> None:
    assert count(bring_back(world.store, SYSTEM, file_format, ids=[])) == (0, 0, 0, 0, 0)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_imports_and_reviews_may_take_it_and_it_is_audited(
    world: World, role: Role
) -> None:
    key = add_incident(world, "A1")
    viewer = world.viewer(role)
    revision = world.store.read_revision()
    assert can_export_incidents(viewer) is (role in MAY)
    if role in MAY:
        assert b"A1" in export_incidents(world.store, viewer, [key], "csv")
    else:
        with pytest.raises(AccessDenied):
            export_incidents(world.store, viewer, [key], "csv")
    with world.store.read() as session:
        last = session.exec(select(Audit).order_by(col(Audit.seq).desc())).first()
    assert last is not None
    expected = ("prepared", "incidents") if role in MAY else ("refused", "access")
    assert (last.verb, last.noun, last.role) == (*expected, role.value)
    assert world.store.read_revision() == revision


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_police_never_get_what_nobody_reported_and_theirs_comes_back_too(
    world: World, file_format: FileFormat
) -> None:
    referred = {"channel": "none", "referred_to_police_at": datetime(2019, 6, 1, tzinfo=UTC)}
    ids = [
        add_incident(world, "TOLD"),
        add_incident(world, "QUIET", channel="none"),
        add_incident(world, "REFERRED", **referred),
    ]
    police = world.viewer(Role.POLICE_REVIEWER)
    content = export_incidents(world.store, police, ids, file_format)
    rows = read_csv(content) if file_format == "csv" else read_xlsx(content)
    assert [row["reference"] for row in rows] == ["TOLD", "REFERRED"]
    assert len(export_incidents(world.store, SYSTEM, ids, "csv").splitlines()) == 4
    result = bring_back(world.store, police, file_format, ids=ids)
    assert count(result) == (0, 0, 2, 0, 0)


def test_what_is_hidden_from_a_viewer_is_blank_and_a_blank_erases_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = add_incident(world, "A1", child_ref="K7", summary="words")
    monkeypatch.setattr("core.incident_export.find_masked", lambda viewer: {"child_ref", "summary"})
    content = export_incidents(world.store, SYSTEM, [key], "csv")
    assert b"K7" not in content
    assert b"words" not in content
    result = import_incidents(world.store, SYSTEM, "i.csv", content, now=NOW)
    assert count(result) == (0, 0, 1, 0, 0)
    assert (world.incident(key).child_ref, world.incident(key).summary) == ("K7", "words")


def test_a_reviewed_incident_comes_back_as_unchanged_as_any_other(world: World) -> None:
    key = add_incident(world, "A1", reviewed_at=datetime(2019, 7, 1, tzinfo=UTC), level_set=1)
    for file_format in FORMATS:
        assert count(bring_back(world.store, SYSTEM, file_format, ids=[key])) == (0, 0, 1, 0, 0)


def test_one_changed_cell_is_the_one_change_that_comes_back(world: World) -> None:
    key = add_incident(world, "A1", summary="before")
    add_incident(world, "A2", summary="other")
    content = export_incidents(world.store, SYSTEM, list_ids(world.store), "csv")
    edited = content.replace(b"before", b"after")
    result = import_incidents(world.store, SYSTEM, "i.csv", edited, now=NOW)
    assert count(result) == (0, 1, 1, 0, 0)
    assert world.incident(key).summary == "after"


TEXTS = [
    "'",
    "'=1+1",
    "''=1+1",
    "=1+1",
    "-5",
    "+44 1202 000000",
    "@home",
    "0012",
    "1e5",
    "00:30",
    "2019-05-04",
    "03/04/2019",
    "43589",
    "N/A",
    "none",
    "null",
    "TRUE",
    "false",
    "W1",
    "O1",
    "Total",
    "one\ntwo",
    "one\r\ntwo\rthree",
    'he said "no"; she said, yes\tand left',
    "a;b;c",
    "<table><html>",
    "<r><t>x</t></r>",
    "http://example.org",
    "é – “x” \U0001f600",
    "a\x0bb\x1fc",
    "a\xa0b\u2028c\x85d",
    "reference,home_urn;occurred_at",
    "_",
    "x" * 2000,
]
# A workbook's own way to write a character: it cannot hold these apart from what they stand for.
ESCAPES = ["_x000D_", "a_x0041_b", "_x005F_", "x005F_", "\ufffe"]


@pytest.mark.parametrize("file_format", FORMATS)
def test_hostile_words_come_back_as_nothing_changed(world: World, file_format: FileFormat) -> None:
    with world.store.write(SYSTEM) as change:
        for number, text in enumerate([*TEXTS, *ESCAPES]):
            change.session.add(
                Incident(
                    reference=f"{text[:50]}/{number}" if text in TEXTS else f"R{number}",
                    home_id=world.homes["alder"],
                    occurred_at=datetime(2019, 5, 4, 19, 30) + timedelta(minutes=number),
                    channel="101",
                    category="theft",
                    summary=text,
                    home_account=text,
                    missing_cause=text,
                    placing_authority=text[:200],
                    outcome_code=text[:32],
                )
            )
    ids = list_ids(world.store)
    result = bring_back(world.store, SYSTEM, file_format)
    assert (result.rejections, count(result)) == ((), (0, 0, len(ids), 0, 0))
    content = export_incidents(world.store, SYSTEM, ids, file_format, now=NOW)
    if file_format == "csv":
        # Nothing is lost: each text stands in the file as it is stored.
        assert [row["summary"] for row in read_csv(content)] == [*TEXTS, *ESCAPES]
        return
    read = [row["summary"] for row in read_xlsx(content)]
    assert read[-len(ESCAPES) :] == [None] * len(ESCAPES)
    kept = [text for text in TEXTS if not re.search("[\r\x0b\x1f]", text)]
    assert set(kept) <= {str(text).removesuffix(" ") for text in read}


@pytest.mark.parametrize("text", [" around ", "#N/A", "a\nb "])
@pytest.mark.parametrize("file_format", FORMATS)
def test_what_an_import_would_read_otherwise_is_blank_and_stays_stored(
    world: World, text: str, file_format: FileFormat
) -> None:
    key = add_incident(world, "A1", home_account=text, child_ref="Ann Other", police_hours=0.3)
    assert count(bring_back(world.store, SYSTEM, file_format, ids=[key])) == (0, 0, 1, 0, 0)
    stored = world.incident(key)
    assert (stored.home_account, stored.child_ref) == (text, "Ann Other")


@pytest.mark.parametrize(
    ("reference", "file_formats"),
    [(" R1", FORMATS), ("#N/A", FORMATS), ("R_x0041_", ("xlsx",)), ("R\ufffe", ("xlsx",))],
)
def test_a_reference_that_would_come_back_as_another_is_refused_in_words(
    world: World, reference: str, file_formats: tuple[FileFormat, ...]
) -> None:
    key = add_incident(world, reference)
    for file_format in FORMATS:
        if file_format in file_formats:
            with pytest.raises(InvalidInput, match="Take the other format"):
                export_incidents(world.store, SYSTEM, [key], file_format)
        else:
            assert count(bring_back(world.store, SYSTEM, file_format, ids=[key])) == (0, 0, 1, 0, 0)


@pytest.mark.parametrize("file_format", FORMATS)
def test_a_homes_name_that_others_have_or_that_is_too_long_stands_beside_its_urn(
    world: World, file_format: FileFormat
) -> None:
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Home, world.homes["alder"]).name = "=" + "x" * 300
        change.session.get_one(Home, world.homes["birch"]).name = "Cedar"
    for home in ("alder", "birch", "cedar"):
        add_incident(world, home, home)
    assert count(bring_back(world.store, SYSTEM, file_format)) == (0, 0, 3, 0, 0)


def test_a_workbook_holds_nothing_that_runs(world: World) -> None:
    texts = ["=cmd|' /C calc'!A0", "http://example.org", "mailto:a@b", "file:///etc/passwd"]
    ids = [add_incident(world, f"={n}", summary=text) for n, text in enumerate(texts)]
    content = export_incidents(world.store, SYSTEM, ids, "xlsx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            part = archive.read(name).decode()
            assert not re.search(r"<f[ >/]|<hyperlink|TargetMode|externalLink", part), name
    assert [row["summary"] for row in read_xlsx(content)] == texts


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A store that the examples below fill: each brings back all that is in it."""
    made = build_world(tmp_path_factory.mktemp("hypothesis"))
    yield made
    made.store.close()


LETTERS = "'=+-@\t\r\n,;\"\\ x0_5Fe1&<>/#\x0b\x1f\xa0\u2028é\U0001f600"
WORDS = some.one_of(
    some.sampled_from([*TEXTS[:-1], *ESCAPES, "#N/A", " x "]),
    some.text(LETTERS, max_size=30),
    some.text(some.characters(codec="utf-8", exclude_characters="\x00"), max_size=30),
)
MOMENTS = (
    some.datetimes(datetime(1900, 1, 1), datetime(2026, 11, 22))
    .map(lambda moment: moment.replace(microsecond=0))
    .filter(lambda moment: not is_skipped(moment))
)


def draw(kind: Kind, values: Any, longest: int) -> some.SearchStrategy[Any]:
    """A value that a column can hold, or nothing."""
    match kind:
        case Kind.TEXT:
            return some.none() | WORDS.map(lambda words: words[:longest])
        case Kind.MOMENT:
            return some.none() | MOMENTS
        case Kind.DAY:
            return some.none() | MOMENTS.map(datetime.date)
        case Kind.CHOICE:
            return some.none() | some.sampled_from([value.value for value in values])
        case Kind.NUMBER:
            return some.none() | some.floats(0, 1e300, allow_nan=False)
        case Kind.WHOLE_NUMBER:
            return some.none() | some.integers(0, 25)


FACTS = some.fixed_dictionaries(
    {
        column.name: draw(column.kind, column.values, column.longest)
        for column in INCIDENT_COLUMNS
        if not column.required and not column.name.startswith("home_u")
        if column.name != "home_name"
    }
)
REQUIRED = some.fixed_dictionaries(
    {
        "occurred_at": MOMENTS,
        "channel": some.sampled_from([channel.value for channel in v.Channel]),
        "category": some.sampled_from([category.value for category in v.Category]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(some.lists(some.tuples(REQUIRED, FACTS, WORDS), min_size=1, max_size=3))
def test_whatever_an_incident_holds_comes_back_as_nothing_changed(
    shared: World, drawn: list[tuple[dict[str, Any], dict[str, Any], str]]
) -> None:
    with shared.store.write(SYSTEM) as change:
        change.session.execute(Incident.__table__.delete())  # type: ignore[attr-defined]
        incidents = [
            Incident(
                # As an import would have stored it, and each unlike the others.
                reference=f"{re.sub('x005F_|_x.*_|[^ -~]|^#', '.', words)[:60].strip()}!{number}",
                home_id=shared.homes["alder"],
                **{**facts, **required},
            )
            for number, (required, facts, words) in enumerate(drawn)
        ]
        change.session.add_all(incidents)
        change.session.flush()
        ids = [incident.id or 0 for incident in incidents]
    for file_format in FORMATS:
        result = bring_back(shared.store, SYSTEM, file_format, ids=ids)
        assert (result.rejections, count(result)) == ((), (0, 0, len(ids), 0, 0))
    made = read_csv(export_incidents(shared.store, SYSTEM, ids, "csv", now=NOW))
    by_reference = {row["reference"]: row for row in made}
    for incident in incidents:
        # What an import could have stored is not merely left blank.
        words = incident.summary or ""
        if words == words.strip() and not words.startswith("#"):
            assert by_reference[incident.reference]["summary"] == words
