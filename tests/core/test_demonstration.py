"""The demonstration: what was published, what its storylines claim, and what it must never hold."""

import re
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from core.access import SYSTEM
from core.checking import check_store
from core.demonstration import build_demonstration, is_current
from core.demonstration.dates import build_story
from core.demonstration.register import PEOPLE
from core.demonstration.waiting import WAITING
from core.errors import InvalidInput
from core.home_record import read_home_record
from core.minutes import check_digest
from core.protocol.rules import RULES
from core.reports.minutes import build_minutes
from core.store import Store, build_url, open_store
from core.tables import (
    Action,
    ActionEvent,
    Annotation,
    Batch,
    EscalationStep,
    Finding,
    Home,
    HomeContact,
    HomePlaces,
    HomeTraining,
    Incident,
    InspectionRequest,
    Meeting,
    MeetingNote,
    PanelReferral,
    PassageClearance,
    Person,
    PersonHome,
    Share,
)
from core.vocabulary import Channel, FindingState, Role, StoreKind, TrainingKind, Verdict

pytestmark = pytest.mark.sqlite_only("the demonstration is built as a file")

TODAY = date(2026, 11, 22)
STORY = build_story(TODAY)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    path = tmp_path_factory.mktemp("demonstration") / "demo.db"
    build_demonstration(path, today=TODAY)
    return open_store(build_url(path))


def read(store: Store, table: Any) -> list[Any]:
    with store.read() as session:
        rows = list(session.exec(select(table).order_by(col(table.id))))
        session.expunge_all()
        return rows


def read_at(store: Store, home: str) -> list[Incident]:
    ids = [h.id for h in read(store, Home) if h.name == home]
    return [i for i in read(store, Incident) if i.home_id in ids]


def count_call_outs(store: Store, first: date, last: date) -> int:
    return sum(i.call_out and first <= i.occurred_at.date() <= last for i in read(store, Incident))


@pytest.mark.parametrize(
    ("first", "last", "published"),
    [
        (date(2016, 1, 1), date(2016, 12, 31), 52),
        (date(2016, 1, 1), date(2016, 8, 31), 37),
        (date(2017, 1, 1), date(2017, 12, 31), 37),
        (date(2017, 1, 1), date(2017, 8, 31), 19),
        (date(2018, 1, 1), date(2018, 9, 30), 20),
    ],
)
def test_the_published_counts_come_out(store: Store, first: date, last: date, published: int):
    assert count_call_outs(store, first, last) == published


def test_in_2018_nobody_called_about_behaviour_or_low_level_damage(store: Store):
    for i in read(store, Incident):
        if i.call_out and date(2018, 1, 1) <= i.occurred_at.date() <= date(2018, 9, 30):
            assert i.category != "behaviour"
            assert (i.category, i.severity) != ("criminal_damage", "minor")


def test_every_later_year_is_as_small_as_the_real_ones(store: Store):
    for year in range(2019, 2026):
        assert 10 <= count_call_outs(store, date(year, 1, 1), date(year, 12, 31)) <= 25
    assert 250 <= len(read(store, Incident)) <= 380


@pytest.mark.parametrize("home_and_year", [("Dunes", 2018), ("Birch Lodge", 2026)])
def test_a_summer_of_agency_staff_stands_out(store: Store, home_and_year: tuple[str, int]):
    home, year = home_and_year
    months = [
        i
        for i in read_at(store, home)
        if i.call_out and i.occurred_at.year == year and i.occurred_at.month in {7, 8}
    ]
    assert len(months) >= 6
    assert all(i.agency_staff_on_shift == "yes" for i in months)


def test_one_providers_share_of_needed_calls_climbs_from_nothing_to_all(store: Store):
    homes = {h.id for h in read(store, Home) if h.provider == "Avon Residential"}
    by_quarter: dict[tuple[int, int], list[bool]] = {}
    for i in read(store, Incident):
        if i.call_out and i.home_id in homes and i.occurred_at.year >= STORY.climb - 1:
            quarter = (i.occurred_at.year, (i.occurred_at.month - 1) // 3)
            by_quarter.setdefault(quarter, []).append(i.agreed_police_needed == "yes")
    year = STORY.climb
    shares = [sum(by_quarter[year, q]) / len(by_quarter[year, q]) for q in range(4)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[3] == 1
    assert not any(any(v) for (y, _), v in by_quarter.items() if y < year)
    assert all(all(v) for (y, _), v in by_quarter.items() if y > year)


def test_missing_episodes_stop_when_their_cause_is_fixed(store: Store):
    episodes = sorted(
        (
            i
            for i in read_at(store, "Juniper House")
            if i.category == "missing" and i.occurred_at.year > STORY.climb
        ),
        key=lambda i: i.occurred_at,
    )
    assert len(episodes) == 7
    assert "wi-fi" in (episodes[-1].missing_cause or "")
    assert "Fixed" in (episodes[-1].missing_cause or "")
    assert episodes[0].missing_cause is None


def test_two_serious_incidents_were_reported_by_nobody(store: Store):
    found = [
        f
        for f in read(store, Finding)
        if f.rule == "serious-not-reported" and f.verdict == Verdict.UNDER_REPORT
    ]
    by_id = {i.id: i for i in read(store, Incident)}
    incidents = [by_id[f.incident_id] for f in found]
    assert len(incidents) == 2
    assert all((i.level, i.channel) == (3, Channel.NONE) for i in incidents)
    assert sorted(i.referred_to_police_at is not None for i in incidents) == [False, True]


def test_a_quiet_home_has_not_called_for_over_a_year(store: Store):
    calls = [i.occurred_at.date() for i in read_at(store, "Gorse Hill") if i.call_out]
    assert max(calls) < STORY.data_to - timedelta(days=366)
    assert any(not i.call_out and i.channel == "none" for i in read_at(store, "Gorse Hill"))


def test_one_incident_lies_outside_the_area(store: Store):
    outside = [i for i in read(store, Incident) if i.ruleset is None and i.occurred_at.year > 2016]
    assert [i.in_scope for i in outside] == [False]
    accepted = read_at(store, "Kestrel Lodge")
    assert all(i.in_scope for i in accepted if i.occurred_at.year > 2016)


def test_advice_is_contact_and_no_call_out(store: Store):
    asked = [i for i in read(store, Incident) if i.contact_purpose == "advice"]
    assert len(asked) >= 4
    assert not any(i.call_out for i in asked)


def test_exactly_the_latest_seven_wait_for_the_next_meeting(store: Store):
    incidents = sorted(read(store, Incident), key=lambda i: i.occurred_at)
    waiting = [i for i in incidents if i.reviewed_at is None]
    assert len(waiting) == WAITING == 7
    assert waiting == incidents[-7:]
    assert all(f.state == "suggested" for f in read_findings_of(store, waiting))


def read_findings_of(store: Store, incidents: list[Incident]) -> list[Finding]:
    ids = {i.id for i in incidents}
    return [f for f in read(store, Finding) if f.incident_id in ids]


def test_the_third_possession_rests_on_two_that_stayed_at_home(store: Store):
    by_id = {i.id: i for i in read(store, Incident)}
    third = [i for i in by_id.values() if i.reviewed_at is None and i.rests_on]
    assert [len(i.rests_on) for i in third] == [2]
    assert third[0].level == 3
    assert all(by_id[earlier].channel == Channel.NONE for earlier in third[0].rests_on)


def test_every_reviewed_finding_is_decided_with_a_reason_where_it_is_dismissed(store: Store):
    reviewed = [i for i in read(store, Incident) if i.reviewed_at is not None]
    findings = [f for f in read_findings_of(store, reviewed) if f.verdict != Verdict.CANNOT_TELL]
    assert {f.state for f in findings} == {FindingState.CONFIRMED, FindingState.DISMISSED}
    assert all(f.reason for f in findings if f.state == FindingState.DISMISSED)
    for i in reviewed:
        assert (i.agreed_police_needed is not None) is i.call_out
        suggested = {True: "yes", False: "no", None: None}[i.police_needed]
        if suggested and i.agreed_police_needed != suggested:
            assert i.review_note


def test_the_group_set_levels_and_one_review_would_now_differ(store: Store):
    incidents = read(store, Incident)
    assert sorted(i.level_set for i in incidents if i.level_set is not None) == [0, 1, 2]
    assert all(i.level_set_reason for i in incidents if i.level_set is not None)
    assert len([i for i in incidents if i.differs_now]) == 1


def test_every_rule_of_the_protocol_says_something_somewhere(store: Store):
    assert {f.rule for f in read(store, Finding)} == {rule.id for rule in RULES}


def test_actions_are_done_due_and_overdue_and_that_of_the_owner_who_left_is_the_agencys(
    store: Store,
):
    actions, left = read(store, Action), {p.id for p in read(store, Person) if p.left_on}
    open_ones = [a for a in actions if a.state == "open"]
    overdue = [a for a in open_ones if a.due_on < TODAY]
    assert any(a.state == "done" for a in actions)
    assert any(a.due_on >= TODAY for a in open_ones)
    assert len(overdue) == 3
    assert left and not any(a.owner_id in left for a in open_ones)
    assert {a.owner_agency for a in overdue} >= {"provider", "police"}
    steps = read(store, ActionEvent)
    assert {s.kind for s in steps} == {"given", "ticked", "reopened", "handed over"}
    assert {s.action_id for s in steps} == {a.id for a in actions}
    told = [s for s in steps if s.kind != "handed over"]
    assert all(s.at.date() <= TODAY and s.by_person for s in told)


def check_record_fits_the_homes(store: Store) -> None:
    """Nothing is noted of a home before it opened or after it closed."""
    homes = {h.id: h for h in read(store, Home)}
    for table in (Annotation, HomeContact, HomeTraining):
        for row in read(store, table):
            if row.home_id is not None:
                home = homes[row.home_id]
                assert home.opened_on <= row.on_day <= (home.closed_on or date.max)


def read_names(store: Store) -> dict[int, str]:
    return {h.id: h.name for h in read(store, Home)}


def test_every_review_was_made_at_a_meeting(store: Store):
    held = [m.held_on for m in read_held(store)]
    assert held == sorted(held) and held[-1] == STORY.last_meeting
    reviewed = {i.reviewed_at.date() for i in read(store, Incident) if i.reviewed_at}
    assert reviewed <= set(held)
    assert {m.created_at.date() for m in read_held(store)} == set(held)


def read_held(store: Store) -> list[Meeting]:
    return [m for m in read(store, Meeting) if m.state != "planned"]


def test_the_last_meeting_has_minutes_of_what_it_settled_and_the_next_is_planned(store: Store):
    last = next(m for m in read(store, Meeting) if m.held_on == STORY.last_meeting)
    assert last.state == "closed" and check_digest(last)
    minutes = build_minutes(last.minutes)
    assert 1 < len(minutes.items) <= 7 and all(item.settled for item in minutes.items)
    reviewed = {i.id for i in read(store, Incident) if i.reviewed_at}
    assert {item.incident_id for item in minutes.items} <= reviewed
    assert all(item.decisions and item.reasons for item in minutes.items)
    (ahead,) = [m for m in read(store, Meeting) if m.state == "planned"]
    assert ahead.held_on > TODAY
    assert ahead.period_from == STORY.last_meeting + timedelta(days=1)


def test_there_are_steps_of_seniority_and_offences_before_a_panel(store: Store):
    assert [step.outside for step in read(store, EscalationStep)] == [False, False, True, True]
    panels = read(store, PanelReferral)
    assert len(panels) > 1 and [row.outcome is None for row in panels].count(True) == 1


def test_the_annotations_say_what_the_storylines_tell(store: Store):
    names = {**read_names(store), None: None}
    noted = {(names[n.home_id], n.on_day, n.until_day): n for n in read(store, Annotation)}
    for home, first, last in (
        ("Dunes", date(2018, 7, 17), date(2018, 8, 25)),
        ("Birch Lodge", date(2026, 7, 6), date(2026, 8, 26)),
    ):
        assert "Agency staff" in noted.pop((home, first, last)).words
        days = [
            i.occurred_at.date() for i in read_at(store, home) if i.decided_by == "agency_staff"
        ]
        assert first in days and last in days
    assert "opened" in noted.pop(("Elm Tree Cottage", date(2021, 3, 15), None)).words
    assert "Recording changed" in noted.pop((None, date(2018, 10, 1), None)).words
    mended = noted.pop(("Juniper House", date(2025, 10, 13), None))
    fixed = [i.missing_cause for i in read_at(store, "Juniper House") if i.missing_cause]
    assert "Wi-fi" in mended.words and any("13 October 2025" in cause for cause in fixed)
    assert [n.cleared for n in noted.values()] == [False]


def test_spocs_are_in_touch_with_their_homes_some_monthly_and_some_long_ago(store: Store):
    names, links = read_names(store), read(store, PersonHome)
    days: dict[str, list[date]] = {}
    for contact in read(store, HomeContact):
        assert (contact.person_id, contact.home_id) in {(n.person_id, n.home_id) for n in links}
        assert contact.on_day.weekday() < 5
        days.setdefault(names[contact.home_id], []).append(contact.on_day)
    assert set(days) == {names[link.home_id] for link in links}
    last = {name: (TODAY - max(on)).days for name, on in days.items()}
    lately = {name: sum(d > TODAY - timedelta(365) for d in on) for name, on in days.items()}
    assert lately["Dunes"] >= 11 and lately["Gorse Hill"] == 3 and last["Gorse Hill"] < 60
    assert last["Stour Valley Fostering"] > 365
    ended = {link.home_id: link.until_on for link in links if link.until_on}
    for home_id, until_on in ended.items():
        assert max(days[names[home_id]]) < until_on
    visits = [c for c in read(store, HomeContact) if names[c.home_id] == "Birch Lodge"]
    after = [c for c in visits if date(2026, 8, 26) < c.on_day <= date(2026, 9, 15)]
    assert [(c.how, c.present) for c in after] == [("visit", "staff")]


def test_some_homes_have_enough_restorative_staff_some_too_few_and_one_never_said(store: Store):
    enough = {
        name: read_home_record(store, SYSTEM, key).restorative
        for key, name in read_names(store).items()
    }
    assert enough["Juniper House"] is None
    assert (
        enough["Quayside Supported Living"] and enough["Quayside Supported Living"].enough is None
    )
    told = {name: staff.enough for name, staff in enough.items() if staff}
    assert told["Alder House"] is True and told["Birch Lodge"] is False
    assert {t.kind for t in read(store, HomeTraining)} == {kind.value for kind in TrainingKind}


def test_the_police_are_given_no_action_about_what_nobody_reported(store: Store):
    by_id = {i.id: i for i in read(store, Incident)}
    police = {p.id for p in read(store, Person) if p.agency == "police"}
    for action in read(store, Action):
        if action.incident_id and by_id[action.incident_id].channel == Channel.NONE:
            assert action.owner_id not in police
            assert action.owner_agency != "police"


def test_somebody_has_each_role_and_two_homes_have_no_spoc(store: Store):
    people = read(store, Person)
    assert {p.role for p in people} == {role.value for role in Role if role is not Role.SYSTEM}
    assert all(p.email.endswith("@example.org") for p in people)
    links = read(store, PersonHome)
    ended = {link.home_id for link in links if link.until_on}
    assert len(ended) == 2
    assert not ended & {link.home_id for link in links if link.until_on is None}


def test_homes_open_close_and_change_their_places(store: Store):
    homes = read(store, Home)
    assert 12 <= len(homes) <= 20
    assert {h.setting_type for h in homes} >= {"childrens_home", "foster", "supported"}
    assert any(h.closed_on for h in homes)
    assert any(h.opened_on and h.opened_on > date(2016, 1, 1) for h in homes)
    assert len({p.home_id for p in read(store, HomePlaces) if p.from_on}) == 1
    closed = {h.id: h.closed_on for h in homes if h.closed_on}
    opened = {h.id: h.opened_on for h in homes}
    for i in read(store, Incident):
        assert opened[i.home_id] <= i.occurred_at.date() <= closed.get(i.home_id, TODAY)


def test_batches_cover_every_day_through_the_last_complete_month(store: Store):
    spans = sorted((b.covers_from, b.covers_to) for b in read(store, Batch) if b.covers_from)
    assert spans[0][0] == date(2016, 1, 1)
    assert spans[-1][1] == date(2026, 10, 31)
    for (_, ended), (begins, _) in pairwise(spans):
        assert begins == ended + timedelta(days=1)


def test_no_text_names_a_person_or_holds_a_birth_date(store: Store):
    names = [p.name for p in read(store, Person)] + [
        h.registered_manager for h in read(store, Home) if h.registered_manager
    ]
    parts = {part for name in names for part in name.split()}
    texts = [
        text
        for table, columns in (
            (
                Incident,
                (
                    "summary",
                    "home_account",
                    "child_account",
                    "missing_cause",
                    "review_note",
                    "level_set_reason",
                    "referred_reason",
                ),
            ),
            (Finding, ("reason",)),
            (Action, ("title", "detail")),
            (MeetingNote, ("words",)),
            (Annotation, ("words",)),
            (HomeContact, ("note",)),
        )
        for row in read(store, table)
        for column in columns
        if (text := getattr(row, column))
    ]
    # Who handed an action over to whom is said by name.
    texts += [e.note for e in read(store, ActionEvent) if e.note and e.kind != "handed over"]
    assert len(texts) > 300
    for text in set(texts):
        assert not set(re.findall(r"[\w-]+", text)) & parts, text
        assert not re.search(r"\bborn\b|\bbirth", text), text
        assert not re.search(r"\d{1,2}/\d{1,2}/\d{2,4}|CH\d{3}", text), text


def test_every_summary_says_that_it_is_made_up(store: Store):
    incidents = read(store, Incident)
    assert all((i.summary or "").startswith("Synthetic example: ") for i in incidents)
    assert all(i.child_age is None or 10 <= i.child_age <= 17 for i in incidents)
    assert all(re.fullmatch(r"CH\d{3,}", i.child_ref) for i in incidents if i.child_ref)


def test_nothing_lies_ahead_of_the_storys_day(store: Store):
    for i in read(store, Incident):
        for value in i.model_dump().values():
            if isinstance(value, datetime):
                assert value.date() <= TODAY


def test_the_store_is_whole_and_says_what_it_is(store: Store):
    assert store.read_info().kind == StoreKind.DEMONSTRATION
    assert check_store(store, SYSTEM)["faults"] == []


def read_all(path: Path) -> list[list[dict[str, Any]]]:
    store = open_store(build_url(path))
    tables: tuple[Any, ...] = (Home, Person, Batch, Incident, Finding, Action, ActionEvent)
    tables += (PersonHome, Annotation, Meeting, HomeContact, HomeTraining)
    rows = [[row.model_dump() for row in read(store, table)] for table in tables]
    store.close()
    return rows


def test_the_same_seed_and_day_tell_the_same_story_and_another_seed_another(tmp_path: Path):
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        build_demonstration(tmp_path / f"{name}.db", seed=seed, today=TODAY)
    one, two, three = (read_all(tmp_path / f"{name}.db") for name in ("one", "two", "three"))
    assert one == two
    assert one[3] != three[3]


@pytest.mark.parametrize(
    "today",
    [date(2019, 1, 1), date(2019, 7, 31), date(2022, 3, 1), date(2026, 9, 1), date(2027, 1, 5)],
)
def test_the_story_can_be_told_on_any_day_since_2019(tmp_path: Path, today: date):
    path = tmp_path / "demo.db"
    build_demonstration(path, seed=2, today=today)
    store = open_store(build_url(path))
    assert count_call_outs(store, date(2016, 1, 1), date(2018, 9, 30)) == 52 + 37 + 20
    waiting = [i for i in read(store, Incident) if i.reviewed_at is None]
    assert len(waiting) == 7
    assert max(i.occurred_at.date() for i in read(store, Incident)) < today
    noted = [n.on_day for t in (Annotation, HomeContact, HomeTraining) for n in read(store, t)]
    assert max([*noted, *(m.held_on for m in read_held(store))]) <= today
    check_record_fits_the_homes(store)
    assert check_store(store, SYSTEM)["faults"] == []
    store.close()


def test_a_day_before_2019_is_refused(tmp_path: Path):
    with pytest.raises(InvalidInput, match="2019"):
        build_demonstration(tmp_path / "demo.db", today=date(2018, 12, 31))
    assert list(tmp_path.iterdir()) == []


def test_a_larger_scale_multiplies_homes_and_incidents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.demonstration.building._DRAWN_ANEW", 2)
    path = tmp_path / "demo.db"
    build_demonstration(path, scale=3, today=TODAY)
    store = open_store(build_url(path))
    homes, incidents = read(store, Home), read(store, Incident)
    assert len(homes) == len({h.urn for h in homes}) == 3 * 16
    assert count_call_outs(store, date(2016, 1, 1), date(2016, 12, 31)) == 3 * 52
    assert sum(i.reviewed_at is None for i in incidents) == 3 * 7
    # The third is a copy of the first, with homes and children of its own.
    first = [i for i in incidents if i.home_id <= 16]
    last = [i for i in incidents if i.home_id > 32]
    assert [i.occurred_at for i in first] == [i.occurred_at for i in last]
    assert not {i.child_ref for i in first} - {None} & {i.child_ref for i in last}
    by_id = {i.id: i for i in incidents}
    rested = [(i, by_id[earlier]) for i in last for earlier in i.rests_on]
    assert rested
    assert all(i.child_ref == earlier.child_ref for i, earlier in rested)
    assert check_store(store, SYSTEM)["faults"] == []
    store.close()


def test_an_earlier_demonstration_is_replaced_and_no_part_stays(tmp_path: Path):
    path = tmp_path / "demo.db"
    build_demonstration(path, seed=1, today=TODAY)
    before = path.read_bytes()
    build_demonstration(path, seed=2, today=TODAY)
    assert path.read_bytes() != before
    assert [p.name for p in tmp_path.iterdir()] == ["demo.db"]


def test_an_own_store_is_never_overwritten(tmp_path: Path):
    path = tmp_path / "slow_time.db"
    open_store(build_url(path), create=StoreKind.OWN).close()
    before = path.read_bytes()
    with pytest.raises(InvalidInput, match="own store"):
        build_demonstration(path, today=TODAY)
    assert path.read_bytes() == before
    assert not is_current(path, TODAY)
    assert [p.name for p in tmp_path.iterdir()] == ["slow_time.db"]


def test_another_file_is_never_overwritten(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("something of mine")
    with pytest.raises(InvalidInput, match="cannot be read"):
        build_demonstration(path, today=TODAY)
    assert path.read_text() == "something of mine"


def test_a_build_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "demo.db"
    build_demonstration(path, today=TODAY)
    before = path.read_bytes()

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("core.demonstration.building.write_actions", fail)
    with pytest.raises(RuntimeError):
        build_demonstration(path, seed=2, today=TODAY)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["demo.db"]


def test_a_demonstration_stays_current_for_a_week(tmp_path: Path):
    path = tmp_path / "demo.db"
    assert not is_current(path, TODAY)
    build_demonstration(path, today=TODAY)
    assert is_current(path, TODAY)
    assert is_current(path, TODAY + timedelta(days=7))
    assert not is_current(path, TODAY + timedelta(days=8))
    assert not is_current(path, TODAY - timedelta(days=1))


def test_every_person_has_an_address_of_their_own():
    assert len({form.email for form in PEOPLE.values()}) == len(PEOPLE)


def test_of_four_requests_three_are_answered_and_the_share_log_has_what_was_sent(
    store: Store,
) -> None:
    requests = read(store, InspectionRequest)
    assert [request.state for request in requests] == ["answered"] * 3 + ["open"]
    assert [request.answered_on is None for request in requests] == [False] * 3 + [True]
    shares = read(store, Share)
    assert {share.request_id for share in shares} - {None} == {r.id for r in requests[:3]}
    assert [share.at for share in shares] == sorted(share.at for share in shares)
    assert max(share.at.date() for share in shares) <= TODAY


def test_some_serious_incidents_are_not_known_to_be_notified_and_some_accounts_are_cleared(
    store: Store,
) -> None:
    answers = {incident.ofsted_notified for incident in read(store, Incident)}
    assert answers == {"yes", "no", None}
    accounts = {i.id: i.home_account for i in read(store, Incident)}
    cleared = read(store, PassageClearance)
    assert cleared and all(accounts[row.incident_id] for row in cleared)
