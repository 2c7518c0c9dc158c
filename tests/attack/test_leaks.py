"""Role × page × query parameter × file: no word reaches a person who may not meet it.

What is looked through is everything that leaves the server: the bytes of every message, the file
behind every button, and what the session keeps. What a role may meet stands in `sight`, by hand.
"""

from collections.abc import Iterator, Mapping

import pytest
from streamlit.testing.v1 import AppTest

from core.vocabulary import Role
from pages.components.registry import PAGES, PageSpec
from tests.attack.canaries import Secrets
from tests.attack.sight import ON_NO_WALL, ROLES, SEES_WHOLE_AREA, find_allowed
from tests.attack.surfaces import Given, find_words, look, open_file

BY_ID = ("incidents", "grading", "panels", "actions")
"""Pages that could follow an incident's number in the URL, whether they do or not."""


def _list_texts(given: Given) -> Iterator[str | bytes]:
    yield from given.messages
    yield given.session
    for content in given.files.values():
        yield from open_file(content)
    yield from given.refused_files.values()


def _check(
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
    met = {word for word in met if not any(word in value for value in params.values())}
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
            met |= _check(secrets, role, spec, params, given)
    spec = next(spec for spec in PAGES if spec.key == "incidents")
    for key in secrets.world.named.values():
        params = {"incident": str(key)}
        met |= _check(secrets, role, spec, params, _look(secrets, role, spec, **params))
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
            _check(secrets, role, spec, params, given, ON_NO_WALL)
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


def _list_hostile(secrets: Secrets) -> Iterator[dict[str, str]]:
    named = secrets.world.named
    values = (
        "0",
        "-1",
        "9" * 18,
        "9" * 30,
        "1e3",
        "\u0661",
        "NaN",
        "../1",
        "1;DROP TABLE incident",
    )
    urn = secrets.urns["dogwood"]
    quoted = (f"{urn}'", f'{urn}" OR "1"="1', f"' OR urn='{urn}", f"{urn.lower()}", f" {urn} ", "%")
    for name in (
        "incident",
        "meeting",
        "request",
        "home",
        "by",
        "until",
        "month",
        "page",
        "screen",
    ):
        for value in (*values, *quoted, "", "\x00", "\r\nSet-Cookie: a=b", "x" * 10_000):
            yield {name: value}
    for home in secrets.urns.values():
        for key in ("home", "urn", "provider"):
            yield {key: home, "incidents_period": "Last 36 months", "period": "Last 36 months"}
    for key in named.values():
        yield {"incident": str(key), "home": secrets.urns["alder"]}
        yield {"incident": f"0{key}"}
    for meeting in secrets.meetings.values():
        yield {"meeting": str(meeting)}
    for request in secrets.requests:
        yield {"request": str(request), "home": secrets.urns["cedar"]}
    for person in secrets.world.people.values():
        yield {"by": str(person), "person": str(person), "person_id": str(person)}
    yield {"kind": "home_summary", "level": "group", "contact": "none", "state": "suggested"}
    yield {"role": "chair", "person": "1", "viewer": "1", "administrator": "true", "embed": "true"}


@pytest.mark.attack
@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.key)
@pytest.mark.parametrize("role", ROLES)
def test_no_parameter_of_any_page_gives_a_role_what_is_not_its_own(
    secrets: Secrets, role: Role, spec: PageSpec
) -> None:
    for params in _list_hostile(secrets):
        _check(secrets, role, spec, params, _look(secrets, role, spec, **params))


def _press_all(at: AppTest) -> None:
    """Every button, one after another; what a dialog or a form then shows is given out too."""
    for key in [button.key for button in at.button if button.key and not button.disabled][:60]:
        try:
            button = at.button(key=key)
        except KeyError:
            continue
        button.click().run()


@pytest.mark.attack
@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.key)
@pytest.mark.parametrize("role", ROLES)
def test_no_button_of_any_page_shows_a_role_what_is_not_its_own(
    tmp_path_factory: pytest.TempPathFactory,
    untouched_secrets: Secrets,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    spec: PageSpec,
) -> None:
    secrets = untouched_secrets.copy(tmp_path_factory.mktemp("pressed"))
    monkeypatch.setenv("DATABASE_URL", secrets.world.store.url)
    named = secrets.world.named
    asked: list[dict[str, str]] = [{}]
    if spec.key in BY_ID:
        names = ("alder_call", "alder_kept", "dogwood_call", "dogwood_kept")
        asked += [{"incident": str(named[name])} for name in names]
    for params in asked:
        given = look(secrets.world.people[role], spec.script, params, act=_press_all)
        _check(secrets, role, spec, params, given)
