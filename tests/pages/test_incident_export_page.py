"""The working file of incidents: offered to who may take it, of what is listed, to nobody else."""

import pytest
from streamlit.testing.v1 import AppTest

from core.incident_export import KEEP_WITHIN
from core.vocabulary import Role
from tests.pages.screens import open_screen, read_words
from tests.world import World, add_incident

OFFERED = ["Working file, CSV", "Working file, XLSX"]
NO_LIST = {Role.ADMINISTRATOR}


@pytest.fixture
def listed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world with two incidents, as the app opens it."""
    monkeypatch.setenv("DATABASE_URL", world.store.url)
    add_incident(world, "TOLD")
    add_incident(world, "THEFT", category="theft", severity=None)
    return world


def list_offered(at: AppTest) -> list[str]:
    labels = [button.proto.label for button in at.get("download_button")]
    return [label for label in labels if label.startswith("Working file")]


def open_list(world: World, role: Role, **params: str) -> AppTest:
    return open_screen(world.people[role], "review/incidents.py", **params)


@pytest.mark.parametrize("role", [role for role in Role if role not in NO_LIST | {Role.SYSTEM}])
def test_it_is_offered_to_who_imports_and_reviews(listed: World, role: Role) -> None:
    at = open_list(listed, role)
    assert len(at.dataframe) == 1, "the list itself shows to each of them"
    may = role in {Role.CHAIR, Role.PROTOCOL_LEAD, Role.POLICE_REVIEWER}
    assert list_offered(at) == (OFFERED if may else [])
    assert (KEEP_WITHIN in read_words(at)) is may


def test_where_nothing_is_listed_there_is_no_file(listed: World) -> None:
    assert list_offered(open_list(listed, Role.CHAIR, reference="THEFT")) == OFFERED
    assert list_offered(open_list(listed, Role.CHAIR, reference="none of them")) == []
