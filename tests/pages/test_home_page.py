"""The page of one home: its record and its period, who sees what, at the desk and on the wall."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.actions import give_action
from core.annotations import add_annotation
from core.clock import read_today
from core.home_record import log_contact, record_training
from core.tables import Batch, Home, HomePlaces, PersonHome
from core.vocabulary import Agency, ContactHow, ContactPresent, Role, TrainingKind
from tests.pages.screens import (
    open_screen,
    read_links,
    read_tables,
    read_words,
    use_store,
)
from tests.world import (
    World,
    add_incident,
    add_possession,
    add_unneeded_call,
    build_world,
    copy_world,
)

MARKUP = "**Cedar** [a](http://evil.test) <b>House</b>"
NOTE = "Talked with the [manager](http://evil.test)"
ALDER, BIRCH, CEDAR, DOGWOOD = "SC000001", "SC000002", "SC000003", "SC000004"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two years at four homes; Alder has an alarm, Birch only asked for advice, Dogwood closed."""
    world = build_world(tmp_path_factory.mktemp("home"))
    with world.store.write(SYSTEM) as change:
        for name, home_id in world.homes.items():
            if name != "dogwood":
                change.session.add(HomePlaces(home_id=home_id, places=4))
        change.session.get_one(Home, world.homes["cedar"]).name = MARKUP
        change.session.get_one(Home, world.homes["dogwood"]).closed_on = date(2018, 6, 5)
        change.session.add(
            Batch(
                noun="incidents",
                file_name="x.csv",
                file_digest="x",
                imported=0,
                updated=0,
                duplicate=0,
                rejected=0,
                skipped=0,
                covers_from=date(2017, 1, 1),
                covers_to=date(2019, 6, 30),
                created_at=datetime(2019, 7, 1, tzinfo=UTC),
            )
        )
        change.record("imported", "places")
    for day in range(3, 9):
        add_incident(world, f"A-19-{day}", occurred_at=datetime(2019, 2, day))
    world.named["cup"] = add_unneeded_call(world, "CUP-1", child_ref="K9-SECRET")
    missing = {"category": "missing", "severity": None, "child_ref": "K9-SECRET"}
    for month in (1, 3, 5):
        add_incident(world, f"GONE-{month}", occurred_at=datetime(2019, month, 9, 20), **missing)
    add_possession(world, "KEPT-1", 20)
    add_incident(world, "ADVICE", "birch", contact_purpose="advice")
    add_incident(world, "DOG-1", "dogwood", occurred_at=datetime(2018, 3, 1, 12))
    chair = world.viewer(Role.CHAIR)
    alder = world.homes["alder"]
    for words, cleared in (("Agency staff on most shifts", True), ("A new manager", False)):
        add_annotation(
            world.store,
            chair,
            words=words,
            on_day=date(2019, 2, 3),
            home_id=alder,
            cleared=cleared,
        )
    give_action(
        world.store,
        chair,
        title="Brief [agency](http://evil.test) staff",
        due_on=date(2019, 5, 1),
        meaning="brief",
        home_id=alder,
        owner_agency=Agency.POLICE,
    )
    log_contact(
        world.store,
        chair,
        home_id=alder,
        on_day=read_today() - timedelta(days=5),
        how=ContactHow.VISIT,
        present=ContactPresent.STAFF,
        note=NOTE,
    )
    record_training(
        world.store,
        chair,
        home_id=alder,
        kind=TrainingKind.RESTORATIVE,
        on_day=date(2019, 3, 1),
        staff_trained=1,
        staff_total=12,
    )
    return world


@pytest.fixture(autouse=True)
def shown(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_store(monkeypatch, county.store.url)


def open_as(world: World, role: Role, home: str = ALDER, **params: str) -> AppTest:
    return open_screen(world.people[role], "review/home.py", home=home, **params)


def read_finding(at: AppTest) -> str:
    """The title as it is read, not as it is escaped."""
    return str(at.title[-1].value).replace("\\", "")


def read_charts(at: AppTest) -> int:
    return len(at.get("plotly_chart"))


def test_a_home_says_its_record(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    words = read_words(at)
    assert read_finding(at) == "Alder: 10 call-outs, 1 avoidable (not agreed yet)"
    assert "4 places · Dorset Council" in words and "data to 30 June 2019" in words
    assert "SPOC: A spoc" in words
    assert "Behaviour call-outs per place per year: 0.58" in words
    assert "0.23 to 1.20; all homes of the area 0.19" in words
    assert "1 suggested finding of the period waits for the group." in words
    assert "4 call-outs concern one child" in words
    assert "over_report" not in words and "criminal_damage" not in words


def test_an_alarm_and_what_explains_it_stand_at_the_months(county: World) -> None:
    words = read_words(open_as(county, Role.CHAIR))
    assert "7 behaviour call-outs, and an alarm on" in words
    assert "Alarm on" in words and "Alder: alarm on" not in words and "Poisson CUSUM" in words
    assert "3 February 2019: Agency staff on most shifts" in words


def test_good_news_stands_beside_what_asks_for_attention(county: World) -> None:
    alder = read_words(open_as(county, Role.CHAIR))
    assert "Last contact on" in alder and "1 follow-up overdue." in alder
    assert "1 of 12 staff is restorative-trained; 3 are asked for" in alder
    birch = read_words(open_as(county, Role.CHAIR, BIRCH))
    assert "Advice was asked or information shared 1 time" in birch
    assert "No contact with the home is recorded." in birch


def test_missing_episodes_stand_apart_and_lead_to_their_page(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    assert "3 missing episodes, by one child" in read_words(at)
    assert any(table.startswith("Month,Missing episodes") for table in read_tables(at))
    links = {link.proto.label: link.proto.query_string for link in at.get("page_link")}
    assert f"home={ALDER}" in links["What was known and done, on the Missing page"]


def test_route_decider_and_clauses_are_counted(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    words = read_words(at)
    assert "Police were needed in" in words and "Told by the protocol's route: " in words
    table = next(table for table in read_tables(at) if table.startswith("Clause,What"))
    clauses = [line.strip('"').split(",")[0] for line in table.replace("\\", "").splitlines()[1:]]
    assert clauses == sorted(clauses, key=lambda c: [int(n) for n in c.split(".")])


def test_each_incident_is_a_link_and_the_register_opens_at_this_home(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    links = [(link.proto.label, link.proto.query_string) for link in at.get("page_link")]
    assert any("CUP" in label and "incident=" in query for label, query in links)
    register = dict(links)["Open them in the register"]
    assert f"home={ALDER}" in register and "incidents_period_from=2016-07-01" in register


def test_a_period_before_which_a_home_closed_says_so(county: World) -> None:
    at = open_as(county, Role.CHAIR, DOGWOOD, home_period="This year")
    assert read_finding(at) == "Dogwood: closed on 5 June 2018, before the period begins"
    assert "no registered places" in read_words(at) and not read_charts(at)
    later = open_as(county, Role.CHAIR, DOGWOOD)
    assert "Since the last behaviour call-out: closed" in read_words(later)
    assert "no rate" in read_words(later)
    assert "No contact with the home" not in read_words(later)


def test_where_nothing_happened_nothing_is_drawn(county: World) -> None:
    at = open_as(county, Role.CHAIR, CEDAR)
    assert read_finding(at).endswith(": no call-outs recorded in July 2016 to June 2019")
    assert not read_charts(at)
    assert read_charts(open_as(county, Role.CHAIR)) > 0


def test_days_between_are_drawn_from_five_gaps_on(county: World) -> None:
    drawn = read_words(open_as(county, Role.CHAIR))
    assert "(g-chart)" in drawn and "so far; a chart is drawn" not in drawn
    assert "All the data, since 2019, whatever the period chosen" in drawn
    dogwood = read_words(open_as(county, Role.CHAIR, DOGWOOD))
    assert "No gaps so far; a chart is drawn from 5" in dogwood and "(g-chart)" not in dogwood
    assert "Usually" not in dogwood and "No gap between" not in dogwood


def test_names_and_other_peoples_words_are_never_markup(county: World) -> None:
    for home in (ALDER, CEDAR):
        at = open_as(county, Role.CHAIR, home)
        said = [e.value for kind in (at.title, at.markdown, at.caption, at.subheader) for e in kind]
        for text in [*said, *read_links(at), *read_tables(at)]:
            assert MARKUP not in text and "](http" not in text and "<b>House" not in text
    assert "Talked with the [manager]" in read_words(open_as(county, Role.CHAIR))


def test_another_home_is_chosen_on_the_page(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    at.selectbox(key="home_choice").select("Dogwood").run()
    assert read_finding(at).startswith("Dogwood") and at.query_params["home"] == DOGWOOD


def test_a_homes_period_is_chosen_in_the_url(county: World) -> None:
    for preset, dates in (("This year", "January to June 2019"), ("Last 12 months", "July 2018")):
        assert dates in read_words(open_as(county, Role.CHAIR, home_period=preset))


# Who sees what.


def test_a_provider_and_a_spoc_see_theirs_and_no_other(county: World) -> None:
    assert read_finding(open_as(county, Role.CHAIR, DOGWOOD)).startswith("Dogwood")
    for role in (Role.PROVIDER, Role.SPOC):
        at = open_as(county, role, DOGWOOD)
        assert at.query_params["home"] in {ALDER, CEDAR}
        assert "Dogwood" not in read_words(at) and "DOG-1" not in read_words(at)


def test_the_police_read_nothing_of_what_nobody_reported(county: World) -> None:
    assert "KEPT-1" in read_words(open_as(county, Role.CHAIR))
    for role in (Role.POLICE_REVIEWER, Role.SPOC):
        words = read_words(open_as(county, role))
        assert "KEPT-1" not in words and "ossession of drugs" not in words
        assert "only where your role sees them" in words


def test_contacts_are_told_as_far_as_the_role_may_know(county: World) -> None:
    def read(role: Role) -> str:
        return read_words(open_as(county, role))

    assert "Talked with" in read(Role.CHAIR)
    state = read(Role.LIAISON)
    assert "Talked with" not in state and "only the days of contacts" in state
    none = read(Role.PARTNER)
    assert "Contacts are not shown to your role" in none
    assert "Last contact on" not in none and "No contact" not in none


def test_actions_are_titled_only_for_who_may_read_them(county: World) -> None:
    assert "Brief [agency]" in read_words(open_as(county, Role.CHAIR))
    liaison = read_words(open_as(county, Role.LIAISON))
    assert "Brief" not in liaison and "An action of another agency" in liaison
    assert "No follow-up of yours is open" in read_words(open_as(county, Role.PARTNER))


def test_without_sight_of_children_none_is_counted_or_named(county: World) -> None:
    words = read_words(open_as(county, Role.LIAISON))
    assert "K9" not in words and "concern one child" not in words and "by one child" not in words


def test_who_sees_only_what_was_agreed_is_not_told_that_the_rest_is_nought(county: World) -> None:
    words = read_words(open_as(county, Role.LIAISON))
    assert "whether police were needed not known" in words
    assert "avoidable" not in words and "none found" not in words


# On the wall.


def open_wall(world: World, home: str, screen: int, **params: str) -> AppTest:
    return open_as(world, Role.CHAIR, home, projector="1", screen=str(screen), **params)


def test_on_the_wall_a_home_is_a_letter_and_nobodys_words_are_shown(county: World) -> None:
    desk = read_words(open_as(county, Role.CHAIR))
    for secret in ("Alder", "A spoc", "K9-SECRET", "Talked with", "Brief", "A new manager", "CUP"):
        assert secret in desk or secret == "K9-SECRET", secret
    for screen in range(1, 8):
        at = open_wall(county, ALDER, screen)
        words = read_words(at).replace(MARKUP, "")
        for secret in (
            "A spoc",
            "K9",
            "Talked with",
            "Brief",
            "A new manager",
            "CUP-1",
            "4 places",
        ):
            assert secret not in words, (screen, secret)
        assert "Alder" not in words and ALDER not in words
        assert not at.get("download_button")


def test_the_wall_shows_the_home_that_the_link_asked_for(county: World) -> None:
    at = open_wall(county, ALDER, 1)
    assert read_finding(at).startswith("Home ")
    assert read_finding(at).endswith(": 10 call-outs, whether police were needed not known")
    letter = at.query_params["home"]
    assert letter == read_finding(at).split()[1].rstrip(":")
    # And back at the desk it is the same home, whose letter the URL still holds.
    at.button(key="leave_wall").click().run()
    assert read_finding(at).startswith("Alder") and at.query_params["home"] == ALDER


def test_the_wall_names_its_last_screen_for_the_training_that_it_shows(county: World) -> None:
    at = open_wall(county, ALDER, 9)
    assert read_finding(at) == "Training and agreements" and "follow-up" not in read_words(at)


def test_on_the_wall_the_method_is_one_line(county: World) -> None:
    months, gaps = (read_words(open_wall(county, ALDER, screen)) for screen in (2, 4))
    assert "Alarm on" in months and "An alarm is a reason to ask" in months
    assert "Poisson CUSUM" not in months and "(g-chart)" not in gaps
    assert "Home " in gaps and "All the data, since 2019" in gaps
    assert "A gap beyond the limit is longer" in gaps


def test_an_annotation_is_on_the_wall_only_where_it_was_cleared(county: World) -> None:
    words = read_words(open_wall(county, ALDER, 2))
    assert "Agency staff on most shifts" in words and "A new manager" not in words


# Empty.


def test_a_home_without_any_incident_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untouched_world: World
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    at = open_as(world, Role.CHAIR)
    words = read_words(at)
    assert "Alder: no call-outs recorded" in words and not read_charts(at)
    assert "No import states which days it covers" in words
    assert "Since the last behaviour call-out: not known" in words
    assert "Good news" in words and "None that the records show." in words


def test_a_register_without_homes_says_what_fills_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, untouched_world: World
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    with world.store.write(SYSTEM) as change:
        for link in change.session.exec(select(PersonHome)).all():
            change.session.delete(link)
        for home_id in world.homes.values():
            change.session.delete(change.session.get_one(Home, home_id))
        change.record("removed", "homes")
    assert read_finding(open_as(world, Role.CHAIR)).startswith("Two files")
