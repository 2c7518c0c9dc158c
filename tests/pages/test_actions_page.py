"""The to-do list: whose it shows, the tick and its way back, two people at once, never markup."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.actions import give_action
from core.clock import read_today, say_date
from core.people import PersonForm, add_person, set_spoc
from core.tables import Action, ActionEvent, Audit, Home, Person
from core.vocabulary import Agency, Role
from tests.pages.screens import open_screen, read_title, read_words, use_store
from tests.world import World, add_possession, copy_world

TITLE = "**Send** [the guide](http://evil.test) <b>today</b>"


@pytest.fixture
def county(untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Five actions, all overdue but the council's: the chair's own, a SPOC's, two homes', its."""
    world = copy_world(untouched_world, tmp_path)
    world.named = {}
    use_store(monkeypatch, world.store.url)
    give(world, "chair", TITLE, owner_id=world.people[Role.CHAIR])
    give(world, "spoc", "Visit Alder", home="alder", owner_id=world.people[Role.SPOC])
    give(world, "alder", "Write the plan", home="alder", owner_agency=Agency.PROVIDER)
    give(world, "dogwood", "Mend the door", home="dogwood", owner_agency=Agency.PROVIDER)
    give(world, "council", "Name a worker", due=read_today(), owner_agency=Agency.COUNCIL)
    return world


def give(
    world: World,
    name: str,
    title: str,
    home: str | None = None,
    due: date | None = None,
    **more: object,
) -> None:
    world.named[name] = give_action(
        world.store,
        world.viewer(Role.CHAIR),
        title=title,
        due_on=due or date(2019, 7, 1),
        meaning=name,
        home_id=world.homes[home] if home else None,
        **more,  # type: ignore[arg-type]
    )


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "follow_up/actions.py", **params)


def find_buttons(at: AppTest, label: str) -> list[int]:
    """The ids of the actions that have this button, for whoever may press it."""
    return [
        int(str(button.key).rpartition("_")[2])
        for button in at.button
        if button.label == label and not button.disabled
    ]


def press(at: AppTest, label: str, action_id: int) -> AppTest:
    (button,) = [b for b in at.button if b.label == label and str(b.key).endswith(f"_{action_id}")]
    button.click().run()
    assert not at.exception
    return at


def open_more(at: AppTest, action_id: int) -> AppTest:
    """What a card keeps behind "More", which is drawn when it is opened."""
    at.session_state[f"more_{action_id}"] = True
    at.run()
    assert not at.exception
    return at


def state_of(world: World, name: str) -> str:
    with world.store.read() as session:
        return session.get_one(Action, world.named[name]).state


def steps_of(world: World, name: str) -> list[tuple[str, str | None]]:
    with world.store.read() as session:
        query = select(ActionEvent).where(ActionEvent.action_id == world.named[name])
        return [(event.kind, event.note) for event in session.exec(query)]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.CHAIR, {"chair", "spoc", "alder", "dogwood", "council"}),
        (Role.PROVIDER, {"alder"}),
        (Role.SPOC, {"spoc"}),
        (Role.PARTNER, {"council"}),
    ],
)
def test_each_sees_and_may_tick_what_is_theirs(county: World, role: Role, names: set[str]) -> None:
    params = {"whose": "Everybody's"} if role is Role.CHAIR else {}
    at = open_as(county, role, **params)
    assert set(find_buttons(at, "Done")) == {county.named[name] for name in names}
    late = len(names - {"council"})
    tail = f"{late} overdue" if late else "none overdue"
    assert read_title(at) == f"{len(names)} to do, {tail}"
    words = read_words(at)
    assert ("Mend the door" in words) == ("dogwood" in names)
    assert ("overdue since 1 July 2019" in words) == bool(late)
    assert ("due today" in words) == ("council" in names)


def test_the_chair_begins_with_their_own(county: World) -> None:
    assert read_title(open_as(county, Role.CHAIR)) == "1 to do, 1 overdue"


def test_the_police_see_what_others_do_and_tick_only_their_own(county: World) -> None:
    give(county, "police", "Tell the officer", owner_agency=Agency.POLICE)
    with county.store.write(county.viewer(Role.CHAIR)) as change:
        reviewer = change.session.get_one(Person, county.people[Role.POLICE_REVIEWER])
        reviewer.agency = Agency.POLICE.value
        change.record("changed", "person")
    at = open_as(county, Role.POLICE_REVIEWER, whose="Everybody's")
    assert "Mend the door" in read_words(at)
    assert find_buttons(at, "Done") == [county.named["police"]]
    for name in ("police", "dogwood"):
        open_more(at, county.named[name])
    assert find_buttons(at, "Done, with this note") == [county.named["police"]]
    assert find_buttons(at, "Ask for more time") == [county.named["police"]]


def test_an_action_about_what_stayed_at_home_is_not_the_polices(county: World) -> None:
    kept = add_possession(county, "KEPT-1", 4)
    give(county, "kept", "Log it in the file", owner_agency=Agency.PROVIDER, incident_id=kept)
    assert "Log it in the file" in read_words(open_as(county, Role.CHAIR, whose="Everybody's"))
    police = open_as(county, Role.POLICE_REVIEWER, whose="Everybody's")
    assert "Log it in the file" not in read_words(police)


def test_the_liaison_sees_that_it_is_done_and_no_more(county: World) -> None:
    at = open_as(county, Role.LIAISON)
    words = read_words(at)
    assert "An action of another agency" in words
    assert "Mend" not in words and "guide" not in words
    assert find_buttons(at, "Done") == []


def test_an_administrator_is_refused_in_words_and_audited(county: World) -> None:
    assert "Visit Alder" in read_words(open_as(county, Role.CHAIR, whose="Everybody's"))
    at = open_as(county, Role.ADMINISTRATOR)
    assert read_title(at) == "This page is not open to your role"
    assert "Visit Alder" not in read_words(at)
    with county.store.read() as session:
        refused = session.exec(select(Audit).where(Audit.verb == "refused")).all()
    assert [row.fields for row in refused] == [["page actions"]]


def test_nothing_to_do_says_where_actions_come_from(
    untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    at = open_as(world, Role.CHAIR)
    assert read_title(at) == "No action is open"
    assert "Actions come from the review of an incident" in read_words(at)
    other = open_as(world, Role.PROVIDER)
    assert read_title(other) == "Nothing to do"
    assert "Actions that the group gives you appear here." in read_words(other)


def test_a_tick_is_kept_and_can_be_taken_back(county: World) -> None:
    at = press(open_as(county, Role.PROVIDER), "Done", county.named["alder"])
    assert state_of(county, "alder") == "done"
    assert read_title(at) == "Nothing to do"
    press(at, "Undo", county.named["alder"])
    assert state_of(county, "alder") == "open"
    assert read_title(at) == "1 to do, 1 overdue"
    assert [kind for kind, _ in steps_of(county, "alder")] == ["given", "ticked", "reopened"]


def test_a_done_action_is_opened_again_later(county: World) -> None:
    press(open_as(county, Role.PROVIDER), "Done", county.named["alder"])
    at = open_as(county, Role.PROVIDER, which="Done")
    assert "Write the plan" in read_words(at)
    press(at, "Open again", county.named["alder"])
    assert state_of(county, "alder") == "open"


def test_a_tick_takes_a_note_that_stands_as_text(county: World) -> None:
    alder = county.named["alder"]
    at = open_more(open_as(county, Role.PROVIDER), alder)
    at.text_input(key=f"note_{alder}").input("[x](http://evil.test)")
    press(at, "Done, with this note", alder)
    assert steps_of(county, "alder")[-1] == ("ticked", "[x](http://evil.test)")
    at = open_more(open_as(county, Role.PROVIDER, which="Done"), alder)
    assert "[x](http://evil.test)" in [text.value for text in at.text]
    assert not any("http" in markdown.value for markdown in at.markdown)


def test_the_second_of_two_is_told_who_was_first(county: World) -> None:
    pair = (Role.CHAIR, Role.PROTOCOL_LEAD)
    first, second = (open_as(county, role, whose="Everybody's") for role in pair)
    press(first, "Done", county.named["spoc"])
    press(second, "Done", county.named["spoc"])
    assert "A chair ticked this action first, on " in read_words(second)
    assert "Nothing of yours was lost" in read_words(second)
    assert [kind for kind, _ in steps_of(county, "spoc")] == ["given", "ticked"]
    # Looked at again, it is done.
    assert county.named["spoc"] not in find_buttons(second, "Done")


def test_a_second_tap_is_the_same_tick(county: World) -> None:
    first, same = (open_as(county, Role.CHAIR) for _ in range(2))
    press(first, "Done", county.named["chair"])
    press(same, "Done", county.named["chair"])
    assert "first, on" not in read_words(same)
    assert [kind for kind, _ in steps_of(county, "chair")] == ["given", "ticked"]


def test_titles_and_names_are_text(county: World) -> None:
    with county.store.write(county.viewer(Role.CHAIR)) as change:
        change.session.get_one(Home, county.homes["alder"]).name = TITLE
        change.record("changed", "home")
    at = open_as(county, Role.CHAIR, whose="Everybody's")
    press(at, "Done", county.named["chair"])
    press(at, "Undo", county.named["chair"])
    for element in [*at.markdown, *at.caption, *at.title]:
        assert "](http" not in element.value and "<b>today" not in element.value
    assert TITLE in read_words(at)


def test_an_action_is_given_through_the_form_once(county: World) -> None:
    at = open_as(county, Role.CHAIR, whose="Everybody's")
    for _ in range(2):
        at.text_input(key="give_title").input("Ask for the policy")
        at.selectbox(key="give_owner").select(Agency.HEALTH)
        at.selectbox(key="give_home").select(county.homes["birch"])
        (send,) = [button for button in at.button if button.label == "Give this action"]
        send.click().run()
        assert not at.exception
    with county.store.read() as session:
        given = session.exec(select(Action).where(Action.title == "Ask for the policy")).all()
    assert [(row.owner_agency, row.home_id) for row in given] == [("health", county.homes["birch"])]


def test_an_action_without_words_is_refused_and_nothing_lost(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    (send,) = [button for button in at.button if button.label == "Give this action"]
    send.click().run()
    assert "An action needs a title" in read_words(at)
    assert not [b for b in open_as(county, Role.PROVIDER).button if b.label == "Give this action"]


def _ask(county: World, why: str = "On leave.") -> AppTest:
    alder = county.named["alder"]
    at = open_more(open_as(county, Role.PROVIDER), alder)
    at.text_input(key=f"ask_why_{alder}").input(why)
    return press(at, "Ask for more time", alder)


def test_more_time_is_asked_for_on_the_card_and_the_action_stays_overdue(county: World) -> None:
    until = read_today() + timedelta(days=14)
    at = _ask(county)
    assert read_title(at) == "1 to do, 1 overdue"
    words = read_words(at)
    assert f"more time asked until {say_date(until)}" in words
    assert "overdue since 1 July 2019" in words
    assert f"A provider asked for more time until {say_date(until)}: On leave." in words


def test_more_time_without_a_reason_is_refused_in_words(county: World) -> None:
    assert "Say why more time is needed." in read_words(_ask(county, " "))
    assert [kind for kind, _ in steps_of(county, "alder")] == ["given"]


def test_the_chair_grants_more_time_on_top_of_the_page(county: World) -> None:
    _ask(county, "**On** leave.")
    at = open_as(county, Role.CHAIR)
    assert next(e.label for e in at.expander) == "One request for more time"
    assert "**On** leave." in [text.value for text in at.text]
    press(at, "Grant", county.named["alder"])
    assert "requests for more time" not in " ".join(e.label for e in at.expander)
    assert read_title(open_as(county, Role.PROVIDER)) == "1 to do, none overdue"


def test_the_chair_refuses_more_time_with_a_reason(county: World) -> None:
    _ask(county)
    alder = county.named["alder"]
    at = press(open_as(county, Role.CHAIR), "Refuse more time", alder)
    assert "Say why there is no more time." in read_words(at)
    at.text_input(key=f"refuse_why_{alder}").input("It is urgent.")
    press(at, "Refuse more time", alder)
    assert steps_of(county, "alder")[-1] == ("refused", "It is urgent.")
    assert read_title(open_as(county, Role.PROVIDER)) == "1 to do, 1 overdue"


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.SPOC, Role.PARTNER, Role.LIAISON])
def test_requests_are_answered_by_who_gives_actions(county: World, role: Role) -> None:
    _ask(county)
    assert find_buttons(open_as(county, Role.POLICE_REVIEWER), "Grant") == [county.named["alder"]]
    assert find_buttons(open_as(county, role), "Grant") == []


def test_a_filter_in_the_url_shows_what_is_overdue_or_waits(county: World) -> None:
    _ask(county)
    every = {"whose": "Everybody's"}
    overdue = read_words(open_as(county, Role.CHAIR, which="Overdue", **every))
    assert "Mend the door" in overdue and "Name a worker" not in overdue
    asked = open_as(county, Role.CHAIR, which="Asked", **every)
    assert find_buttons(asked, "Done") == [county.named["alder"]]
    nothing = read_words(open_as(county, Role.CHAIR, which="Done", **every))
    assert "Nothing is done yet." in nothing


@pytest.mark.parametrize(("many", "pages"), [(50, 0), (51, 1)])
def test_fifty_cards_are_a_page_and_the_rest_is_one_tap_away(
    untouched_world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    many: int,
    pages: int,
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    world.named = {}
    for number in range(many):
        give(world, str(number), f"Action {number}", home="alder", owner_agency=Agency.PROVIDER)
    at = open_as(world, Role.PROVIDER)
    assert read_title(at) == f"{many} to do, {many} overdue"
    first = find_buttons(at, "Done")
    assert len(first) == 50
    assert len(at.get("pagination")) == pages
    if pages:
        assert f"50 of {many} a page" in read_words(at)
        second = open_as(world, Role.PROVIDER, page="2")
        (last,) = find_buttons(second, "Done")
        assert {*first, last} == set(world.named.values())


def _cover(county: World) -> tuple[AppTest, int]:
    form = PersonForm("Jo *Hill*", "jo@example.org", Role.SPOC)
    jo = add_person(county.store, SYSTEM, form)
    set_spoc(county.store, SYSTEM, county.homes["dogwood"], jo, read_today())
    give(county, "jo", "Visit Dogwood", home="dogwood", owner_id=jo)
    at = open_screen(jo, "follow_up/actions.py")
    at.selectbox(key=f"away_by_{jo}").select(county.people[Role.SPOC])
    (send,) = [button for button in at.button if button.label == "Set the cover"]
    send.click().run()
    assert not at.exception
    return at, jo


def test_who_is_away_says_who_covers_and_that_one_ticks_for_them(county: World) -> None:
    at, jo = _cover(county)
    until = say_date(read_today() + timedelta(days=14))
    assert f"A spoc covers for Jo *Hill*, {say_date(read_today())} to {until}" in read_words(at)
    sam = open_as(county, Role.SPOC)
    assert f"You stand in for Jo *Hill* until {until}." in read_words(sam)
    assert "Dogwood · for Jo *Hill*" in read_words(sam)
    press(sam, "Done", county.named["jo"])
    assert state_of(county, "jo") == "done"
    again = open_more(open_as(county, Role.SPOC, which="Done"), county.named["jo"])
    assert "A spoc, for Jo *Hill* ticked it" in read_words(again)
    assert county.people[Role.SPOC] and jo


def test_a_cover_is_ended_where_it_stands(county: World) -> None:
    at, _ = _cover(county)
    (end,) = [button for button in at.button if button.label == "End it now"]
    end.click().run()
    assert "covers for Jo *Hill* no more" in read_words(at)
    assert "Visit Dogwood" not in read_words(open_as(county, Role.SPOC))


def test_who_has_nobody_alike_is_told_why_nobody_covers(county: World) -> None:
    words = read_words(open_as(county, Role.PARTNER))
    assert "Nobody in the group can cover: it must be somebody of the same role" in words
    assert not [e for e in open_as(county, Role.LIAISON).expander if "way" in e.label]


def test_the_chair_says_who_covers_for_somebody_else(county: World) -> None:
    _, jo = _cover(county)
    at = open_as(county, Role.CHAIR)
    assert "A spoc covers for Jo *Hill*" in read_words(at)
    at.selectbox(key="away_person").select(county.people[Role.SPOC]).run()
    assert at.selectbox(key=f"away_by_{county.people[Role.SPOC]}").options == ["Jo *Hill*"]
    assert jo


def test_a_request_that_a_tick_answers_keeps_its_place_under_the_thumb(county: World) -> None:
    _ask(county)
    alder = county.named["alder"]
    at = open_as(county, Role.CHAIR, whose="Everybody's")
    press(at, "Done", alder)
    assert "On leave." in [text.value for text in at.text]
    (grant,) = [button for button in at.button if button.label == "Grant"]
    assert grant.disabled
    assert "On leave." not in [text.value for text in open_as(county, Role.CHAIR).text]
