"""The Guide: questions that matter, a large answer, every rule, open to every role."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.protocol.open_points import OPEN_POINTS
from core.protocol.rulesets import PAN_DORSET
from core.store import open_store
from core.tables import Person
from core.vocabulary import Category, Role, SettingType, StoreKind, YesNo
from pages.components.guide_questions import FURTHER, matters
from pages.components.guide_reference import build_rules_table, say_edition
from tests.pages.screens import start_app
from tests.stores import new_url

PAGE = str(Path(__file__).resolve().parents[2] / "pages" / "guide" / "guide.py")
Open = Callable[..., AppTest]


@pytest.fixture
def open_guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the Guide as a role, with parameters in the URL."""
    url = new_url(tmp_path / "guide.db")
    monkeypatch.setenv("DATABASE_URL", url)
    store = open_store(url, create=StoreKind.OWN)
    people: dict[Role, int] = {}
    with store.write(SYSTEM) as change:
        for role in Role:
            if role is Role.SYSTEM:
                continue
            person = Person(name=f"A {role}", email=f"{role}@example.org", role=role.value)
            change.session.add(person)
            change.session.flush()
            people[role] = person.id or 0
        change.record("added", "person")
    store.close()

    def open_as(role: Role | None, **params: str) -> AppTest:
        at = start_app(PAGE)
        if role is not None:
            at.session_state["person"] = people[role]
        for name, value in params.items():
            at.query_params[name] = value
        return at.run()

    return open_as


def read_text(at: AppTest) -> str:
    return "\n".join(
        str(e.value) for e in (*at.title, *at.header, *at.subheader, *at.markdown, *at.caption)
    )


def list_labels(at: AppTest) -> set[str]:
    return {e.label for e in (*at.segmented_control, *at.selectbox, *at.checkbox)}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_it_is_open_to_every_role(open_guide: Open, role: Role) -> None:
    at = open_guide(role)
    assert not at.exception
    assert at.title[0].value == "Unless somebody is at immediate risk, there is time to decide"
    assert "Questions for the chair" in [header.value for header in at.header]


def test_nobody_is_shown_nothing(open_guide: Open) -> None:
    assert len(open_guide(Role.CHAIR).header) > 0
    at = open_guide(None)
    assert at.title[0].value == "Choose who you are first"
    assert len(at.header) == 0


def test_an_immediate_risk_is_999_before_any_other_question(open_guide: Open) -> None:
    at = open_guide(Role.PROVIDER)
    at.segmented_control(key="guide_risk").select(YesNo.YES).run()
    assert not at.exception
    assert at.title[0].value == "Call 999 now"


def test_a_broken_cup_stays_in_the_placement(open_guide: Open) -> None:
    at = open_guide(Role.PROVIDER)
    at.segmented_control(key="guide_risk").select(YesNo.NO).run()
    at.selectbox(key="guide_category").select(Category.CRIMINAL_DAMAGE).run()
    assert at.title[0].value == "One more answer is needed: how serious is it?"
    at.segmented_control(key="guide_severity").select("minor").run()
    assert not at.exception
    assert at.title[0].value == "No police: look after it in the placement"
    assert "Level 1" in read_text(at)
    assert "clauses 6.5, 6.7" in read_text(at)


def test_the_answers_come_back_from_the_url(open_guide: Open) -> None:
    at = open_guide(Role.CHAIR, guide_risk="No", guide_category="Theft")
    assert at.title[0].value == "Decide first; if the police are told, then by 101 or online"
    assert "Registered Manager" in read_text(at)


def test_questions_appear_only_where_they_matter(open_guide: Open) -> None:
    at = open_guide(Role.CHAIR)
    assert "How serious is it?" not in list_labels(at)
    at.selectbox(key="guide_category").select(Category.ASSAULT).run()
    assert "How serious is it?" in list_labels(at)
    assert "Which drug?" not in list_labels(at)
    at.selectbox(key="guide_category").select(Category.DRUGS_POSSESSION).run()
    assert "How serious is it?" not in list_labels(at)
    assert "Which drug?" in list_labels(at)


def test_a_question_matters_where_an_answer_changes_the_answer() -> None:
    home = {"setting": SettingType.CHILDRENS_HOME}
    severity = next(q for q in FURTHER if q.name == "severity")
    assert matters(severity, {**home, "category": Category.ASSAULT})
    assert not matters(severity, {**home, "category": Category.THEFT})


def test_an_answer_given_about_something_else_is_forgotten(open_guide: Open) -> None:
    at = open_guide(Role.CHAIR)
    at.selectbox(key="guide_category").select(Category.ASSAULT).run()
    at.segmented_control(key="guide_severity").select("serious").run()
    assert at.title[0].value.startswith("Tell the police")
    at.selectbox(key="guide_category").select(Category.THREATS).run()
    assert at.segmented_control(key="guide_severity").value is None


def test_every_rule_and_every_open_point_is_on_the_page(open_guide: Open) -> None:
    at = open_guide(Role.ADMINISTRATOR)
    assert f"{len(PAN_DORSET.rules)} of {len(PAN_DORSET.rules)} rules" in read_text(at)
    assert build_rules_table(PAN_DORSET).height == len(PAN_DORSET.rules)
    for point in OPEN_POINTS:
        assert f"{point.number}\\." in read_text(at)


def test_the_rules_can_be_searched_and_an_empty_search_says_so(open_guide: Open) -> None:
    at = open_guide(Role.CHAIR)
    at.text_input(key="guide_search").set_value("destroyed").run()
    assert "1 of" in read_text(at)
    at.text_input(key="guide_search").set_value("zebra").run()
    assert "No rule holds these words" in read_text(at)


def test_currency_is_confirmed_until_the_review_date_and_not_after() -> None:
    assert "not confirmed" not in say_edition(PAN_DORSET, date(2022, 4, 29))
    assert "not confirmed" not in say_edition(PAN_DORSET, date(2022, 4, 30))
    assert "not confirmed" in say_edition(PAN_DORSET, date(2022, 5, 1))
