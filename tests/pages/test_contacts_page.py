"""The page of contacts: advice in one tap and back, who to induct again, what each role sees."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.clock import read_today
from core.contacts import log_contact
from core.home_record import record_training
from core.tables import Action, Home, HomeContact, HomeTraining
from core.vocabulary import ContactAbout, ContactHow, ContactPresent, Role, TrainingKind
from tests.pages.screens import open_screen, read_links, read_title, read_words, use_store
from tests.world import World, add_incident, copy_world

MARKUP = "**Alder** [a](http://evil.test) <b>House</b>"
NOTE = "Talked with the [manager](http://evil.test)"
TODAY = read_today()


@pytest.fixture
def county(untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Alder has another manager, a review this month and an old agreement; the others nothing."""
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    alder = world.homes["alder"]
    with world.store.write(SYSTEM) as change:
        home = change.session.get_one(Home, alder)
        home.name, home.manager_since = MARKUP, date(2019, 5, 1)
        change.record("changed", "home", alder)
    log_contact(
        world.store,
        world.viewer(Role.CHAIR),
        home_id=alder,
        on_day=TODAY,
        how=ContactHow.VISIT,
        present=ContactPresent.STAFF,
        about=ContactAbout.MONTHLY_REVIEW,
        note=NOTE,
    )
    record_training(
        world.store,
        world.viewer(Role.CHAIR),
        home_id=alder,
        kind=TrainingKind.POLICE_AGREEMENT,
        on_day=date(2019, 1, 1),
    )
    return world


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "follow_up/contacts.py", **params)


def press(at: AppTest, key: str) -> AppTest:
    (button,) = [b for b in at.button if b.key == key]
    button.click().run()
    assert not at.exception
    return at


def send(at: AppTest, label: str, key: str) -> AppTest:
    (button,) = [b for b in at.button if b.label == label and key in str(b.key)]
    button.click().run()
    assert not at.exception
    return at


def read_keys(at: AppTest) -> set[str]:
    return {str(button.key) for button in at.button if not button.disabled}


def advice_of(world: World) -> list[tuple[int, int | None]]:
    with world.store.read() as session:
        query = select(HomeContact).where(HomeContact.about == ContactAbout.ADVICE.value)
        return [(row.home_id, row.person_id) for row in session.exec(query)]


def test_a_spoc_sees_their_homes_and_gives_advice_in_one_tap(county: World) -> None:
    alder, cedar = county.homes["alder"], county.homes["cedar"]
    at = open_as(county, Role.SPOC)
    assert read_title(at) == (
        f"1 home to induct again; 1 of 2 homes has had a review with the manager in {TODAY:%B}"
    )
    assert {f"advice_{alder}", f"advice_{cedar}"} <= read_keys(at)
    assert f"advice_{county.homes['birch']}" not in read_keys(at)
    press(at, f"advice_{cedar}")
    assert advice_of(county) == [(cedar, county.people[Role.SPOC])]
    assert f"advice_{cedar}" not in read_keys(at) and f"advice_{alder}" in read_keys(at)
    assert f"Last contact {TODAY.day} {TODAY:%B %Y}, today." in read_words(at)


def test_a_tap_on_a_page_drawn_before_the_first_tap_is_the_same_advice(county: World) -> None:
    first, same = (open_as(county, Role.SPOC) for _ in range(2))
    for at in (first, same):
        press(at, f"advice_{county.homes['cedar']}")
    assert len(advice_of(county)) == 1


def test_advice_by_mistake_is_taken_back_by_its_author_only(county: World) -> None:
    at = press(open_as(county, Role.SPOC), f"advice_{county.homes['cedar']}")
    with county.store.read() as session:
        query = select(HomeContact.id).where(HomeContact.about == ContactAbout.ADVICE.value)
        undo = f"undo_contact_{session.exec(query).one()}"
    assert undo not in read_keys(open_as(county, Role.CHAIR))
    press(at, undo)
    assert advice_of(county) == [] and f"advice_{county.homes['cedar']}" in read_keys(at)
    assert "is taken back" in read_words(at)


def test_a_contact_is_logged_through_the_form_and_what_is_refused_stays_in_it(
    county: World,
) -> None:
    add_incident(county, "R1", child_ref="K7-SECRET")
    key = f"contact_{county.homes['cedar']}"
    at = open_as(county, Role.SPOC)
    at.selectbox(key=f"{key}_about").select(ContactAbout.ADVICE)
    at.selectbox(key=f"{key}_how").select(ContactHow.EMAIL)
    at.text_area(key=f"{key}_note").input("K7-SECRET was loud.")
    send(at, "Log this contact", key)
    assert "A note names no child" in read_words(at) and advice_of(county) == []
    assert at.text_area(key=f"{key}_note").value == "K7-SECRET was loud."
    at.text_area(key=f"{key}_note").input("On nights.")
    send(at, "Log this contact", key)
    assert len(advice_of(county)) == 1 and at.text_area(key=f"{key}_note").value == ""
    assert "Logged today: advice given, by e-mail" in read_words(at)


def test_a_home_to_induct_again_is_made_an_action_of_the_police_once(county: World) -> None:
    alder = county.homes["alder"]
    first, same = (open_as(county, Role.CHAIR) for _ in range(2))
    assert "Another registered manager since 1 May 2019" in read_words(first)
    for at in (first, same):
        press(at, f"induct_action_{alder}")
        assert "Given as an action, not done yet." in read_words(at)
    with county.store.read() as session:
        (action,) = session.exec(select(Action)).all()
    assert (action.home_id, action.owner_agency) == (alder, "police")
    assert action.title.endswith("another registered manager since 1 May 2019")
    # Whoever gives no actions records the induction.
    assert f"induct_action_{alder}" not in read_keys(open_as(county, Role.SPOC))


def test_a_recorded_induction_ends_the_proposal(county: World) -> None:
    at = open_as(county, Role.SPOC)
    send(at, "Log this contact", f"induction_{county.homes['alder']}")
    assert read_title(at).startswith("1 of 2 homes")
    assert "Another registered manager" not in read_words(at)


def test_training_is_recorded_corrected_and_taken_back(county: World) -> None:
    def rows() -> list[tuple[int, str, int | None, int | None]]:
        with county.store.read() as session:
            query = select(HomeTraining).where(HomeTraining.kind == "restorative")
            return [
                (r.home_id, str(r.on_day), r.staff_trained, r.staff_total)
                for r in session.exec(query)
            ]

    at = open_as(county, Role.SPOC, show="Training and agreements")
    assert "renewal due since 1 January 2020" in read_words(at)
    for trained in (2, 3):
        at.selectbox(key="training_home").select(county.homes["cedar"])
        at.number_input(key="training_trained").set_value(trained)
        at.number_input(key="training_total").set_value(12)
        send(at, "Record it", "training")
        assert rows() == [(county.homes["cedar"], str(TODAY), trained, 12)]
    assert "3 of 12; 3 asked for" in read_words(at)
    (undo,) = [key for key in read_keys(at) if key.startswith("undo_training_")]
    press(at, undo)
    assert rows() == []


@pytest.mark.parametrize(
    ("role", "contacts", "forms"),
    [
        (Role.CHAIR, True, True),
        (Role.POLICE_REVIEWER, True, True),
        (Role.SPOC, True, True),
        (Role.PROVIDER, True, False),
        (Role.PARTNER, False, False),
        (Role.LIAISON, False, False),
    ],
)
def test_each_role_sees_of_contacts_what_it_may_and_writes_only_where_it_may(
    county: World, role: Role, contacts: bool, forms: bool
) -> None:
    listed = read_words(open_as(county, role, show="All contacts"))
    assert ("Talked with the" in listed) == contacts
    training = open_as(county, role, show="Training and agreements")
    assert "renewal due since 1 January 2020" in read_words(training)
    assert ("Record it" in {b.label for b in training.button}) == forms
    labels = {b.label for b in open_as(county, role).button}
    assert ("Advice given" in labels) == forms


def test_the_liaison_sees_the_days_and_the_council_that_it_is_not_shown(county: World) -> None:
    liaison = read_words(open_as(county, Role.LIAISON, show="All contacts"))
    assert "To your role only the days of contacts are shown." in liaison
    assert f"{TODAY.day} {TODAY:%B %Y}" in liaison
    assert "Contacts are not shown to your role" in read_words(open_as(county, Role.PARTNER))


def test_an_administrator_is_refused(county: World) -> None:
    assert "Cedar" in read_words(open_as(county, Role.CHAIR))
    at = open_as(county, Role.ADMINISTRATOR)
    assert read_title(at) == "This page is not open to your role"
    assert "Cedar" not in read_words(at)


def test_names_and_notes_are_text(county: World) -> None:
    for params in ({}, {"show": "All contacts"}, {"show": "Training and agreements"}):
        at = open_as(county, Role.CHAIR, **params)
        for element in [*at.markdown, *at.caption, *at.title]:
            assert "](http" not in element.value and "<b>House" not in element.value


def test_of_many_homes_one_is_chosen_by_the_url(county: World) -> None:
    with county.store.write(SYSTEM) as change:
        for number in range(12):
            change.session.add(
                Home(urn=f"X{number}", name=f"Home {number}", setting_type="childrens_home")
            )
        change.record("imported", "homes")
    at = open_as(county, Role.CHAIR)
    assert not [key for key in read_keys(at) if key.startswith("advice_")]
    assert "To induct to the protocol again" in read_words(at)
    at = open_as(county, Role.CHAIR, home="SC000003")
    advice = [key for key in read_keys(at) if key.startswith("advice_")]
    assert advice == [f"advice_{county.homes['cedar']}"]


def test_without_a_home_the_page_says_what_would_fill_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untouched_world: World
) -> None:
    world = copy_world(untouched_world, tmp_path)
    with world.store.write(SYSTEM) as change:
        for home in change.session.exec(select(Home)):
            home.closed_on = TODAY - timedelta(days=1)
        change.record("changed", "homes")
    use_store(monkeypatch, world.store.url)
    at = open_as(world, Role.CHAIR)
    assert read_title(at) == "No home that you may see is open"
    assert "Open the homes register" in read_links(at)
    assert "appear here" in read_words(open_as(world, Role.SPOC))


def test_the_homes_own_page_says_review_renewal_and_why_to_induct_again(county: World) -> None:
    at = open_screen(county.people[Role.CHAIR], "review/home.py", home="SC000001")
    words = read_words(at)
    assert "Reviewed with the manager this month." in words
    assert "Agreement with the police: 1 January 2019; renewal due since 1 January 2020." in words
    assert "Another registered manager since 1 May 2019" in words
    assert "monthly review with the manager" in words
    council = read_words(
        open_screen(county.people[Role.PARTNER], "review/home.py", home="SC000001")
    )
    assert "renewal due since 1 January 2020" in council
    assert "Reviewed with" not in council and "Another registered manager" not in council
