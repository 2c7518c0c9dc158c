"""The audit is searched, paged and taken out by who administers, and its chain walked."""

import csv
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from core import audit
from core.access import SYSTEM
from core.audit_reading import (
    NOBODY,
    AuditFilter,
    export_audit,
    read_audit,
    read_audit_people,
)
from core.audit_words import NOUNS, VERBS
from core.checking import check_audit, check_store
from core.errors import AccessDenied, InvalidInput, StoreUnavailable
from core.measures.audit_sentences import say_audit, say_chain
from core.openings import record_opening
from core.review import read_incident
from core.store import Change, Store
from core.tables import Audit
from core.vocabulary import EscalationState, Role
from tests.core.test_checking import doctor
from tests.world import World, add_incident

CORE = Path(__file__).resolve().parents[2] / "core"


def write_at(store: Store, monkeypatch: pytest.MonkeyPatch, moment: datetime, verb: str) -> None:
    monkeypatch.setattr(audit, "read_utc_now", lambda: moment)
    with store.write(SYSTEM) as change:
        change.record(verb, "mapping", 1, figures=False)
    monkeypatch.undo()


def test_the_latest_come_first_and_a_page_is_found_by_the_row_beside_it(world: World) -> None:
    admin, everything = world.viewer(Role.ADMINISTRATOR), AuditFilter()

    def read(**place: int) -> tuple[list[int], bool, bool]:
        found = read_audit(world.store, admin, everything, size=5, **place)  # type: ignore[arg-type]
        return [line.seq for line in found.lines], found.has_later, found.has_earlier

    total = read_audit(world.store, admin, everything).counts.total
    assert total > 10
    assert read() == (list(range(total, total - 5, -1)), False, True)
    assert read(before=total - 4) == (list(range(total - 5, total - 10, -1)), True, True)
    assert read(after=total - 10) == (list(range(total - 5, total - 10, -1)), True, True)
    assert read(after=total - 5) == (list(range(total, total - 5, -1)), False, True)
    for few in (5, 6, 7):  # The rows that are left: four, five, six.
        assert read(before=few) == (list(range(few - 1, 0, -1))[:5], True, few > 6)
    assert read(before=1) == ([], True, False)
    assert read(after=total) == ([], False, True)


def test_what_comes_in_meanwhile_moves_no_page(world: World) -> None:
    def read() -> list[int]:
        return [line.seq for line in read_audit(world.store, SYSTEM, AuditFilter(), before=9).lines]

    shown = read()
    with world.store.write(SYSTEM) as change:
        change.record("saved", "mapping", 1, figures=False)
    assert read() == shown and shown[0] == 8


@pytest.mark.sqlite_only("its own word on how it will search")
@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (AuditFilter(), None),
        (AuditFilter(since=date(2026, 1, 1)), "audit_at"),
        (AuditFilter(since=date(2026, 1, 1), until=date(2026, 1, 31)), "audit_at"),
        (AuditFilter(person_id=1), "audit_person"),
        (AuditFilter(person_id=1, since=date(2026, 1, 1)), "audit_person"),
        (AuditFilter(verb="signed in"), "audit_verb"),
        (AuditFilter(refusals=True), "audit_verb"),
        (AuditFilter(noun_id="12"), "audit_noun_id"),
        (AuditFilter(noun_id="12", noun="incident"), "audit_noun_id"),
    ],
)
def test_every_search_and_its_counts_are_answered_by_an_index(
    world: World, wanted: AuditFilter, index: str | None
) -> None:
    asked: list[tuple[str, object]] = []

    def keep(_c: object, _cursor: object, statement: str, given: object, *_: object) -> None:
        if "FROM audit" in statement:
            asked.append((statement, given))

    event.listen(world.store.engine, "before_cursor_execute", keep)
    read_audit(world.store, SYSTEM, wanted)
    event.remove(world.store.engine, "before_cursor_execute", keep)
    with world.store.engine.connect() as connection:
        plans = [
            " ".join(
                str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", g)
            )
            for s, g in asked
        ]
    assert len(plans) >= 3
    assert not any("TEMP B-TREE" in plan and "INDEX" not in plan for plan in plans)
    rows, counts = plans[0], plans[-1]
    if index is None:
        assert all("COVERING INDEX" in plan for plan in plans[2:])
    else:
        assert index in counts
    if index is None or (wanted.since is not None and wanted == AuditFilter(since=wanted.since)):
        assert rows == "SCAN audit"  # From its end, until the page is full.
    else:
        assert index in rows


def test_only_one_page_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    from core import audit_reading

    real = audit_reading._build_line
    monkeypatch.setattr(
        audit_reading, "_build_line", lambda row, names: built.append(1) or real(row, names)
    )
    assert read_audit(world.store, SYSTEM, AuditFilter(), size=3).counts.total > 3
    assert len(built) == 3


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, 0, tzinfo=UTC), date(2026, 7, 2)),  # midnight in the UK
        (datetime(2026, 1, 1, 23, 59, 59, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_a_day_is_the_uks(
    store: Store, monkeypatch: pytest.MonkeyPatch, moment: datetime, day: date
) -> None:
    write_at(store, monkeypatch, moment, "saved")
    for wanted in (date(2026, 1, 1), date(2026, 7, 1), date(2026, 7, 2)):
        found = read_audit(store, SYSTEM, AuditFilter(since=wanted, until=wanted))
        assert found.counts.total == (wanted == day)


def test_it_is_searched_by_person_verb_noun_and_number(world: World) -> None:
    key = add_incident(world, "A-1")
    with world.store.write(world.viewer(Role.CHAIR)) as change:
        change.record("cleared", "passage", f"{key}:summary", figures=False)
        change.record("reviewed", "incident", 10 * key, figures=False)

    def find(**wanted: object) -> list[tuple[str, str, str | None]]:
        found = read_audit(world.store, SYSTEM, AuditFilter(**wanted))  # type: ignore[arg-type]
        return [(line.verb, line.noun, line.noun_id) for line in found.lines]

    by_number = find(noun_id=f" {key} ", noun="incident")
    assert by_number == [("imported", "incident", str(key))]
    assert ("cleared", "passage", f"{key}:summary") in find(noun_id=str(key))
    assert ("reviewed", "incident", str(10 * key)) not in find(noun_id=str(key))
    assert find(noun_id="%") == []
    assert len(find(person_id=world.people[Role.CHAIR])) == 2
    assert all(verb == "reviewed" for verb, _, _ in find(verb="reviewed"))
    assert len(find(person_id=NOBODY)) == len(find()) - len(find(person_id=1))


def test_a_refusal_is_counted_apart_from_an_action_refused_more_time(world: World) -> None:
    spoc = world.viewer(Role.SPOC)
    world.store.record_refusal(spoc, "page audit")
    with world.store.write(spoc) as change:
        change.record("refused", "action", 1, figures=False)
        change.record("prepared", "share", 1, figures=False)
        change.record("opened", "incident", 1, figures=False)
    found = read_audit(world.store, SYSTEM, AuditFilter(person_id=spoc.person_id))
    assert (
        found.counts.refusals,
        found.counts.changes,
        found.counts.prepared,
        found.counts.opened,
    ) == (1, 1, 1, 1)
    (line,) = read_audit(world.store, SYSTEM, AuditFilter(refusals=True)).lines
    assert line.refused and line.said == "was refused: page audit" and line.who == "A spoc"


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_who_administers_reads_it_and_nobody_else(world: World, role: Role) -> None:
    viewer = world.viewer(role)
    calls = (
        lambda: read_audit(world.store, viewer, AuditFilter()),
        lambda: read_audit_people(world.store, viewer),
        lambda: export_audit(world.store, viewer, AuditFilter()),
        lambda: check_audit(world.store, viewer),
    )
    for call in calls:
        if role in {Role.CHAIR, Role.ADMINISTRATOR}:  # This chair administers as well.
            assert call()
        else:
            with pytest.raises(AccessDenied):
                call()


def test_the_file_holds_whole_rows_escaped_and_is_audited(world: World) -> None:
    world.store.record_refusal(world.viewer(Role.SPOC), '=HYPERLINK("http://evil.test")')
    content = export_audit(world.store, world.viewer(Role.ADMINISTRATOR), AuditFilter())
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    with world.store.read() as session:
        stored = session.exec(select(Audit).order_by(Audit.seq)).all()  # type: ignore[arg-type]
        assert len(rows) == len(stored) - 1  # Itself is recorded behind what it holds.
        assert [row["digest"] for row in rows] == [row.digest for row in stored[:-1]]
        last = stored[-1]
    assert rows[-1]["fields"].startswith("'=HYPERLINK")
    assert (last.verb, last.noun, last.fields) == (
        "prepared",
        "audit",
        [f"{len(rows)} rows", "csv"],
    )


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_too_long_a_file_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    rows = read_audit(world.store, SYSTEM, AuditFilter()).counts.total
    monkeypatch.setattr("core.audit_reading.MOST_EXPORTED", rows - more)
    if more <= 0:
        assert export_audit(world.store, SYSTEM, AuditFilter())
    else:
        with pytest.raises(InvalidInput, match="fewer days"):
            export_audit(world.store, SYSTEM, AuditFilter())


def test_every_verb_and_noun_that_the_code_writes_has_words() -> None:
    calls = re.compile(r"change\.record\(\s*\"([^\"]+)\",\s*\"([^\"]+)\"")
    found = [pair for path in CORE.rglob("*.py") for pair in calls.findall(path.read_text())]
    assert len(found) > 50
    assert {verb for verb, _ in found} <= set(VERBS)
    assert {noun for _, noun in found} <= set(NOUNS)
    assert {state.value for state in EscalationState} <= set(VERBS)
    from core.action_steps import _KINDS

    assert {*_KINDS.values(), "corrected"} <= set(VERBS)


@pytest.mark.parametrize("piece", [1, 2, 5000])
def test_the_chain_is_walked_in_pieces_as_check_walks_it(
    world: World, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr("core.checking._AT_A_TIME", piece)
    told: list[tuple[int, int]] = []
    state = check_audit(world.store, SYSTEM, progress=lambda done, of: told.append((done, of)))
    whole = check_store(world.store, SYSTEM)
    assert (state.length, state.head, state.fault) == (
        whole["audit_rows"],
        whole["audit_head"],
        None,
    )
    assert [done for done, _ in told] == list(range(piece, state.length + 1, piece))
    faults = doctor(world, "DELETE FROM audit WHERE seq = 4")
    assert faults == ["audit row 4 is missing"]
    assert check_audit(world.store, SYSTEM).fault == faults[0]


def test_what_a_fault_means_is_said() -> None:
    found, meaning = say_chain(3, "ab12", "audit row 4 is missing")
    assert found == "The chain is broken: audit row 4 is missing."
    assert "ab12" in meaning and "Keep the file" in meaning
    assert say_chain(1, "ab", None)[0] == "The chain is whole: 1 row, none missing, none altered."


@pytest.mark.parametrize(
    ("counts", "narrowed", "said"),
    [
        ((412, 0, 0, 3), False, "412 changes and 3 refusals"),
        ((1, 1, 2, 0), False, "1 change, 1 file prepared, 2 incidents opened and no refusals"),
        ((0, 0, 0, 2), True, "2 refusals"),
    ],
)
def test_the_finding_in_one_line(
    counts: tuple[int, int, int, int], narrowed: bool, said: str
) -> None:
    assert say_audit(*counts, narrowed=narrowed) == said


def test_opening_an_incident_with_a_child_is_one_row_a_person_and_day(world: World) -> None:
    child, none = add_incident(world, "A-1", child_ref="K9"), add_incident(world, "A-2")
    chair, liaison = world.viewer(Role.CHAIR), world.viewer(Role.LIAISON)

    def look(key: int, viewer: object, day: int) -> None:
        record_opening(
            world.store,
            viewer,  # type: ignore[arg-type]
            read_incident(world.store, viewer, key),  # type: ignore[arg-type]
            date(2026, 1, day),
        )

    revision = world.store.read_revision()
    look(child, chair, 1)
    look(child, chair, 1)
    look(none, chair, 1)
    look(child, liaison, 1)  # Sees no child's reference, so there is nothing to record.
    look(child, chair, 2)
    found = read_audit(world.store, SYSTEM, AuditFilter(verb="opened", noun="incident"))
    assert [(line.who, line.noun_id) for line in found.lines] == [("A chair", str(child))] * 2
    assert world.store.read_revision() == revision


def test_a_busy_store_shows_the_incident_and_records_the_next_look(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chair = world.viewer(Role.CHAIR)
    detail = read_incident(world.store, chair, add_incident(world, "A-1", child_ref="K9"))

    def busy(*_given: object, **_named: object) -> None:
        raise StoreUnavailable("busy")

    monkeypatch.setattr(Change, "record", busy)
    record_opening(world.store, chair, detail, date(2026, 1, 1))
    monkeypatch.undo()
    record_opening(world.store, chair, detail, date(2026, 1, 1))
    assert read_audit(world.store, SYSTEM, AuditFilter(verb="opened")).counts.total == 1
