"""Incidents past the age that the group set are anonymised, and nothing else is."""

import json
import re
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.actions import give_action
from core.anonymised_minutes import TAKEN_OUT
from core.checking import check_store
from core.clock import read_today
from core.errors import AccessDenied, Conflict, InvalidInput, StoreUnavailable
from core.intake.batches import import_incidents
from core.judging import judge_incidents
from core.minutes import read_minutes
from core.panels import refer_to_panel
from core.reading import read_view
from core.reports.minutes import build_digest
from core.retention import (
    Anonymised,
    anonymise,
    check_clock,
    find_due,
    read_retention,
    set_retention_years,
)
from core.retention_commands import retain
from core.retention_due import Hold, subtract_years
from core.review import read_incident, reopen_review
from core.tables import Action, Audit, Incident, Meeting, PanelReferral, Setting
from core.vocabulary import Agency, Panel, Role
from tests.core.test_checking import doctor
from tests.erasing import LATER, TELLING, find_words, finish, tell_everything
from tests.world import World, add_incident, add_possession

TOUCHED = datetime.fromisoformat("2019-06-01T12:00:00+00:00")


def set_age(world: World, years: int | None = 7) -> None:
    now = read_retention(world.store, SYSTEM).years
    set_retention_years(world.store, SYSTEM, years, "as the policy has it", expected=now)


def review_long_ago(world: World, *keys: int, at: datetime = TOUCHED) -> None:
    with world.store.write(SYSTEM) as change:
        for key in keys:
            change.session.get_one(Incident, key).reviewed_at = at
        change.record("reviewed", "incident", keys[0])


def read_due(world: World, today: date) -> list[int]:
    return [row.id for row in find_due(world.store, SYSTEM, today).due]


def read_holds(world: World, today: date = LATER) -> dict[int, Hold | None]:
    return {row.id: row.hold for row in find_due(world.store, SYSTEM, today).held}


@pytest.fixture
def told(world: World) -> World:
    """The telling incident with nothing open, and an age of seven years."""
    tell_everything(world)
    finish(world)
    set_age(world)
    return world


def test_nothing_happens_until_the_group_sets_an_age(world: World) -> None:
    review_long_ago(world, add_incident(world, "A-1", child_ref="K1"))
    before = check_store(world.store, SYSTEM)
    assert find_due(world.store, SYSTEM, LATER).cutoff is None
    assert anonymise(world.store, SYSTEM, LATER) == Anonymised(0, 0, 0)
    assert check_store(world.store, SYSTEM) == before


@pytest.mark.parametrize(("years", "taken"), [(0, False), (1, True), (30, True), (31, False)])
def test_the_age_is_one_to_thirty_years(world: World, years: int, taken: bool) -> None:
    if taken:
        set_age(world, years)
        assert read_retention(world.store, SYSTEM).years == years
        return
    with pytest.raises(InvalidInput, match="1 to 30"):
        set_age(world, years)


def test_who_sets_it_says_why_and_it_stays_known(world: World) -> None:
    chair = world.viewer(Role.CHAIR)
    with pytest.raises(InvalidInput, match="reason"):
        set_retention_years(world.store, chair, 7, "  ", expected=None)
    set_retention_years(world.store, chair, 7, "Council's schedule", expected=None)
    set_retention_years(world.store, chair, 7, "A second tap", expected=None)
    with pytest.raises(Conflict):
        set_retention_years(world.store, chair, 3, "Looked before", expected=None)
    set_retention_years(world.store, chair, None, "Under review", expected=7)
    found = read_retention(world.store, chair)
    assert [(row.years, row.reason, row.by) for row in found.changes] == [
        (None, "Under review", "A chair"),
        (7, "Council's schedule", "A chair"),
    ]
    with world.store.read() as session:
        rows = session.exec(select(Audit).where(Audit.noun == "retention")).all()
        assert [(row.verb, row.fields) for row in rows] == [("set", ["reason", "years"])] * 2


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM}]
)
def test_only_the_chair_and_the_protocol_lead_may(world: World, role: Role) -> None:
    viewer = world.viewer(role)
    for refused in (
        lambda: find_due(world.store, viewer, LATER),
        lambda: anonymise(world.store, viewer, LATER),
        lambda: read_retention(world.store, viewer),
        lambda: set_retention_years(world.store, viewer, 7, "why", expected=None),
    ):
        with pytest.raises(AccessDenied):
            refused()


@pytest.mark.parametrize(
    ("today", "due"),
    [(date(2026, 5, 31), False), (date(2026, 6, 1), True), (date(2026, 6, 2), True)],
)
def test_due_on_the_day_on_which_the_years_are_full(world: World, today: date, due: bool) -> None:
    key = add_incident(world, "A-1")
    review_long_ago(world, key)
    set_age(world)
    assert (read_due(world, today) == [key]) is due


def test_the_age_counts_from_the_last_that_happened(world: World) -> None:
    key = add_incident(world, "A-1")
    review_long_ago(world, key)
    set_age(world, 1)
    assert read_due(world, date(2020, 6, 1)) == [key]
    with world.store.write(SYSTEM) as change:
        panel = PanelReferral(
            incident_id=key,
            panel=Panel.OOCD_PANEL.value,
            on_day=date(2019, 8, 1),
            outcome="diversion",
            created_at=TOUCHED,
        )
        change.session.add(panel)
        change.record("sent to", "panel")
    assert read_due(world, date(2020, 7, 31)) == [] and read_due(world, date(2020, 8, 1)) == [key]
    with world.store.write(SYSTEM) as change:
        done = datetime.fromisoformat("2019-09-30T23:30:00+00:00")  # 1 October in the UK
        change.session.add(
            Action(
                title="Visit",
                incident_id=key,
                owner_agency="council",
                due_on=date(2019, 9, 1),
                state="done",
                meaning="x",
                created_at=TOUCHED,
                done_at=done,
            )
        )
        change.record("gave", "action")
    assert read_due(world, date(2020, 9, 30)) == [] and read_due(world, date(2020, 10, 1)) == [key]


def test_a_leap_day_comes_of_age_on_the_last_of_february() -> None:
    assert subtract_years(date(2028, 2, 29), 7) == date(2021, 2, 28)
    assert subtract_years(date(2028, 2, 28), 4) == date(2024, 2, 28)


def test_what_waits_for_review_or_has_something_open_stays(world: World) -> None:
    waiting, acting, panel, free = (
        add_incident(world, f"A-{number}", child_ref="K1") for number in range(4)
    )
    review_long_ago(world, acting, panel, free)
    chair = world.viewer(Role.CHAIR)
    refer_to_panel(world.store, chair, panel, Panel.DECISION_FORUM, read_today())
    give_action(
        world.store,
        chair,
        title="Visit",
        due_on=date(2030, 1, 1),
        meaning="x",
        incident_id=acting,
        owner_agency=Agency.COUNCIL,
    )
    set_age(world)
    assert read_due(world, LATER) == [free]
    assert read_holds(world) == {
        waiting: Hold.WAITING,
        acting: Hold.OPEN_ACTION,
        panel: Hold.PANEL,
    }
    assert anonymise(world.store, SYSTEM, LATER).incidents == 1
    assert world.incident(waiting).child_ref == world.incident(acting).child_ref == "K1"


def test_an_earlier_step_of_a_ladder_stays_while_a_later_one_does(world: World) -> None:
    first, second, third = (add_possession(world, f"A-{day}", day) for day in (1, 2, 3))
    assert set(world.incident(third).rests_on) == {first, second}
    review_long_ago(world, first, second)
    set_age(world)
    assert read_holds(world) == {
        first: Hold.RESTED_ON,
        second: Hold.RESTED_ON,
        third: Hold.WAITING,
    }
    level = world.incident(third).level
    review_long_ago(world, third)
    assert read_due(world, LATER) == [third, second, first]
    anonymise(world.store, SYSTEM, LATER)
    gone = world.incident(third)
    assert (gone.level, gone.child_ref, set(gone.rests_on)) == (level, None, {first, second})


def test_what_could_tell_of_the_child_is_gone_everywhere(told: World) -> None:
    assert find_words(told) == ["world.db"]
    done = anonymise(told.store, SYSTEM, LATER)
    assert done == Anonymised(incidents=1, minutes=1, batches=1, rewritten=True)
    told.store.close()
    assert find_words(told) == []


def test_what_figures_count_stays(told: World) -> None:
    key = told.named["told"]
    before, rules = told.incident(key), told.findings(key)
    anonymise(told.store, SYSTEM, LATER)
    after = told.incident(key)
    for name in ("home_id", "channel", "category", "severity", "call_out", "call_out_kind"):
        assert getattr(after, name) == getattr(before, name), name
    for name in ("level", "agreed_police_needed", "ruleset", "reviewed_at", "version"):
        assert getattr(after, name) == getattr(before, name), name
    assert {rule: (f.verdict, f.state) for rule, f in told.findings(key).items()} == {
        rule: (f.verdict, f.state) for rule, f in rules.items()
    }
    # The hour and each delay stay; the minute on the clock does not.
    assert after.occurred_at == datetime(2019, 5, 4, 19)
    assert after.reported_at == datetime(2019, 5, 4, 19, 30)
    assert after.reference == f"anonymised-{key}" and after.anonymised_at is not None
    assert (after.child_ref, after.child_age, after.child_ethnicity) == (None, None, None)
    # That there was an account is counted; what it said is not.
    assert after.home_account == after.summary == TAKEN_OUT
    view = read_view(told.store, told.viewer(Role.CHAIR))
    assert view.incidents.filter(id=key)["has_account"].to_list() == [True]
    assert view.incidents.filter(id=key)["child_ref"].to_list() == [None]


def test_closed_minutes_lose_the_words_and_the_audit_names_both_digests(told: World) -> None:
    meeting_id = told.named["meeting"]
    with told.store.read() as session:
        was = session.get_one(Meeting, meeting_id).minutes_digest
    anonymise(told.store, SYSTEM, LATER)
    minutes = read_minutes(told.store, told.viewer(Role.CHAIR), meeting_id)
    (item,) = minutes.items
    assert item.settled and not item.changed and item.note == TAKEN_OUT
    assert [decision.words for decision in item.decisions] == [TAKEN_OUT]
    with told.store.read() as session:
        row = session.exec(select(Audit).where(Audit.noun == "minutes")).one()
    assert row.fields == [f"is:{minutes.digest}", f"was:{was}"] and row.noun_id == str(meeting_id)
    assert check_store(told.store, SYSTEM)["faults"] == []
    # Who rewrites the minutes and their digest together is found now: the audit has another.
    with told.store.read() as session:
        forged = {**(session.get_one(Meeting, meeting_id).minutes or {}), "closed_by": "Nobody"}
    stored, digest = json.dumps(forged).replace("'", "''"), build_digest(forged)
    faults = doctor(told, f"UPDATE meeting SET minutes = '{stored}', minutes_digest = '{digest}'")
    assert any("not as they were frozen" in fault for fault in faults)


def test_the_chain_goes_on_whole(told: World) -> None:
    before = check_store(told.store, SYSTEM)
    anonymise(told.store, SYSTEM, LATER)
    after = check_store(told.store, SYSTEM)
    assert before["faults"] == after["faults"] == []
    with told.store.read() as session:
        rows = session.exec(select(Audit).order_by(Audit.seq)).all()  # type: ignore[arg-type]
        new = rows[int(str(before["audit_rows"])) :]
    assert new[0].previous == before["audit_head"]
    assert [(row.verb, row.noun) for row in new] == [
        ("anonymised", "incidents"),
        ("anonymised", "incident"),
        ("anonymised", "minutes"),
    ]
    assert new[1].noun_id == str(told.named["told"])
    assert not any(TELLING in " ".join(row.fields) for row in rows)


def test_a_second_run_finds_nothing_more(told: World) -> None:
    anonymise(told.store, SYSTEM, LATER)
    head = told.store.read_audit_head()
    assert anonymise(told.store, SYSTEM, LATER) == Anonymised(0, 0, 0)
    assert told.store.read_audit_head() == head


def test_a_run_that_was_stopped_goes_on_where_it_stopped(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [add_incident(world, f"A-{number}", child_ref="K1") for number in range(5)]
    review_long_ago(world, *keys)
    set_age(world)
    monkeypatch.setattr("core.retention._IN_A_BATCH", 2)

    def stop(done: int, _of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        anonymise(world.store, SYSTEM, LATER, progress=stop)
    assert len(read_due(world, LATER)) == 1
    assert anonymise(world.store, SYSTEM, LATER) == Anonymised(1, 0, 1)
    assert check_store(world.store, SYSTEM)["faults"] == []


def test_a_busy_store_is_said_and_not_forgotten(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_engine: object) -> None:
        raise StoreUnavailable("busy")

    monkeypatch.setattr("core.retention.rewrite_file", busy)
    assert not anonymise(told.store, SYSTEM, LATER).rewritten


def test_nothing_is_added_to_it_any_more_and_the_rules_leave_it_alone(told: World) -> None:
    key, chair = told.named["told"], told.viewer(Role.CHAIR)
    anonymise(told.store, SYSTEM, LATER)
    before = told.incident(key)
    for change in (
        lambda: reopen_review(told.store, chair, key, before.version, "why"),
        lambda: refer_to_panel(told.store, chair, key, Panel.OOCD_PANEL, read_today()),
        lambda: give_action(
            told.store,
            chair,
            title="Visit",
            due_on=LATER,
            meaning="new",
            incident_id=key,
            owner_agency=Agency.COUNCIL,
        ),
    ):
        with pytest.raises(InvalidInput, match="anonymised"):
            change()
    with told.store.write(SYSTEM) as change_:
        change_.session.get_one(Incident, key).category = "drugs_possession"
        judge_incidents(change_.session, [key])
        change_.record("changed", "incident", key)
    after = told.incident(key)
    assert (after.level, after.differs_now) == (before.level, None)
    assert read_incident(told.store, chair, key).reviewed is not None


def build_file(reference: str) -> bytes:
    row = f"{reference},SC000001,2019-05-04 19:37,101,criminal_damage,{TELLING}K9"
    return f"reference,home_urn,occurred_at,channel,category,child_ref\n{row}\n".encode()


def test_an_import_does_not_bring_it_back(told: World) -> None:
    content = build_file(f"{TELLING}-LOG-77")
    anonymise(told.store, SYSTEM, LATER)
    found = import_incidents(told.store, told.viewer(Role.POLICE_REVIEWER), "f.csv", content)
    assert (found.imported, found.updated, found.rejected) == (0, 0, 1)
    assert found.rejections[0].reason == "was anonymised here; an import does not bring it back"
    other = import_incidents(told.store, SYSTEM, "g.csv", build_file("LOG-78"))
    assert other.imported == 1


def test_that_nobody_reported_it_is_not_told_by_an_import(world: World) -> None:
    review_long_ago(world, add_incident(world, "KEPT-1", channel="none"))
    set_age(world)
    anonymise(world.store, SYSTEM, LATER)
    police = world.viewer(Role.POLICE_REVIEWER)
    found = import_incidents(world.store, police, "f.csv", build_file("KEPT-1"))
    assert found.rejections[0].reason == "is already in use"
    found = import_incidents(world.store, SYSTEM, "f.csv", build_file("KEPT-1"))
    assert "anonymised" in found.rejections[0].reason


def test_no_digest_tells_which_incident_it_was(told: World) -> None:
    anonymise(told.store, SYSTEM, LATER)
    with told.store.read() as session:
        kept = session.exec(select(Setting)).all()
    (row,) = [row for row in kept if row.name.startswith("anonymised_reference:")]
    # A digest under a key of its own, and one of two words.
    assert re.fullmatch("anonymised_reference:[0-9a-f]{64}", row.name) and row.value == "true"


@pytest.mark.sqlite_only("a copy beside the file")
def test_a_copy_kept_beside_the_store_is_named(told: World) -> None:
    path = told.store.engine.url.database
    copy = str(path).replace("world.db", "world.before-0004.db")
    with open(copy, "wb") as file:
        file.write(TELLING.encode())
    anonymise(told.store, SYSTEM, LATER)
    assert read_retention(told.store, SYSTEM).copies == ("world.before-0004.db",)
    assert find_words(told) == ["world.before-0004.db"]


def test_the_day_after_the_run_is_in_its_history(told: World) -> None:
    anonymise(told.store, told.viewer(Role.CHAIR), LATER)
    (run,) = read_retention(told.store, SYSTEM).runs
    assert (run.by, run.said) == ("A chair", ("1 incident", "past the age"))
    assert run.at.date() - read_today() < timedelta(days=1)


def test_the_command_counts_first_and_does_it_when_told(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    due, waiting = add_incident(world, "A-1", child_ref="K1"), add_incident(world, "A-2")
    review_long_ago(world, due)
    monkeypatch.setenv("DATABASE_URL", world.store.url)
    retain(dry_run=False, as_json=False)
    assert "no age: nothing is anonymised" in capsys.readouterr().out
    set_age(world, 1)
    retain(dry_run=True, as_json=True)
    said = json.loads(capsys.readouterr().out)
    assert (said["due"], said["anonymised"], said["file_rewritten"]) == (1, 0, None)
    assert said["held"] == {str(Hold.WAITING): 1} and world.incident(due).child_ref == "K1"
    retain(dry_run=False, as_json=False)
    assert "1 incident anonymised" in capsys.readouterr().out
    assert world.incident(due).child_ref is None
    assert world.incident(waiting).anonymised_at is None


@pytest.mark.parametrize(("days", "trusted"), [(-400, True), (0, True), (366, True), (367, False)])
def test_a_scheduled_run_doubts_a_clock_that_is_far_ahead(
    world: World, days: int, trusted: bool
) -> None:
    with world.store.write(SYSTEM) as change:
        change.record("looked", "store", figures=False)
    today = read_today() + timedelta(days=days)
    if trusted:
        check_clock(world.store, today)
        return
    with pytest.raises(Conflict, match="more than a year before this machine's clock"):
        check_clock(world.store, today)
