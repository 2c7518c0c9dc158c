"""Whoever is out while their page is open gets nothing more of it: no press, no file."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select, update
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.clock import read_utc_now
from core.errors import AccessDenied
from core.tables import Audit, Person, SignIn
from core.vocabulary import Role
from pages.components import sign_in_settings
from pages.components.registry import PAGES
from tests.attack.canaries import Secrets
from tests.attack.surfaces import Given, listening
from tests.pages.screens import ROOT, start_app, use_store
from tests.world import World

NOW = int(time.time())
ISSUED = NOW - 2 * 3600
# What is on every installation alike, and nothing of the store.
HOLDS_NOTHING = {"incidents_template.csv"}


def _set_person(world: World, **values: object) -> None:
    with world.store.write(SYSTEM) as change:
        mine = Person.id == world.people[Role.CHAIR]
        change.session.exec(update(Person).where(mine).values(**values))
        change.record("changed", "person")


def _set_seen(world: World, minutes: int) -> None:
    with world.store.write(SYSTEM) as change:
        seen = read_utc_now() - timedelta(minutes=minutes)
        change.session.exec(update(SignIn).values(seen_at=seen))
        change.record("changed", "sign_in")


Turn = Callable[[World, pytest.MonkeyPatch], None]
# How a session ends, and how the test takes that back.
ENDS: dict[str, tuple[Turn, Turn]] = {
    "left the group": (
        lambda world, patch: _set_person(world, active=False),
        lambda world, patch: _set_person(world, active=True),
    ),
    "another role": (
        lambda world, patch: _set_person(world, role="liaison"),
        lambda world, patch: _set_person(world, role="chair"),
    ),
    "signed out everywhere": (
        lambda world, patch: _set_person(world, signed_out_at=read_utc_now()),
        lambda world, patch: _set_person(world, signed_out_at=None),
    ),
    "idle": (
        lambda world, patch: _set_seen(world, 61),
        lambda world, patch: _set_seen(world, 0),
    ),
    "over the longest": (
        lambda world, patch: patch.setenv("SLOW_TIME_SIGN_IN_HOURS", "1"),
        lambda world, patch: patch.delenv("SLOW_TIME_SIGN_IN_HOURS"),
    ),
}


@pytest.fixture
def signed_in(
    untouched_secrets: Secrets, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Secrets]:
    """A store in which people sign in with a provider."""
    secrets = untouched_secrets.copy(tmp_path)
    section = {"cookie_secret": "a secret that is long enough for it", "client_id": "slow-time"}
    monkeypatch.setattr(sign_in_settings, "get_secrets_auth_section", lambda: section)
    use_store(monkeypatch, secrets.world.store.url)
    yield secrets
    secrets.world.store.close()


def _start(secrets: Secrets, script: str) -> AppTest:
    at = start_app(ROOT / "app.py")
    address = f"{secrets.find('e-mail', 'chair')}@example.org"
    at.user = {
        "is_logged_in": True,
        "iss": "https://id.example.org",
        "sub": "subject",
        "email": address,
        "email_verified": True,
        "iat": ISSUED,
        "exp": NOW + 3600,
        "nonce": "nonce",
    }
    at.switch_page(f"pages/{script}")
    return at


def _draw_all(secrets: Secrets) -> dict[str, Callable[[], Any]]:
    """Every page as the chair; what makes the file behind each of their buttons."""
    makers: dict[str, Callable[[], Any]] = {}
    for spec in PAGES:
        at = _start(secrets, spec.script)
        if spec.key == "incidents":
            at.query_params["incident"] = str(secrets.world.named["alder_call"])
        drawn: dict[str, Callable[[], Any]] = {}
        with listening(Given(), drawn):
            at.run()
        assert not at.exception, (spec.key, at.exception)
        makers |= {f"{spec.key}: {name}": make for name, make in drawn.items()}
    return makers


def test_no_button_of_any_open_page_makes_a_file_for_who_is_out(
    signed_in: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers = {
        name: make
        for name, make in _draw_all(signed_in).items()
        if not any(known in name for known in HOLDS_NOTHING)
    }
    assert len(makers) > 30
    made = next(make for name, make in makers.items() if name.endswith(".csv"))
    assert made()
    for end, (begin, take_back) in ENDS.items():
        begin(signed_in.world, monkeypatch)
        for name, make in makers.items():
            with pytest.raises(AccessDenied):
                raise AssertionError(f"{end}: {name} gave {make()!r:.80}")
        take_back(signed_in.world, monkeypatch)
        assert made(), end


@pytest.mark.parametrize("end", ENDS)
def test_no_press_on_an_open_page_changes_anything_for_who_is_out(
    signed_in: Secrets, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    at = _start(signed_in, "follow_up/actions.py").run()
    ticks = [button for button in at.button if button.label == "Done"]
    assert ticks, [button.label for button in at.button]
    ENDS[end][0](signed_in.world, monkeypatch)
    head = signed_in.world.store.read_audit_head()
    ticks[0].click().run()
    with signed_in.world.store.read() as session:
        since = session.exec(select(Audit).where(Audit.seq > head)).all()
    assert {row.verb for row in since} <= {"refused"}
    assert not at.exception
    words = {word for word, (kind, _) in signed_in.words.items() if kind == "action"}
    shown = " ".join(element.value for element in (*at.markdown, *at.text, *at.title))
    assert end == "another role" or not [word for word in words if word in shown]


def test_each_browser_stays_itself_when_the_server_reads_its_settings_again(tmp_path: Path) -> None:
    """Streamlit does so whenever config.toml is written; a session is its browser's alone."""
    program = """
import asgi
from streamlit import config
before = config.get_option("server.trustedUserHeaders")
config.get_config_options(force_reparse=True)
print(before == config.get_option("server.trustedUserHeaders") == asgi.TRUSTED_HEADERS)
"""
    told = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=told, capture_output=True, text=True
    )
    assert done.stdout.strip() == "True", done.stderr
