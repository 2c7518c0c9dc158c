"""A home's summary: who may have it made, what is in it, and what never is."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.clearing import clear_passage
from core.errors import AccessDenied, InvalidInput
from core.measures.period import Period
from core.reports.home_summary import build_home_summary, find_home_id
from core.reports.home_summary_document import build_home_summary_document
from core.reports.home_summary_value import HomeSummary
from core.review import review_incident
from core.tables import Audit, Home, Incident
from core.vocabulary import DisclosureLevel, DocumentKind, FindingState, Passage, Role, Verdict
from tests.core.reports.summary_world import MAY, cover, fill, find_table, read_words
from tests.world import TODAY, World, add_incident, add_unneeded_call, build_world, copy_world

GROUP, AGREEMENT, PUBLIC = DisclosureLevel
NOT_EXPORTING = [
    Role.POLICE_REVIEWER,
    Role.SPOC,
    Role.PROVIDER,
    Role.PARTNER,
    Role.ADMINISTRATOR,
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> World:
    return fill(build_world(tmp_path_factory.mktemp("summary")))


@pytest.fixture
def own(filled: World, tmp_path: Path) -> World:
    """A copy of the filled world that a test may change."""
    return copy_world(filled, tmp_path)


def build(
    world: World,
    role: Role = Role.LIAISON,
    home: str = "alder",
    period: Period = MAY,
    level: DisclosureLevel = AGREEMENT,
) -> HomeSummary:
    return build_home_summary(
        world.store, world.viewer(role), world.homes[home], period, level, TODAY
    )


def count_refused(world: World) -> int:
    with world.store.read() as session:
        return len(session.exec(select(Audit).where(Audit.verb == "refused")).all())


@pytest.mark.parametrize("level", [AGREEMENT, GROUP])
@pytest.mark.parametrize("role", NOT_EXPORTING)
def test_other_roles_are_refused_and_the_refusal_is_audited(
    own: World, role: Role, level: DisclosureLevel
) -> None:
    before = count_refused(own)
    with pytest.raises(AccessDenied):
        build(own, role, level=level)
    with pytest.raises(AccessDenied):
        find_home_id(own.store, own.viewer(role), "SC000001")
    assert count_refused(own) == before + 2


def test_the_liaison_prepares_nothing_for_the_group(own: World) -> None:
    with pytest.raises(AccessDenied, match="for the group"):
        build(own, Role.LIAISON, level=GROUP)


def test_one_homes_own_document_is_never_public(filled: World) -> None:
    with pytest.raises(InvalidInput, match="A home's own document is never public"):
        build(filled, Role.CHAIR, level=PUBLIC)
    with pytest.raises(AccessDenied):
        build(filled, Role.LIAISON, level=PUBLIC)


def test_chair_lead_liaison_and_command_line_get_the_same_document(filled: World) -> None:
    values = {
        role: build(filled, role)
        for role in (Role.LIAISON, Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM)
    }
    assert len(set(values.values())) == 1
    documents = {build_home_summary_document(value) for value in values.values()}
    assert len(documents) == 1


@pytest.mark.parametrize("level", [AGREEMENT, GROUP])
def test_no_child_no_suggestion_no_free_text_no_incident_kept_at_home(
    filled: World, level: DisclosureLevel
) -> None:
    value = build(filled, Role.CHAIR, level=level)
    said = read_words(build_home_summary_document(value)) + repr(value)
    for secret in ("SECRET", "K7", "KEPT-1", "UNTOLD-1", "suggested"):
        assert secret not in said
    assert len(value.contacts) == 5
    # Of the call that waits for its review nothing that the rules suggest.
    waiting = next(row for row in value.contacts if row.reference == "CUP-2")
    assert filled.findings(filled.named["waiting"])
    assert (waiting.level, waiting.police_needed, waiting.agreed) == (None, None, ())


def test_the_period_has_both_of_its_days(world: World) -> None:
    for day, reference in [
        (datetime(2019, 4, 30, 23, 59), "BEFORE"),
        (datetime(2019, 5, 1), "FIRST"),
        (datetime(2019, 5, 31, 23, 59), "LAST"),
        (datetime(2019, 6, 1), "AFTER"),
    ]:
        add_incident(world, reference, occurred_at=day)
    add_incident(world, "ELSEWHERE", "birch", occurred_at=datetime(2019, 5, 5))
    assert [row.reference for row in build(world).contacts] == ["FIRST", "LAST"]


def test_what_the_group_agreed_has_fact_opinion_and_response_apart(filled: World) -> None:
    rows = find_table(build_home_summary_document(build(filled)), "findings")
    avoidable = next(row for row in rows if row["Log number"] == "CUP-1")
    assert avoidable["Clause"] == "6.5, 6.7"
    assert avoidable["Whose step"] == "home"
    assert avoidable["The group’s view"] == "Police contact could have been avoided"
    assert "reported without an exception" in str(avoidable["What was found"])
    assert avoidable["The home’s account"] == "gave an account, not cleared to leave the group"


def test_of_an_incident_that_nobody_reported_only_clause_and_month_leave(filled: World) -> None:
    value = build(filled)
    (untold,) = [row for row in value.findings if row.verdict is Verdict.UNDER_REPORT]
    assert (untold.reference, untold.on_day, untold.month) == (None, None, date(2019, 5, 1))
    rows = find_table(build_home_summary_document(value), "findings")
    (row,) = [row for row in rows if row["Log number"] == "not reported"]
    assert row["Day"] == "May 2019"
    assert "21 May" not in read_words(build_home_summary_document(value))


def test_dismissed_findings_and_advisories_do_not_leave(world: World) -> None:
    incident = add_unneeded_call(world, "CUP-1")
    rules = world.findings(incident)
    assert rules
    review_incident(
        world.store,
        world.viewer(Role.CHAIR),
        incident,
        world.incident(incident).version,
        police_needed="yes",
        decisions={rule: (FindingState.DISMISSED, "it was right") for rule in rules},
        note="The group saw it otherwise.",
    )
    value = build(world)
    assert value.findings == ()
    assert value.contacts[0].agreed == ()
    assert value.contacts[0].police_needed == "yes"


def test_words_leave_only_once_that_passage_is_cleared_and_as_it_was_read(own: World) -> None:
    cup, chair = own.named["cup"], own.viewer(Role.CHAIR)
    with own.store.write(SYSTEM) as change:
        change.session.get_one(Incident, cup).home_account = "Staff were new that week."
        change.record("changed", "incident", cup)
    assert "Staff were new" not in read_words(build_home_summary_document(build(own)))
    clear_passage(own.store, chair, cup, Passage.HOME_ACCOUNT, "Staff were new that week.")
    document = build_home_summary_document(build(own))
    assert "CUP-1: Staff were new that week." in read_words(document)
    row = next(r for r in find_table(document, "findings") if r["Log number"] == "CUP-1")
    assert row["The home’s account"] == "in its own words below"
    assert "SECRET" not in read_words(document)
    with own.store.write(SYSTEM) as change:
        change.session.get_one(Incident, cup).home_account = "Something else."
        change.record("changed", "incident", cup)
    said = read_words(build_home_summary_document(build(own)))
    assert "Staff were new" not in said
    assert "Something else" not in said


def test_titles_of_actions_stay_within_the_group_and_about_the_unreported_stay_out(
    filled: World,
) -> None:
    shared = find_table(build_home_summary_document(build(filled)), "actions")
    assert next(list(row) for row in shared) == ["Action", "Owner", "Due", "State"]
    assert [row["State"] for row in shared] == ["open, overdue", "open"]
    assert [row["Owner"] for row in shared] == ["provider", "police"]
    value = build(filled, Role.CHAIR, level=GROUP)
    within = find_table(build_home_summary_document(value), "actions")
    assert [row["What"] for row in within] == ["not shown", "Visit the home"]


def test_only_the_group_sees_the_split_by_age_and_gender(filled: World) -> None:
    assert build(filled).split == ()
    split = build(filled, Role.CHAIR, level=GROUP).split
    assert {what for what, _, _ in split} == {"Age", "Gender"}
    assert sum(count for what, _, count in split if what == "Age") == 4


def test_contacts_with_the_home_have_no_note_and_training_no_nought(filled: World) -> None:
    document = build_home_summary_document(build(filled))
    (visit,) = find_table(document, "home contacts")
    assert visit == {"Day": date(2019, 5, 7), "How": "visit to the home", "About": "advice given"}
    (training,) = find_table(document, "training")
    assert (training["Staff trained"], training["Of all staff"]) == (2, 9)
    said = read_words(document)
    assert "2 May 2019: Agency staff on most shifts" in said


def test_missing_children_stand_apart_and_advice_is_no_call_out(filled: World) -> None:
    document = build_home_summary_document(build(filled))
    assert [row["Log number"] for row in find_table(document, "missing")] == ["GONE-1"]
    contacts = {row["Log number"]: row for row in find_table(document, "contacts")}
    assert list(contacts) == ["CUP-1", "CUP-2", "ADVICE-1", "HURT-1"]
    assert contacts["ADVICE-1"]["Kind"] == "advice"
    assert contacts["ADVICE-1"]["Police needed"] == "no call-out"
    assert contacts["CUP-1"]["Police needed"] == "no"
    assert contacts["CUP-2"]["Police needed"] == "not reviewed"
    assert contacts["HURT-1"]["Police"] == "arrest"
    totals = find_table(document, "categories")[-1]
    assert (totals["All"], totals["999"], totals["101"]) == (4, 1, 3)


def test_a_serious_call_out_is_asked_about_and_no_finding_is_made_of_it(filled: World) -> None:
    value = build(filled)
    assert [prompt.reference for prompt in value.prompts] == ["HURT-1"]
    (row,) = find_table(build_home_summary_document(value), "notified")
    assert row["Notified?"] == "not known to be notified"
    assert row["Why it is asked"] == "Recorded as serious, immediate risk, arrest"


def test_how_many_children_leaves_as_a_count(filled: World) -> None:
    assert build(filled).children == "4 call-outs concern one child; one child accounts for 4."


def test_a_home_without_data_gives_a_document_that_says_so(world: World) -> None:
    cover(world, date(2018, 1, 1), date(2018, 12, 31))
    value = build(world)
    assert value.counted is None
    document = build_home_summary_document(value)
    assert document.title == "Alder: no data for May 2019"
    assert "That is not the same as no call-outs." in read_words(document)
    assert value.rate is None
    assert value.months == ()


def test_covered_days_without_a_contact_are_said_to_be_so(world: World) -> None:
    cover(world, MAY.start, MAY.end)
    document = build_home_summary_document(build(world))
    assert document.title == "Alder: no call-outs recorded in May 2019"
    assert "No contact with the police is in the data" in read_words(document)


def test_a_period_in_the_future_or_before_the_opening_or_after_the_closing_is_refused(
    own: World,
) -> None:
    ahead = Period(date(2019, 7, 1), date(2019, 7, 31))
    with pytest.raises(InvalidInput, match="future"):
        build(own, period=ahead)
    assert build(own, period=Period(TODAY, date(2019, 7, 31)))
    with own.store.write(SYSTEM) as change:
        change.session.get_one(Home, own.homes["birch"]).opened_on = date(2019, 5, 16)
        change.session.get_one(Home, own.homes["cedar"]).closed_on = date(2019, 4, 30)
        change.record("changed", "home")
    last_before = Period(date(2019, 5, 1), date(2019, 5, 15))
    with pytest.raises(InvalidInput, match="opened on 16 May 2019, after the period ends"):
        build(own, home="birch", period=last_before)
    with pytest.raises(InvalidInput, match="closed on 30 April 2019"):
        build(own, home="cedar")
    with pytest.raises(InvalidInput, match="ends before it starts"):
        Period(date(2019, 5, 31), date(2019, 5, 1))


def test_a_period_that_only_begins_before_the_opening_has_the_open_days(own: World) -> None:
    with own.store.write(SYSTEM) as change:
        change.session.get_one(Home, own.homes["birch"]).opened_on = date(2019, 5, 16)
        change.record("changed", "home")
    value = build(own, home="birch")
    assert value.period == MAY
    assert value.counted == Period(date(2019, 5, 16), date(2019, 5, 31))
    said = read_words(build_home_summary_document(value))
    assert "Figures are of 16 May 2019 to 31 May 2019: the home opened then." in said


def test_the_spoc_is_the_one_of_the_periods_end(own: World) -> None:
    assert build(own).home.spocs == ("A spoc",)
    assert build(own, home="birch").home.spocs == ()
    before = Period(date(2018, 12, 1), date(2018, 12, 31))
    assert build(own, period=before).home.spocs == ()


def test_a_urn_is_found_whatever_its_case_and_an_unknown_one_is_refused(own: World) -> None:
    liaison = own.viewer(Role.LIAISON)
    assert find_home_id(own.store, liaison, " sc000002 ") == own.homes["birch"]
    with pytest.raises(InvalidInput, match="no home with the URN SC999999"):
        find_home_id(own.store, liaison, "SC999999")
    with pytest.raises(InvalidInput, match="no such home"):
        build_home_summary(own.store, liaison, 999, MAY, AGREEMENT, TODAY)


def test_a_year_before_is_set_beside_only_where_imports_cover_both(own: World) -> None:
    assert build(own).before is not None
    long = Period(date(2018, 1, 1), date(2019, 5, 31))
    assert build(own, period=long).before is None
    uncovered = Period(date(2017, 12, 1), date(2017, 12, 31))
    assert build(own, period=uncovered).before is None


def test_the_document_says_which_kind_it_is(filled: World) -> None:
    value = build(filled)
    kinds = (DocumentKind.HOME_SUMMARY, DocumentKind.INSPECTION_RECORD)
    about = [build_home_summary_document(value, kind).about for kind in kinds]
    assert [words.split(" · ")[0] for words in about] == [
        "Home summary",
        "Record before an inspection",
    ]


def test_the_document_says_what_stands_where_a_reader_needs_it(filled: World) -> None:
    document = build_home_summary_document(build(filled))
    assert document.title == "Alder: 4 call-outs, 1 avoidable"
    said = read_words(document)
    for words in (
        "May 2019: 4 call-outs, 2 about behaviour, 2 protective, of which 1 about a child missing",
        "Police were not needed in the one behaviour call-out that the group has answered; 1 not",
        "1 that police contact could have been avoided, 1 that police or social care",
        "1 arrest recorded; for 4 of 5 contacts",
        "4 contacts with the police have not been reviewed",
    ):
        assert words in said
    order = ["What the period shows", "Was Ofsted notified?", "What is incomplete"]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
