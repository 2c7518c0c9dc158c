"""The register and one incident: shown, empty, refused, reviewed by clicking, never markup."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.judging import judge_incidents
from core.people import build_viewer
from core.review import give_account, set_level
from core.store import Store, open_store
from core.tables import Action, Audit, Finding, Home, Incident, Person, PersonHome
from core.vocabulary import Role, StoreKind
from tests.pages.screens import start_app
from tests.stores import new_url

ROOT = Path(__file__).resolve().parents[2]
PAGE = str(ROOT / "pages" / "review" / "incidents.py")
MARKUP = "**Willow** [a](http://evil.test) <b>House</b>"
SUMMARY = "![x](http://evil.test/a.png) A cup **was** thrown"


@dataclass
class World:
    """A small store: two homes, four incidents, one person a role."""

    store: Store
    people: dict[Role, int]
    ids: dict[str, int]

    def open(self, role: Role | None, **params: str) -> AppTest:
        """The page as a role sees it at these parameters."""
        at = start_app(PAGE)
        if role is not None:
            at.session_state["person"] = self.people[role]
        for name, value in params.items():
            at.query_params[name] = value
        return at.run()

    def open_incident(self, role: Role, reference: str) -> AppTest:
        """One incident as a role sees it."""
        return self.open(role, incident=str(self.ids[reference]))

    def read(self, reference: str) -> Incident:
        """What is stored of an incident."""
        with self.store.read() as session:
            return session.get_one(Incident, self.ids[reference])


@pytest.fixture
def build_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], World]:
    """Builds the store that the page will open."""
    url = new_url(tmp_path / "incidents.db")
    monkeypatch.setenv("DATABASE_URL", url)
    # `st.page_link` needs a navigation around it, which a page alone under test does not have.
    monkeypatch.setattr("streamlit.page_link", lambda *args, **kwargs: None)

    def build(*, empty: bool = False) -> World:
        store = open_store(url, create=StoreKind.OWN)
        with store.write(SYSTEM) as change:
            session = change.session
            mine = Home(
                urn="SC1",
                name=MARKUP,
                provider="Harbour",
                setting_type="childrens_home",
                host_authority="Dorset",
            )
            other = Home(
                urn="SC2",
                name="Seaview",
                provider="Tide",
                setting_type="childrens_home",
                host_authority="Dorset",
            )
            session.add_all([mine, other])
            people: dict[Role, int] = {}
            for role in Role:
                if role is Role.SYSTEM:
                    continue
                person = Person(
                    name=f"A {role}",
                    email=f"{role}@example.org",
                    role=role.value,
                    agency="police" if role in {Role.SPOC, Role.POLICE_REVIEWER} else None,
                    provider="Harbour" if role is Role.PROVIDER else None,
                )
                session.add(person)
                session.flush()
                people[role] = person.id or 0
            session.add(
                PersonHome(
                    person_id=people[Role.SPOC], home_id=mine.id or 0, from_on=date(2019, 1, 1)
                )
            )
            ids = {} if empty else _add_incidents(change.session, mine.id or 0, other.id or 0)
            change.record("seeded", "store")
        return World(store, people, ids)

    return build


def _add_incidents(session: object, mine: int, other: int) -> dict[str, int]:
    rows = [
        Incident(
            reference="CUP-1",
            home_id=mine,
            occurred_at=datetime(2024, 3, 1, 19, 30),
            reported_at=datetime(2024, 3, 1, 19, 40),
            channel="999",
            category="criminal_damage",
            severity="minor",
            decided_by="agency_staff",
            exception="none",
            immediate_risk="no",
            logged_in_child_file="yes",
            child_ref="CHILD-77",
            summary=SUMMARY,
        ),
        Incident(
            reference="QUIET-2",
            home_id=mine,
            occurred_at=datetime(2024, 4, 1, 12),
            channel="none",
            category="behaviour",
            child_ref="CHILD-77",
        ),
        Incident(
            reference="THEFT-3",
            home_id=other,
            occurred_at=datetime(2024, 5, 1, 12),
            reported_at=datetime(2024, 5, 2, 9),
            channel="101",
            category="theft",
            decided_by="staff",
            immediate_risk="no",
            social_worker_told="yes",
        ),
    ]
    session.add_all(rows)  # type: ignore[attr-defined]
    session.flush()  # type: ignore[attr-defined]
    judge_incidents(session, [row.id or 0 for row in rows])  # type: ignore[arg-type]
    return {row.reference: row.id or 0 for row in rows}


def read_text(at: AppTest) -> str:
    parts = [at.title, at.header, at.subheader, at.markdown, at.caption, at.text]
    return "\n".join(str(element.value) for part in parts for element in part)


def list_references(at: AppTest) -> set[str]:
    return set(at.dataframe[0].value["Reference"])


def list_refusals(world: World) -> list[Audit]:
    with world.store.read() as session:
        return list(session.exec(select(Audit).where(Audit.verb == "refused")))


class TestRegister:
    def test_its_title_is_what_waits_and_what_is_agreed(
        self, build_world: Callable[..., World]
    ) -> None:
        at = build_world().open(Role.CHAIR)
        assert not at.exception
        assert at.title[0].value == "3 incidents wait for the group; 0 are agreed"
        assert list_references(at) == {"CUP-1", "QUIET-2", "THEFT-3"}

    def test_an_empty_store_says_what_would_fill_it(
        self, build_world: Callable[..., World]
    ) -> None:
        at = build_world(empty=True).open(Role.CHAIR)
        assert not at.exception
        assert at.title[0].value == "No incident is here for you to see yet"
        assert "force's extract" in read_text(at)

    def test_it_is_refused_to_an_administrator_and_the_refusal_is_audited(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        assert len(world.open(Role.CHAIR).dataframe) == 1
        at = world.open(Role.ADMINISTRATOR)
        assert at.title[0].value == "This page is not open to your role"
        assert len(at.dataframe) == 0
        assert [row.fields for row in list_refusals(world)] == [["page incidents"]]

    @pytest.mark.parametrize(
        ("role", "seen"),
        [
            (Role.CHAIR, {"CUP-1", "QUIET-2", "THEFT-3"}),
            (Role.PROVIDER, {"CUP-1", "QUIET-2"}),
            (Role.POLICE_REVIEWER, {"CUP-1", "THEFT-3"}),
            (Role.SPOC, {"CUP-1"}),
            (Role.LIAISON, {"CUP-1", "THEFT-3"}),
        ],
    )
    def test_each_role_lists_its_own_incidents_and_no_child(
        self, build_world: Callable[..., World], role: Role, seen: set[str]
    ) -> None:
        at = build_world().open(role)
        assert list_references(at) == seen
        assert "CHILD-77" not in at.dataframe[0].value.to_csv()

    @pytest.mark.parametrize(
        ("params", "seen"),
        [
            ({"home": "SC2"}, {"THEFT-3"}),
            ({"home": "no such home"}, {"CUP-1", "QUIET-2", "THEFT-3"}),
            ({"category": "theft"}, {"THEFT-3"}),
            ({"level": "1"}, {"CUP-1", "QUIET-2"}),
            ({"channel": "999"}, {"CUP-1"}),
            ({"contact": "call_outs"}, {"CUP-1", "THEFT-3"}),
            ({"contact": "none"}, {"QUIET-2"}),
            ({"finding": "unnecessary-call"}, {"CUP-1"}),
            ({"finding": "clause:6.5, 6.7"}, {"CUP-1"}),
            ({"needed": "no"}, {"CUP-1"}),
            ({"reference": "theft"}, {"THEFT-3"}),
            ({"state": "waiting", "channel": "101"}, {"THEFT-3"}),
        ],
    )
    def test_filters_come_from_the_url(
        self, build_world: Callable[..., World], params: dict[str, str], seen: set[str]
    ) -> None:
        at = build_world().open(Role.CHAIR, **params)
        assert not at.exception
        assert list_references(at) == seen

    def test_a_filter_that_leaves_nothing_says_so(self, build_world: Callable[..., World]) -> None:
        at = build_world().open(Role.CHAIR, state="reviewed")
        assert at.title[0].value == "No incident matches these filters"
        assert len(at.dataframe) == 0

    def test_the_police_cannot_ask_for_what_was_not_reported(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        assert list_references(world.open(Role.CHAIR, contact="none")) == {"QUIET-2"}
        at = world.open(Role.POLICE_REVIEWER, contact="none")
        assert at.title[0].value == "No incident matches these filters"
        assert "QUIET" not in read_text(at)

    def test_choosing_a_reference_opens_it_by_keyboard(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        at = world.open(Role.CHAIR)
        at.selectbox(key="open_incident").select(world.ids["CUP-1"]).run()
        assert at.query_params["incident"] == str(world.ids["CUP-1"])
        assert at.title[0].value == "Minor criminal damage, 999, decided by agency staff"

    def test_filters_are_taken_away_by_one_button(self, build_world: Callable[..., World]) -> None:
        at = build_world().open(Role.CHAIR, channel="999", reference="THEFT")
        assert len(at.dataframe) == 0
        press(at, "Take the filters away")
        assert list_references(at) == {"CUP-1", "QUIET-2", "THEFT-3"}
        assert "channel" not in at.query_params

    def test_a_home_name_is_never_markup(self, build_world: Callable[..., World]) -> None:
        at = build_world().open(Role.CHAIR)
        options = at.selectbox(key="home_choice").options
        assert any("Willow" in option for option in options)
        # What a selectbox offers is no Markdown: an escaped name would show its backslashes.
        assert not any("\\" in option for option in options)


class TestOneIncident:
    def test_it_says_what_happened_why_its_level_and_what_is_missing(
        self, build_world: Callable[..., World]
    ) -> None:
        at = build_world().open_incident(Role.CHAIR, "CUP-1")
        text = read_text(at)
        assert not at.exception
        assert "What the protocol says: level 1" in text
        assert "Minor criminal damage \\(clause 6\\.9\\)" in text
        assert "Expected: **no police contact**. Recorded: **999**." in text
        assert "Police contact could have been avoided" in text
        assert "Not recorded, and it matters here" in text
        assert "CHILD\\-77" in text

    def test_free_text_and_home_name_are_shown_as_text(
        self, build_world: Callable[..., World]
    ) -> None:
        at = build_world().open_incident(Role.CHAIR, "CUP-1")
        assert SUMMARY in [text.value for text in at.text]
        drawn = "\n".join(str(e.value) for e in (*at.markdown, *at.caption, *at.title))
        assert "Willow" in drawn
        assert "**Willow**" not in drawn
        assert "[a](" not in drawn
        assert "<b>" not in drawn
        assert "![x]" not in drawn

    def test_what_waits_can_be_worked_through_and_left(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        at = world.open(Role.CHAIR, home="SC1")
        press(at, "Begin with the oldest that waits")
        assert at.query_params["incident"] == str(world.ids["CUP-1"])
        press(at, "Next waiting")
        assert at.query_params["incident"] == str(world.ids["QUIET-2"])
        labels = {button.label for button in at.button}
        assert "Previous waiting" in labels
        assert "Next waiting" not in labels, "the third waits at another home than was asked for"
        press(at, "All incidents")
        assert "incident" not in at.query_params
        assert list_references(at) == {"CUP-1", "QUIET-2"}

    def test_a_role_without_child_references_gets_none_and_no_free_text(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        assert "CHILD\\-77" in read_text(world.open_incident(Role.CHAIR, "CUP-1"))
        text = read_text(world.open_incident(Role.LIAISON, "CUP-1"))
        assert "CHILD" not in text
        assert "thrown" not in text
        assert "Police contact could have been avoided" not in text

    def test_the_police_cannot_open_what_nobody_reported_and_the_try_is_audited(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        assert not world.open_incident(Role.CHAIR, "QUIET-2").title[0].value.startswith("This")
        for role in (Role.POLICE_REVIEWER, Role.SPOC):
            at = world.open_incident(role, "QUIET-2")
            assert at.title[0].value == "This incident cannot be shown"
            assert "QUIET" not in read_text(at)
            assert "Willow" not in read_text(at)
        assert {row.role for row in list_refusals(world)} == {"police_reviewer", "spoc"}

    @pytest.mark.parametrize("asked", ["999999", "0", "-1", "x", "1;drop", "²"])
    def test_an_address_that_names_nothing_is_refused_in_the_same_words(
        self, build_world: Callable[..., World], asked: str
    ) -> None:
        at = build_world().open(Role.CHAIR, incident=asked)
        assert not at.exception
        assert at.title[0].value == "This incident cannot be shown"

    def test_a_provider_does_not_open_another_providers(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        assert "Minor" in world.open_incident(Role.PROVIDER, "CUP-1").title[0].value
        at = world.open_incident(Role.PROVIDER, "THEFT-3")
        assert at.title[0].value == "This incident cannot be shown"

    def test_a_home_gives_its_own_account(self, build_world: Callable[..., World]) -> None:
        world = build_world()
        at = world.open_incident(Role.PROVIDER, "CUP-1")
        key = f"account_{world.ids['CUP-1']}"
        at.text_area(key=key).set_value("We **tried** first.")
        press(at, "Save the account")
        assert world.read("CUP-1").home_account == "We **tried** first."
        assert "We **tried** first." in [text.value for text in at.text]
        assert "Saved" in read_text(at)

    def test_somebody_elses_newer_account_is_not_overwritten_unseen(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        at = world.open_incident(Role.PROVIDER, "CUP-1")
        chair = build_viewer(world.store, world.people[Role.CHAIR])
        version = world.read("CUP-1").version
        give_account(world.store, chair, world.ids["CUP-1"], version, "Told by telephone.")
        at.run()
        key = f"account_{world.ids['CUP-1']}"
        at.text_area(key=key).set_value("Mine.")
        press(at, "Save the account")
        assert world.read("CUP-1").home_account == "Told by telephone."
        assert "Somebody changed this incident" in read_text(at)
        assert at.text_area(key=key).value == "Mine."
        press(at, "Save the account")
        assert world.read("CUP-1").home_account == "Mine."


def press(at: AppTest, label: str) -> AppTest:
    """Press the button with this label."""
    next(button for button in at.button if button.label == label).click()
    return at.run()


class TestReview:
    def test_a_review_is_saved_by_clicking_through(self, build_world: Callable[..., World]) -> None:
        world = build_world()
        at = world.open_incident(Role.CHAIR, "CUP-1")
        key = f"review_{world.ids['CUP-1']}"
        assert at.segmented_control(key=f"{key}_needed").value is None
        for name in [c.key for c in at.segmented_control if c.key != f"{key}_needed"]:
            at.segmented_control(key=name).select("agree")
        at.segmented_control(key=f"{key}_needed").select("no")
        press(at, "Save the review")
        assert not at.exception
        stored = world.read("CUP-1")
        assert stored.reviewed_at is not None
        assert stored.agreed_police_needed == "no"
        with world.store.read() as session:
            states = session.exec(
                select(Finding.state).where(Finding.incident_id == world.ids["CUP-1"])
            ).all()
        assert set(states) == {"confirmed"}
        text = read_text(at)
        assert "Saved" in text
        assert "What the group agreed" in text
        assert "**not needed**, agreed" in text

    def test_a_missing_answer_is_said_and_nothing_typed_is_lost(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        at = world.open_incident(Role.CHAIR, "CUP-1")
        key = f"review_{world.ids['CUP-1']}"
        at.text_area(key=f"{key}_note").set_value("Heard the home.")
        press(at, "Save the review")
        assert "Say whether the police were needed" in read_text(at)
        assert at.text_area(key=f"{key}_note").value == "Heard the home."
        assert world.read("CUP-1").reviewed_at is None

    def test_the_second_of_two_reviewers_is_told(self, build_world: Callable[..., World]) -> None:
        world = build_world()
        at = world.open_incident(Role.CHAIR, "CUP-1")
        key = f"review_{world.ids['CUP-1']}"
        at.segmented_control(key=f"{key}_needed").select("no")
        lead = build_viewer(world.store, world.people[Role.PROTOCOL_LEAD])
        set_level(world.store, lead, world.ids["CUP-1"], world.read("CUP-1").version, 2, "Worse")
        press(at, "Save the review")
        assert "Somebody changed this incident while you were looking" in read_text(at)
        assert world.read("CUP-1").reviewed_at is None

    def test_another_level_runs_the_rules_again(self, build_world: Callable[..., World]) -> None:
        world = build_world()
        at = world.open_incident(Role.CHAIR, "CUP-1")
        key = f"level_{world.ids['CUP-1']}"
        at.selectbox(key=f"{key}_level").select(2)
        at.text_input(key=f"{key}_reason").set_value("A window, not a cup")
        press(at, "Set the level")
        text = read_text(at)
        assert "What the protocol says: level 2" in text
        assert "The group set this level, and the rules ran on it." in text
        assert "clauses 6\\.12, 6\\.15" in text

    def test_the_home_is_asked_once(self, build_world: Callable[..., World]) -> None:
        world = build_world()
        at = world.open_incident(Role.CHAIR, "THEFT-3")
        label = next(b.label for b in at.button if b.label.startswith("Ask the home"))
        press(at, label)
        assert "Asked, due" in read_text(at)
        assert label not in [button.label for button in at.button]
        with world.store.read() as session:
            assert len(session.exec(select(Action)).all()) == 1

    def test_a_review_is_reopened_with_a_reason(self, build_world: Callable[..., World]) -> None:
        world = build_world()
        press(world.open_incident(Role.CHAIR, "QUIET-2"), "Save the review")
        assert world.read("QUIET-2").reviewed_at is not None
        at = world.open_incident(Role.CHAIR, "QUIET-2")
        press(at, "Reopen")
        assert "Give a reason" in read_text(at)
        key = f"reopen_{world.ids['QUIET-2']}_reason"
        at.text_input(key=key).set_value("New facts")
        press(at, "Reopen")
        assert world.read("QUIET-2").reviewed_at is None

    def test_referring_asks_once_and_then_the_police_may_open_it(
        self, build_world: Callable[..., World]
    ) -> None:
        world = build_world()
        at = world.open_incident(Role.CHAIR, "QUIET-2")
        key = f"refer_{world.ids['QUIET-2']}"
        at.text_area(key=f"{key}_reason").set_value("A pattern")
        press(at, "Refer to the police")
        assert world.read("QUIET-2").referred_to_police_at is None
        assert "Nothing was referred" in read_text(at)
        at.checkbox(key=f"{key}_sure").check()
        press(at, "Refer to the police")
        assert world.read("QUIET-2").referred_to_police_at is not None
        seen = world.open_incident(Role.POLICE_REVIEWER, "QUIET-2")
        assert seen.title[0].value.startswith("Behaviour")

    @pytest.mark.parametrize("role", [Role.PROVIDER, Role.SPOC, Role.PARTNER, Role.LIAISON])
    def test_who_may_not_review_is_shown_no_form(
        self, build_world: Callable[..., World], role: Role
    ) -> None:
        world = build_world()
        labels = {b.label for b in world.open_incident(Role.CHAIR, "CUP-1").button}
        assert {"Save the review", "Set the level"} <= labels
        labels = {b.label for b in world.open_incident(role, "CUP-1").button}
        assert not {"Save the review", "Set the level", "Reopen"} & labels

    def test_the_police_are_offered_no_referral(self, build_world: Callable[..., World]) -> None:
        world = build_world()
        at = world.open_incident(Role.CHAIR, "QUIET-2")
        assert "Refer to the police" in {b.label for b in at.button}
        at = world.open_incident(Role.POLICE_REVIEWER, "CUP-1")
        assert "Refer to the police" not in {b.label for b in at.button}
