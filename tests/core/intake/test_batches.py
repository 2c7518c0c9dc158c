"""One import is one batch: counted, compared, repeated, undone."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.clock import read_utc_now
from core.errors import AccessDenied, Conflict, InvalidInput
from core.homes import accept_alias
from core.intake.batches import import_incidents, preview_incidents
from core.intake.mapping import (
    LEAVE_OUT,
    FileMapping,
    list_suggested_headings,
    list_words,
    read_mapping,
    save_mapping,
    suggest_mapping,
)
from core.intake.readers import read_table
from core.intake.rejected_rows import write_rejections
from core.intake.undo import read_batches, undo_batch
from core.tables import Audit, Finding, Incident
from core.vocabulary import Role

DATA = Path(__file__).resolve().parents[2] / "data"
NOW = datetime(2020, 6, 1, 12, 0)
HEAD = "reference,home_urn,home_name,occurred_at,channel,category,severity,child_ref"
ROW = "{},SC100001,,2019-04-03 10:00,{},criminal_damage,{},{}"


def rows(*cells):
    return "\n".join([HEAD, *(ROW.format(*cell) for cell in cells)]).encode()


def take(store, *cells, viewer=SYSTEM, **more):
    return import_incidents(store, viewer, "f.csv", rows(*cells), now=NOW, **more)


def counts(result):
    return (result.imported, result.updated, result.duplicate, result.rejected)


def find(store, reference):
    with store.read() as session:
        return session.exec(select(Incident).where(Incident.reference == reference)).one()


def edit(store, reference, **values):
    with store.write(SYSTEM) as change:
        incident = change.session.exec(
            select(Incident).where(Incident.reference == reference)
        ).one()
        for name, value in values.items():
            setattr(incident, name, value)
        change.session.add(incident)


def test_the_sample_incidents_come_in_and_a_second_time_change_nothing(store):
    content = (DATA / "incidents_2016_2018.csv").read_bytes()
    assert counts(import_incidents(store, SYSTEM, "i.csv", content)) == (109, 0, 0, 0)
    revision = store.read_revision()
    again = import_incidents(store, SYSTEM, "i.csv", content)
    assert (counts(again), again.batch) == ((0, 0, 109, 0), None)
    assert store.read_revision() == revision
    with store.read() as session:
        years = [i.occurred_at.year for i in session.exec(select(Incident))]
        assert [years.count(year) for year in (2016, 2017, 2018)] == [52, 37, 20]
        assert len(session.exec(select(Audit).where(Audit.verb == "imported")).all()) == 2


def test_rows_of_one_file_with_one_reference(store):
    result = take(
        store, ("A", "101", "", ""), ("A", "101", "", ""), ("A", "999", "", ""), ("B", "?", "", "")
    )
    assert counts(result) == (1, 0, 1, 2)
    assert [(r.row, r.column) for r in result.rejections] == [(4, "reference"), (5, "channel")]
    assert "row 2" in result.rejections[0].reason


def test_an_update_changes_what_it_says_and_a_blank_erases_nothing(store):
    take(store, ("A", "101", "minor", "C1"))
    result = take(store, ("A", "999", "", ""))
    assert counts(result) == (0, 1, 0, 0)
    incident = find(store, "A")
    assert (incident.channel, incident.severity, incident.child_ref) == ("999", "minor", "C1")
    assert incident.version == 2


def test_a_reviewed_incident_is_protected_and_its_equal_is_a_duplicate(store):
    take(store, ("A", "101", "minor", ""))
    edit(store, "A", reviewed_at=read_utc_now())
    result = take(store, ("A", "101", "serious", ""))
    assert counts(result) == (0, 0, 0, 1)
    assert result.rejections[0].column == "reference"
    assert "reviewed" in result.rejections[0].reason
    assert counts(take(store, ("A", "101", "minor", ""))) == (0, 0, 1, 0)


def test_police_learn_nothing_of_an_incident_nobody_reported(store, join):
    police = join(Role.POLICE_REVIEWER)
    take(store, ("A", "none", "minor", ""))
    for cells in (("A", "101", "", ""), ("A", "none", "minor", "")):
        result = take(store, cells, viewer=police)
        assert counts(result) == (0, 0, 0, 1)
        assert result.rejections[0].reason == "is already in use"
    with pytest.raises(AccessDenied):
        undo_batch(store, police, 2)


def test_who_may_not_import_may_not_preview_undo_or_list_either(store, join):
    liaison = join(Role.LIAISON)
    take(store, ("A", "101", "", ""))
    table = read_table(rows(("B", "101", "", "")), "f.csv", ["reference"])
    for act in (
        lambda: take(store, ("B", "101", "", ""), viewer=liaison),
        lambda: preview_incidents(store, liaison, table),
        lambda: undo_batch(store, liaison, 2),
        lambda: read_batches(store, liaison),
        lambda: save_mapping(store, liaison, "m", {}, {}),
    ):
        with pytest.raises(AccessDenied):
            act()


def test_a_preview_and_a_dry_run_count_and_write_nothing(store):
    revision = store.read_revision()
    table = read_table(rows(("A", "101", "", ""), ("B", "?", "", "")), "f.csv", ["reference"])
    seen = []
    preview = preview_incidents(
        store, SYSTEM, table, now=NOW, progress=lambda done, of: seen.append((done, of))
    )
    assert (preview.imported, preview.rejected, preview.first_day) == (1, 1, date(2019, 4, 3))
    assert seen[-1] == (2, 2)
    assert take(store, ("A", "101", "", ""), dry_run=True).batch is None
    assert store.read_revision() == revision


def test_a_batch_is_undone_once_and_what_it_updated_is_put_back(store):
    first = take(store, ("A", "101", "minor", "C1"))
    before = find(store, "A")
    second = take(store, ("A", "999", "serious", "C2"), ("B", "101", "", ""))
    undo_batch(store, SYSTEM, second.batch)
    after = find(store, "A")
    for name in ("channel", "severity", "child_ref", "occurred_at", "level", "call_out"):
        assert getattr(after, name) == getattr(before, name)
    revision = store.read_revision()
    undo_batch(store, SYSTEM, second.batch)
    assert store.read_revision() == revision
    undo_batch(store, SYSTEM, first.batch)
    with store.read() as session:
        assert session.exec(select(Incident)).all() == []
        assert session.exec(select(Finding)).all() == []
    assert [b.undone_at is not None for b in read_batches(store, SYSTEM)] == [True, True, False]


@pytest.mark.parametrize(
    "values",
    [
        {"reviewed_at": read_utc_now()},
        {"version": 2},
        {"referred_to_police_at": read_utc_now()},
        {"level_set": 1},
    ],
)
def test_a_batch_whose_incident_was_worked_on_stays(store, values):
    batch = take(store, ("A", "101", "minor", "")).batch
    assert read_batches(store, SYSTEM)[0].can_be_undone
    edit(store, "A", **values)
    assert not read_batches(store, SYSTEM)[0].can_be_undone
    with pytest.raises(Conflict, match="A was"):
        undo_batch(store, SYSTEM, batch)
    assert find(store, "A")


def test_homes_and_unknown_batches_cannot_be_undone(store):
    with pytest.raises(InvalidInput, match="homes"):
        undo_batch(store, SYSTEM, 1)
    with pytest.raises(InvalidInput):
        undo_batch(store, SYSTEM, 99)


def test_days_covered_are_recorded_once_even_without_incidents(store):
    days = (date(2019, 5, 1), date(2019, 5, 31))
    assert take(store, covers=days).batch == 2
    assert take(store, covers=days).batch is None
    assert take(store, covers=(date(2019, 5, 2), date(2019, 6, 2))).batch == 3
    for wrong in ((days[1], days[0]), (date(2020, 5, 1), date(2020, 6, 2))):
        with pytest.raises(InvalidInput):
            take(store, covers=wrong)


def test_the_force_extract_goes_through_a_suggested_mapping_and_accepted_names(store):
    content = (DATA / "force_extract.xlsx").read_bytes()
    table = read_table(content, "f.xlsx", list_suggested_headings())
    suggested = suggest_mapping(table)
    save_mapping(store, SYSTEM, "Force", suggested.headings, suggested.words)
    mapping = read_mapping(store, SYSTEM, "Force")
    assert {use.word for use in list_words(table, mapping) if use.becomes is None} == {
        "Unknown Choice List Value"
    }
    preview = preview_incidents(store, SYSTEM, table, mapping)
    offered = {home.name: home.suggestions for home in preview.unknown_homes}
    assert offered["Larch Rise CH"][0].name == "Larch Rise"
    for name, suggestions in offered.items():
        accept_alias(store, SYSTEM, suggestions[0].home_id, name)
    result = import_incidents(store, SYSTEM, "f.xlsx", content, "Force")
    assert counts(result) == (14, 0, 0, 3)
    assert {r.value for r in result.rejections} == {"Unknown Choice List Value"}
    assert find(store, "0001:041018").decided_by == "registered_manager"
    assert find(store, "0005:091018").police_response is None
    assert counts(import_incidents(store, SYSTEM, "f.xlsx", content, "Force")) == (0, 0, 14, 3)


def test_words_become_a_value_a_blank_or_leave_rows_out(store):
    content = (
        b"Log,home_urn,occurred_at,Origin,category,severity\n"
        b"A,SC100001,2019-04-03 10:00,Phone,theft,dunno\n"
        b"B,SC100001,2019-04-03 10:00,police GENERATED,theft,\n"
    )
    mapping = FileMapping(
        headings={"log": "reference", "Origin": "channel"},
        words={
            "channel": {"phone": "101", "Police Generated": LEAVE_OUT},
            "severity": {"dunno": ""},
        },
    )
    result = import_incidents(store, SYSTEM, "f.csv", content, mapping, now=NOW)
    assert (counts(result), result.skipped) == ((1, 0, 0, 0), 1)
    assert find(store, "A").severity is None


def test_a_mapping_is_checked_and_the_same_again_is_no_change(store):
    for headings, words in (
        ({"x": "nothing"}, {}),
        ({"x": "channel", "y": "channel"}, {}),
        ({}, {"channel": {"x": "pigeon"}}),
        ({}, {"immediate_risk": {"": "no"}}),
    ):
        with pytest.raises(InvalidInput):
            save_mapping(store, SYSTEM, "m", headings, words)
    assert save_mapping(store, SYSTEM, "m", {"x": "channel"}, {}).version == 1
    assert save_mapping(store, SYSTEM, "m", {"x": "channel"}, {}).version == 1
    assert save_mapping(store, SYSTEM, "m", {"y": "channel"}, {}, expected_version=1).version == 2
    with pytest.raises(Conflict):
        save_mapping(store, SYSTEM, "m", {"z": "channel"}, {}, expected_version=1)


def test_rejected_rows_come_back_corrected(store):
    head = HEAD + ",summary"
    lines = [
        head,
        ROW.format("A", "?", "", "") + ",=1+1",
        ROW.format("-B", "?", "", "") + ",''=x",
        ROW.format("C", "101", "", "") + ",",
    ]
    content = "\n".join(lines).encode()
    table = read_table(content, "f.csv", ["reference", "channel"])
    result = import_incidents(store, SYSTEM, "f.csv", content, now=NOW)
    rejected = write_rejections(table, result.rejections)
    assert b",'=1+1," in rejected
    assert rejected.startswith(b"\xef\xbb\xbf")
    again = import_incidents(store, SYSTEM, "r.csv", rejected.replace(b"?", b"101"), now=NOW)
    assert counts(again) == (2, 0, 0, 0)
    assert find(store, "A").summary == "=1+1"
    assert find(store, "-B").summary == "'=x"
