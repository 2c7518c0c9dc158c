"""Role × page × whatever is in the address, and every button pressed once: the long form."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from core.access import read_access
from core.vocabulary import Role
from pages.components.registry import PAGES, PageSpec
from tests.attack.addresses import MADE, OPENS, list_foreign, list_garbage, list_parameters
from tests.attack.canaries import Secrets
from tests.attack.sight import ROLES, SEES_WHOLE_AREA
from tests.attack.surfaces import Given, look
from tests.attack.test_leaks import check

# What is nobody's number is the same to every role: who opens most pages tries it, and who alone
# opens the audit.
TRIES_GARBAGE = {Role.CHAIR: {spec.key for spec in PAGES}, Role.ADMINISTRATOR: {"audit"}}
BY_ID = ("incidents", "grading", "panels", "actions")
"""Pages that could follow an incident's number in the address, whether they do or not."""


def _list_homes(role: Role) -> tuple[str, ...]:
    # Who sees every home sees as much of one as of another.
    return ("dogwood",) if role in SEES_WHOLE_AREA else ("birch", "cedar", "dogwood")


def test_every_name_that_a_page_reads_is_known() -> None:
    known = list_parameters()
    assert {"incident", "home", "meeting", "by", "until", "month", "screen", "projector"} <= known
    assert {name for names in OPENS.values() for name in names} <= known | {"home"}
    assert len(known - MADE) > 40


def _try(secrets: Secrets, role: Role, spec: PageSpec, params: dict[str, object]) -> Given:
    given = look(secrets.world.people[role], spec.script, params)
    short = {name: str(value)[:40] for name, value in params.items()}
    assert given.title, (role, spec.key, short)
    check(secrets, role, spec, {k: str(v) for k, v in params.items()}, given)
    return given


def test_a_page_says_something_whatever_is_in_its_address(secrets: Secrets) -> None:
    """The short form: one page that opens by a number, one that narrows by many."""
    for key in ("incidents", "minutes"):
        spec = next(spec for spec in PAGES if spec.key == key)
        for params in list(list_garbage(key))[::5]:
            _try(secrets, Role.CHAIR, spec, params)


@pytest.mark.attack
@pytest.mark.parametrize("spec", PAGES, ids=lambda spec: spec.key)
@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_any_page_gives_a_role_what_is_not_its_own(
    secrets: Secrets, role: Role, spec: PageSpec
) -> None:
    opens = spec.opens(read_access(secrets.world.viewer(role)))
    for number, params in enumerate(list_foreign(secrets, spec.key, _list_homes(role))):
        # A page that is refused reads nothing of its address.
        if opens or number == 0:
            _try(secrets, role, spec, params)
    if spec.key in TRIES_GARBAGE.get(role, ()):
        for params in list_garbage(spec.key):
            _try(secrets, role, spec, params)


# It ends the visit: what comes after would be pressed by nobody.
ENDS_THE_VISIT = {"Somebody else"}


def press_all(at: AppTest, script: str, params: Mapping[str, str]) -> list[str]:
    """Every button once, one after another; what a dialog or a form then shows is given out too.

    Where one led elsewhere, or onto the wall, the page is opened again for the next.
    """
    waiting = [(b.key, b.label) for b in at.button if not b.disabled]
    pressed = []
    for key, label in waiting:
        if label in ENDS_THE_VISIT:
            continue
        if not _find_button(at, key, label):
            for button in _find_button(at, "leave_wall", "Leave the wall"):
                button.click().run()
            at.query_params.clear()
            at.query_params.update(params)
            at.switch_page(f"pages/{script}").run()
        for button in _find_button(at, key, label)[:1]:
            button.click().run()
            pressed.append(label)
            assert not at.exception, (label, at.exception[0].value)
    return pressed


def _find_button(at: AppTest, key: str | None, label: str) -> list[Button]:
    return [b for b in at.button if (b.key, b.label) == (key, label) and not b.disabled]


def test_every_button_of_a_page_is_pressed_also_after_one_that_leads_onto_the_wall(
    tmp_path: Path, untouched_secrets: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets, pressed = untouched_secrets.copy(tmp_path), list[str]()
    monkeypatch.setenv("DATABASE_URL", secrets.world.store.url)
    script = "review/overview.py"

    def press(at: AppTest) -> None:
        waiting = {b.label for b in at.button if not b.disabled} - ENDS_THE_VISIT
        pressed.extend(press_all(at, script, {}))
        assert set(pressed) == waiting

    look(secrets.world.people[Role.CHAIR], script, act=press)
    secrets.world.store.close()
    assert pressed[0] == "Show on the wall" and len(pressed) > 2


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
    folder: Path = tmp_path_factory.mktemp("pressed")
    secrets = untouched_secrets.copy(folder)
    monkeypatch.setenv("DATABASE_URL", secrets.world.store.url)
    named = secrets.world.named
    asked: list[dict[str, str]] = [{}]
    if spec.key in BY_ID and spec.opens(read_access(secrets.world.viewer(role))):
        names = ("alder_call", "alder_kept", "dogwood_call", "dogwood_kept")
        asked += [{"incident": str(named[name])} for name in names]
    for params in asked:
        press = partial(press_all, script=spec.script, params=params)
        given = look(secrets.world.people[role], spec.script, params, act=press)
        check(secrets, role, spec, params, given)
    secrets.world.store.close()
