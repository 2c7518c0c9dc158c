"""Role × page × query parameter × file: no word reaches a person who may not meet it.

What is looked through is everything that leaves the server: the bytes of every message, the file
behind every button, and what the session keeps. What a role may meet stands in `sight`, by hand.
"""

from collections.abc import Iterator, Mapping

import pytest

from core.vocabulary import Role
from pages.components.registry import PAGES, PageSpec
from tests.attack.canaries import Secrets
from tests.attack.sight import ON_NO_WALL, ROLES, SEES_WHOLE_AREA, find_allowed
from tests.attack.surfaces import Given, find_words, look, open_file


def _list_texts(given: Given) -> Iterator[str | bytes]:
    yield from given.messages
    yield given.session
    for content in given.files.values():
        yield from open_file(content)
    yield from given.refused_files.values()


def check(
    secrets: Secrets,
    role: Role,
    spec: PageSpec,
    params: Mapping[str, str],
    given: Given,
    never: frozenset[str] = frozenset(),
) -> set[str]:
    """What was met on a page; fails where any of it is not the role's."""
    where = f"{role.value} on {spec.key} with {dict(params)}"
    assert given.errors == [], where
    met = find_words(_list_texts(given), secrets.words)
    # What somebody wrote into the address themselves is no secret to them.
    written = " ".join(params.values()).lower()
    met = {word for word in met if word.lower() not in written}
    leaked = met - find_allowed(role, secrets.words)
    leaked |= {word for word in met if secrets.words[word][0] in never}
    assert sorted(secrets.words[word] for word in leaked) == [], where
    return met


def _look(
    secrets: Secrets, role: Role, spec: PageSpec, press: bool = False, **params: str
) -> Given:
    return look(secrets.world.people[role], spec.script, params, press=press)


def _say_foreign(secrets: Secrets) -> dict[str, str]:
    """Every parameter that names something, set to what is nobody's own."""
    return {
        "home": secrets.urns["dogwood"],
        "meeting": str(secrets.meetings["planned"]),
        "request": str(secrets.requests[-1]),
        "by": str(secrets.world.people[Role.CHAIR]),
        "contact": "none",
        "incidents_period": "Last 36 months",
    }


# What each role must have met by the end: an empty page would pass every other check.
MUST_MEET = {
    Role.CHAIR: {"reference", "child", "summary", "suggested", "agreed", "action", "e-mail"},
    Role.PROTOCOL_LEAD: {"reference", "child", "suggested", "kept figure"},
    Role.POLICE_REVIEWER: {"reference", "child", "summary", "suggested", "decision", "action"},
    Role.SPOC: {"reference", "child", "suggested", "decision", "action", "contact note"},
    Role.PROVIDER: {"reference", "child", "suggested", "home_account", "contact note"},
    Role.PARTNER: {"reference", "agreed", "home name", "figure"},
    Role.LIAISON: {"reference", "agreed", "home name", "inspector"},
    Role.ADMINISTRATOR: {"home name", "urn", "e-mail", "recipient"},
}


# The others see the same by the same code, or next to nothing: the long form has them too.
SHORT = (Role.POLICE_REVIEWER, Role.SPOC, Role.PROVIDER, Role.LIAISON)


@pytest.mark.parametrize(
    "role",
    [pytest.param(r, marks=() if r in SHORT else pytest.mark.attack) for r in ROLES],
)
def test_no_page_file_or_address_gives_a_role_what_is_not_its_own(
    secrets: Secrets, role: Role
) -> None:
    met: set[str] = set()
    foreign = _say_foreign(secrets)
    # Who sees every home sees as much of that one as of another.
    asked = [foreign] if role in SEES_WHOLE_AREA else [{}, foreign]
    for spec in PAGES:
        for params in asked:
            given = _look(secrets, role, spec, press=params is asked[0], **params)
            met |= check(secrets, role, spec, params, given)
    spec = next(spec for spec in PAGES if spec.key == "incidents")
    for key in secrets.world.named.values():
        params = {"incident": str(key)}
        met |= check(secrets, role, spec, params, _look(secrets, role, spec, **params))
    assert {secrets.words[word][0] for word in met} >= MUST_MEET[role]


@pytest.mark.parametrize("role", [Role.CHAIR, Role.PROVIDER])
def test_the_wall_shows_no_childs_reference_and_nobodys_own_words(
    secrets: Secrets, role: Role
) -> None:
    shown = 0
    for spec in PAGES:
        for more in ({}, {"home": secrets.urns["alder"]}):
            params = {"projector": "1", **more}
            given = _look(secrets, role, spec, **params)
            check(secrets, role, spec, params, given, ON_NO_WALL)
            assert spec.projected or given.title in {
                "This page is not for the wall",
                "This page is not open to your role",
            }
            shown += spec.projected and given.title != "This page is not open to your role"
    assert shown > 6


def test_nobody_meets_anything(secrets: Secrets) -> None:
    for spec in PAGES:
        given = look(None, spec.script, _say_foreign(secrets))
        assert given.errors == []
        # Who sits at one's own machine chooses who they are, by name and role.
        assert find_words(_list_texts(given), secrets.words) <= {secrets.urns["dogwood"]}
