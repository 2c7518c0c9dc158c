"""Missing: shown, empty, refused, scoped; free text never on the wall and never markup."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.tables import Audit, Batch
from core.vocabulary import Role
from tests.pages.screens import open_screen, read_tables, read_title, read_words, use_store
from tests.world import World, add_incident, build_world, copy_world

EVIL = "No wi-fi [a](http://evil.test) **bold**"
MISSING = {"category": "missing", "severity": None, "immediate_risk": "no"}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Four episodes at Alder, one of them never reported; one child away at Cedar."""
    world = build_world(tmp_path_factory.mktemp("missing"))
    with world.store.write(SYSTEM) as change:
        counts = dict.fromkeys(("imported", "updated", "duplicate", "rejected", "skipped"), 0)
        change.session.add(
            Batch(
                noun="incidents",
                file_name="x.csv",
                file_digest="x",
                covers_from=date(2018, 1, 1),
                covers_to=date(2019, 6, 30),
                created_at=datetime(2019, 7, 1, tzinfo=UTC),
                **counts,
            )
        )
        change.record("imported", "incidents")
    for month, child in ((2, "K1-SECRET"), (3, "K1-SECRET"), (4, "K2-SECRET")):
        add_incident(
            world,
            f"MISS-{month}",
            occurred_at=datetime(2019, month, 4, 20),
            reported_at=datetime(2019, month, 4, 21),
            police_arrived_at=datetime(2019, month, 4, 21, 10 * month),
            police_response="attended",
            child_ref=child,
            whereabouts_known="yes",
            known_safe="yes" if month == 4 else "no",
            return_interview="held",
            returned_at=datetime(2019, month, 5, 6),
            return_interview_at=datetime(2019, month, 6, 6),
            missing_cause=EVIL if month == 4 else None,
            **MISSING,
        )
    unreported = {"channel": "none", "child_ref": "K3-SECRET", "missing_cause": "KEPT-CAUSE"}
    add_incident(world, "KEPT", occurred_at=datetime(2019, 5, 4, 20), **unreported, **MISSING)
    add_incident(world, "AWAY", "cedar", category="absent", severity=None)
    return world


@pytest.fixture(autouse=True)
def shown(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_store(monkeypatch, county.store.url)


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "review/missing.py", **params)


def test_the_chair_reads_episodes_children_and_what_was_done(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    assert read_title(at) == "4 missing episodes, by 3 children"
    words = read_words(at)
    for said in (
        "Reported to the police: 3 of 4",
        "1 of 3 calls was about a child known to be safe",
        "Return home interview held after 3 of 3 episodes, 3 of them within 72 hours",
        "After the report the police arrived in 30 minutes at the median",
        "4 episodes by 3 children, 4 February to 4 May 2019. None since, to 30 June 2019.",
        "A cause is recorded for 2 missing episodes",
        "Away without authorisation: 1",
    ):
        assert said in words
    by_home = next(table for table in read_tables(at) if table.startswith("Home,"))
    assert by_home.splitlines()[1].startswith("Alder,4,3,3,3,0,")
    assert by_home.splitlines()[2].startswith("Cedar,0,0,0,0,1,")
    assert "SECRET" not in words


def test_the_register_opens_on_the_same_days_and_home(county: World) -> None:
    links = open_as(county, Role.CHAIR, home="SC000001").get("page_link")
    asked = [x.proto.query_string for x in links if "in the register" in x.proto.label]
    assert len(asked) == 1
    for part in ("category=missing", "home=SC000001", "incidents_period_to=2019-06-30"):
        assert part in asked[0]
    assert "incidents_period_from=2016-07-01" in asked[0]


def test_a_few_episodes_are_said_and_not_drawn(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    assert not at.get("plotly_chart")
    assert "Known to be safe: yes for 1 of 3; 1 not recorded" in read_words(at)


def test_a_cause_is_text_never_a_link(county: World) -> None:
    markdown = "\n".join(element.value for element in open_as(county, Role.CHAIR).markdown)
    assert "No wi\\-fi \\[a\\]" in markdown and "http://" not in markdown


@pytest.mark.parametrize("role", [Role.POLICE_REVIEWER, Role.SPOC])
def test_police_do_not_learn_of_an_episode_that_nobody_reported(county: World, role: Role) -> None:
    at = open_as(county, role)
    assert read_title(at) == "3 missing episodes, by 2 children"
    words = read_words(at)
    assert "3 of 3" in words and "not reported to the police only where your role" in words
    assert "KEPT" not in words and "4 May 2019" not in words


def test_roles_without_children_read_events_only_and_no_cause(county: World) -> None:
    at = open_as(county, Role.LIAISON)
    assert read_title(at) == "3 missing episodes"
    words = read_words(at)
    assert "how many children is not shown here" in words
    assert "Causes are not shown to your role" in words and "No cause" not in words
    assert "none that your role sees" in words and "none recorded" not in words
    assert "wi-fi" not in words and not any("Children" in table for table in read_tables(at))


def test_the_wall_shows_letters_no_child_and_nobodys_words(county: World) -> None:
    first = open_as(county, Role.CHAIR, projector="1")
    assert read_title(first) == "4 missing episodes"
    for screen in range(1, 8):
        words = read_words(open_as(county, Role.CHAIR, projector="1", screen=str(screen)))
        assert "Alder" not in words and "wi-fi" not in words and "KEPT" not in words


def test_one_home_and_a_period_without_an_episode_say_so(county: World) -> None:
    cedar = open_as(county, Role.CHAIR, home="SC000003")
    assert read_title(cedar) == "No missing episode recorded in July 2018 to June 2019"
    words = read_words(cedar)
    assert "Away without authorisation: 1" in words and "Choose a longer period" in words
    assert "No home had three missing episodes or more" in words


def test_an_administrator_is_refused_and_audited(county: World) -> None:
    at = open_as(county, Role.ADMINISTRATOR)
    assert read_title(at) == "This page is not open to your role"
    assert "Alder" not in read_words(at) and not at.metric
    with county.store.read() as session:
        refused = session.exec(select(Audit).where(Audit.verb == "refused")).all()
        assert "page missing" in [field for row in refused for field in row.fields]


def test_an_empty_store_says_what_fills_it(
    untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    at = open_as(world, Role.CHAIR)
    assert read_title(at) == "Two files, and the first review can begin"
