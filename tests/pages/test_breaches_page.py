"""Not in line: both sides, by what is asked, suggested against agreed; scoped, led on, as text."""

from datetime import datetime

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.review import review_incident
from core.tables import Home
from core.vocabulary import FindingState, Role
from pages.components.breach_counts import filter_for_wall
from tests.pages.screens import (
    open_screen,
    read_links,
    read_tables,
    read_title,
    read_words,
    use_store,
)
from tests.world import World, add_incident, add_unneeded_call, build_world, copy_world

MARKUP = "**Cedar** [a](http://evil.test) <b>House</b>"
BY = ("Clause", "Whose step", "Home", "Month")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two avoidable calls, one blank and one prompt; nothing here changes it."""
    world = build_world(tmp_path_factory.mktemp("county"))
    with world.store.write(SYSTEM) as change:
        change.session.get_one(Home, world.homes["cedar"]).name = MARKUP
        change.record("imported", "homes")
    world.named["cup"] = add_unneeded_call(world, "CUP-1", child_ref="K9-SECRET")
    add_unneeded_call(world, "CUP-2", "cedar", occurred_at=datetime(2019, 3, 4, 12))
    add_incident(world, "BLANK", "birch")
    return world


@pytest.fixture(scope="module")
def reviewed(county: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same, the first call reviewed: the group agreed that it was avoidable."""
    world = copy_world(county, tmp_path_factory.mktemp("reviewed"))
    incident = world.incident(world.named["cup"])
    decisions = {rule: (FindingState.CONFIRMED, None) for rule in world.findings(incident.id or 0)}
    chair = world.viewer(Role.CHAIR)
    review_incident(world.store, chair, incident.id or 0, incident.version, decisions, "no")
    return world


@pytest.fixture(autouse=True)
def shown(county: World, monkeypatch: pytest.MonkeyPatch) -> None:
    use_store(monkeypatch, county.store.url)


def open_as(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "review/breaches.py", **params)


def read_headings(at: AppTest) -> list[str]:
    # As read: what escapes markup is not seen.
    return [h.value.replace("\u00a0", " ").replace("\\", "") for h in at.subheader]


def test_every_idea_is_a_finding_of_its_own(county: World) -> None:
    at = open_as(county, Role.CHAIR)
    title = "2 calls could have been avoided, nothing left untold: none agreed yet"
    assert read_title(at) == title
    assert read_headings(at) == [
        "2 findings, all of one kind: a level 1 incident was reported without an exception or an "
        "immediate risk (6.5, 6.7)",
        "The group has decided none of 2 suggestions yet",
        "Were police needed? The group has answered for no call-out yet",
        "2 answers not recorded, 2 of them still to ask before the review",
        "Nothing that is only worth asking",
    ]
    words = read_words(at)
    assert "2 suggested" in words and "over_report" not in words
    assert "Was the child's social worker told? (social worker told)" in words


@pytest.mark.parametrize("by", BY)
def test_findings_are_counted_by_what_is_asked(county: World, by: str) -> None:
    at = open_as(county, Role.CHAIR, by=by)
    heading = read_tables(at)[1].splitlines()[0]
    assert heading.startswith("Whose step" if by == "Whose step" else by)
    assert heading.endswith("Agreed,Suggested,Dismissed")


def test_a_count_leads_to_the_incidents_behind_it_and_their_period(county: World) -> None:
    days = {"incidents_period_from": "2018-05-05", "incidents_period_to": "2019-05-04"}
    expected = {
        "Clause": {"finding": "clause:6.5, 6.7"} | days,
        "Home": {"home": "SC000001"} | days,
        "Month": {"incidents_period_from": "2019-03-01", "incidents_period_to": "2019-03-31"},
    }
    labels = {"Clause": "6.5, 6.7", "Home": "Alder", "Month": "March 2019"}
    for by, params in expected.items():
        links = open_as(county, Role.CHAIR, by=by).get("page_link")
        found = [x.proto for x in links if x.proto.label.replace("\\", "") == labels[by]]
        assert len(found) == 1, by
        query = _read_query(found[0].query_string)
        assert query == params | {"incidents_period": "Choose…"}
        at = open_screen(county.people[Role.CHAIR], "review/incidents.py", **query)
        assert (
            read_title(at)
            == {
                "Clause": "2 incidents wait for the group; 0 are agreed",
                "Home": "1 incident waits for the group; 0 are agreed",
                "Month": "1 incident waits for the group; 0 are agreed",
            }[by]
        )


def _read_query(written: str) -> dict[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(written))


def test_a_homes_name_is_text(county: World) -> None:
    at = open_as(county, Role.CHAIR, by="Home")
    for said in [*read_links(at), *read_tables(at), *(c.value for c in at.caption)]:
        assert MARKUP not in said and "](http" not in said and "<b>House" not in said
    assert any("Cedar" in table for table in read_tables(at))
    assert not any("<b>House" in chart.proto.spec for chart in at.get("plotly_chart"))


def test_what_was_agreed_is_set_against_what_was_suggested(
    reviewed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_store(monkeypatch, reviewed.store.url)
    at = open_as(reviewed, Role.CHAIR)
    assert read_title(at).endswith("nothing left untold: 1 of these 2 are agreed")
    said = "The group agreed 1 of 1 suggestion it decided, 100 % (95 % interval: 21 % to 100 %)"
    assert said in read_headings(at)
    assert any("as suggested for 1 of 1" in heading for heading in read_headings(at))
    assert "Dismissed" in read_words(at)


@pytest.mark.parametrize("role", [Role.LIAISON, Role.PARTNER])
def test_who_sees_only_what_was_agreed_sees_no_share_and_no_nought_of_the_rest(
    county: World, reviewed: World, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    unshown = "; what was not reported is not shown to your role"
    assert read_title(open_as(county, role)) == f"Nothing was agreed to be out of line{unshown}"
    use_store(monkeypatch, reviewed.store.url)
    for by in BY:
        at = open_as(reviewed, role, by=by)
        assert read_title(at) == (f"The group agreed: 1 call could have been avoided{unshown}")
        assert "should have been told" not in read_words(at)
        assert len(read_headings(at)) == 2
        assert not any("interval" in said or "recorded" in said for said in read_headings(at))
        tables = read_tables(at)
        assert tables and not any("Suggested" in t or "Dismissed" in t for t in tables)


@pytest.mark.parametrize("role", [Role.SPOC, Role.POLICE_REVIEWER])
def test_police_are_never_told_that_nothing_was_left_untold(county: World, role: Role) -> None:
    at = open_as(county, role)
    assert read_title(at).endswith("what was not reported is not shown to your role")
    assert "untold" not in read_words(at) and "should have been told" not in read_words(at)


def test_a_provider_reads_of_its_own_homes_only(county: World) -> None:
    assert "Cedar" in read_words(open_as(county, Role.CHAIR, by="Home"))
    words = read_words(open_as(county, Role.PROVIDER, by="Home"))
    assert "Alder" in words and "Cedar" not in words and "Dogwood" not in words


def test_the_wall_shows_one_idea_and_no_name_or_way_to_one(
    reviewed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_store(monkeypatch, reviewed.store.url)
    assert {"Alder", "Birch"} & set(read_links(open_as(reviewed, Role.CHAIR, by="Home")))
    for screen in range(1, 7):
        at = open_as(reviewed, Role.CHAIR, by="Home", projector="1", screen=str(screen))
        words = read_words(at)
        assert not at.subheader
        assert not any(name in words for name in ("Alder", "Cedar", "CUP-1", "K9"))


@pytest.mark.parametrize(("kinds", "shown"), [(7, 7), (8, 8), (9, 8)])
def test_the_wall_has_the_eight_largest_kinds_in_the_protocols_order(
    kinds: int, shown: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = list(range(1, kinds + 1))
    rules = pl.DataFrame({"clause": [str(n) for n in counts], "agreed": counts, "suggested": 0})
    assert filter_for_wall(rules).height == kinds
    monkeypatch.setattr("pages.components.breach_counts.is_projecting", lambda: True)
    assert filter_for_wall(rules)["agreed"].to_list() == counts[kinds - shown :]


def test_a_period_without_data_is_no_nought(county: World) -> None:
    days = {"breaches_period_from": "2017-01-01", "breaches_period_to": "2017-12-31"}
    at = open_as(county, Role.CHAIR, breaches_period="Choose…", **days)
    assert read_title(at) == "No data for 2017"
    assert not at.get("plotly_chart") and not read_tables(at)
