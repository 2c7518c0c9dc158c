"""The page before sign-in, its refusals and the way out, with `st.user` filled in."""

import sys
import time

import pytest
from streamlit.testing.v1 import AppTest

from core.clock import read_today
from core.people import (
    PersonForm,
    add_first_person,
    end_person,
    has_people,
    read_candidates,
    read_people,
)
from core.sign_in_ending import read_sign_ins
from core.vocabulary import Role
from pages.components import sign_in_settings
from tests.pages.screens import ROOT, open_screen, read_words, start_app, use_store

# One sign-in however often a test opens the app with it; a long run of tests must not age it.
_NOW = int(time.time())
_LONG = "a secret that is long enough for it"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "_NOW", int(time.time()))


@pytest.fixture
def secrets(monkeypatch):
    """An [auth] section, as Streamlit reads it."""
    section = {"cookie_secret": _LONG, "client_id": "slow-time"}
    monkeypatch.setattr(sign_in_settings, "get_secrets_auth_section", lambda: section)
    return section


@pytest.fixture
def signed_in_world(world, monkeypatch, secrets):
    use_store(monkeypatch, world.store.url)
    return world


def _claims(of: str, **other) -> dict[str, object]:
    return {
        "is_logged_in": True,
        "iss": "https://id.example.org",
        "sub": f"subject of {of}",
        "email": of,
        "email_verified": True,
        "iat": _NOW,
        "exp": _NOW + 3600,
        "nonce": "nonce",
        "name": "Name At Provider",
        **other,
    }


def _open(user: dict[str, object], script: str | None = None) -> AppTest:
    at = start_app(ROOT / "app.py")
    at.user = user
    if script:
        at.switch_page(f"pages/{script}")
    at.run()
    assert not at.exception, at.exception[0].value
    return at


def _titles(at: AppTest) -> list[str]:
    return [title.value for title in at.title]


def _buttons(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def test_whoever_is_not_signed_in_sees_the_provider_and_nothing_else(signed_in_world):
    at = _open({}, "data/homes_register.py")
    assert _titles(at) == ["Sign in to Slow Time"]
    assert _buttons(at) == ["Sign in"]
    assert not at.selectbox and "Alder" not in read_words(at)


def test_a_person_chosen_in_the_session_counts_for_nothing_where_people_sign_in(signed_in_world):
    at = open_screen(signed_in_world.people[Role.CHAIR], "data/homes_register.py")
    assert _titles(at) == ["Sign in to Slow Time"]
    assert "Alder" not in read_words(at)


def test_every_provider_has_its_button_by_its_label_or_its_name(signed_in_world, secrets):
    secrets.clear()
    secrets |= {"cookie_secret": _LONG, "police": {"client_id": "a", "label": "the *force*"}}
    secrets["council"] = {"client_id": "b"}
    assert _buttons(_open({})) == ["Sign in with the \\*force\\*", "Sign in with Council"]


@pytest.mark.parametrize(
    ("other", "title", "words"),
    [
        ({"email_verified": False}, "This account is not let in", "does not vouch"),
        ({"email_verified": None}, "This account is not let in", "does not vouch"),
        ({"email": "stranger@example.org"}, "This account is not let in", "Nobody in the group"),
        ({"iat": 1}, "You are signed out", "as long as one sign-in lasts"),
        ({"iat": None}, "You are signed out", "as long as one sign-in lasts"),
        ({"iat": "now"}, "You are signed out", "as long as one sign-in lasts"),
        ({"iat": _NOW + 3600}, "This account is not let in", "in the future"),
        ({"exp": 2}, "You are signed out", "had expired"),
    ],
)
def test_each_refusal_says_why_and_offers_another_account(signed_in_world, other, title, words):
    at = _open(_claims("chair@example.org", **other), "data/homes_register.py")
    assert _titles(at) == [title]
    assert any(words in text.value for text in at.text)
    assert "Use another account" in _buttons(at)
    assert ("Sign in" in _buttons(at)) is (title == "You are signed out")
    assert "Alder" not in read_words(at)


@pytest.mark.parametrize("verified", [True, "true"])
def test_whoever_is_let_in_sees_the_page_as_themselves(signed_in_world, verified):
    at = _open(_claims("chair@example.org", email_verified=verified), "data/homes_register.py")
    assert "Alder" in read_words(at)
    assert "Sign out" in _buttons(at) and "Somebody else" not in _buttons(at)


def test_microsofts_own_claim_vouches_for_an_address(signed_in_world):
    user = _claims("chair@example.org", xms_edov=True)
    del user["email_verified"]
    assert "Sign out" in _buttons(_open(user))
    assert "Sign out" not in _buttons(_open({**user, "xms_edov": False, "nonce": "another"}))


def test_a_person_who_leaves_is_out_at_the_next_run_and_their_press_saves_nothing(signed_in_world):
    world = signed_in_world
    at = _open(_claims("administrator@example.org"), "data/people.py")
    assert "A chair" in read_words(at)
    chair = world.viewer(Role.CHAIR)
    row = next(p for p in read_people(world.store, chair) if p.role is Role.ADMINISTRATOR)
    end_person(world.store, chair, row.id, row.version, read_today())
    at.text_input(key="person_new_0_name").set_value("Too Late")
    at.text_input(key="person_new_0_email").set_value("late@example.org")
    at.button(key="person_new_0_go").click().run()
    assert _titles(at) == ["This account is not let in"]
    assert "A chair" not in read_words(at)
    assert all(p.email != "late@example.org" for p in read_candidates(world.store))


def test_a_press_before_anything_changed_does_save(signed_in_world):
    at = _open(_claims("administrator@example.org"), "data/people.py")
    at.text_input(key="person_new_0_name").set_value("In Time")
    at.text_input(key="person_new_0_email").set_value("early@example.org")
    at.button(key="person_new_0_go").click().run()
    assert any(p.email == "early@example.org" for p in read_candidates(signed_in_world.store))


def test_signing_out_ends_the_sign_in_in_the_store(signed_in_world):
    world = signed_in_world
    chair = world.viewer(Role.CHAIR)
    at = _open(_claims("chair@example.org"))
    at.button(key="sign_out").click().run()
    # A run after it would drop the address to go to, and the provider keep them signed in.
    assert _titles(at) == [] and not at.exception
    (row,) = read_sign_ins(world.store, chair, chair.person_id)
    assert row.ended_at is not None
    assert _titles(_open(_claims("chair@example.org"))) == ["You are signed out"]


def test_signing_out_everywhere_asks_once(signed_in_world):
    chair = signed_in_world.viewer(Role.CHAIR)
    at = _open(_claims("chair@example.org"))
    everywhere = f"everywhere_{chair.person_id}"
    assert at.button(key=everywhere).disabled
    at.checkbox(key=f"sure_{everywhere}").check().run()
    at.button(key=everywhere).click().run()
    assert _titles(at) == ["You are signed out"]
    assert any("signed out everywhere" in text.value for text in at.text)


def test_another_may_be_signed_out_from_their_entry_by_whoever_keeps_the_people(signed_in_world):
    world = signed_in_world
    spoc = _open(_claims("spoc@example.org"))
    assert "Sign out" in _buttons(spoc)
    of = world.people[Role.SPOC]
    at = _open(_claims("chair@example.org"), "data/people.py")
    at.query_params["person"] = str(of)
    at.run()
    at.checkbox(key=f"sure_everywhere_{of}").check().run()
    at.button(key=f"everywhere_{of}").click().run()
    assert "Sign out" in _buttons(at)
    spoc.run()
    assert _titles(spoc) == ["You are signed out"]


def test_an_empty_store_says_how_the_first_is_entered_and_takes_nobody(store, monkeypatch, secrets):
    use_store(monkeypatch, store.url)
    for user in ({}, _claims("first@example.org")):
        at = _open(user)
        assert _titles(at) == ["Nobody can sign in yet"]
        assert "first-administrator" in at.code[0].value
        assert not at.button and not at.text_input
    assert not has_people(store)
    add_first_person(store, PersonForm("First", "first@example.org", Role.CHAIR))
    assert "Sign out" in _buttons(_open(_claims("first@example.org")))


def test_another_account_with_the_same_address_is_refused_until_it_is_released(signed_in_world):
    spoc = "spoc@example.org"
    assert "Sign out" in _buttons(_open(_claims(spoc)))
    other = _claims(spoc, sub="another", nonce="n2", iat=_NOW + 2)
    at = _open(other)
    assert _titles(at) == ["This account is not let in"]
    assert any("with another account" in text.value for text in at.text)
    of = signed_in_world.people[Role.SPOC]
    at = _open(_claims("chair@example.org"), "data/people.py")
    at.query_params["person"] = str(of)
    at.run()
    assert at.button(key=f"account_{of}").disabled
    at.checkbox(key=f"sure_account_{of}").check().run()
    at.button(key=f"account_{of}").click().run()
    assert "is theirs" in read_words(at)
    assert "let another account in" not in _buttons(at)
    later = {**other, "iat": int(time.time()) + 2, "nonce": "n3"}
    assert "Sign out" in _buttons(_open(later))


def test_who_signed_in_long_ago_changes_nobody_and_is_told_what_to_do(signed_in_world):
    old = _claims("chair@example.org", auth_time=_NOW - 3600)
    of = signed_in_world.people[Role.SPOC]
    at = _open(old, "data/people.py")
    at.query_params["person"] = str(of)
    at.run()
    assert "sign out and in again first" in read_words(at)
    assert next(b for b in at.button if b.label == "Save the changes").disabled
    assert not [b for b in at.button if b.label in {"Add the person", "Sign out everywhere"}]
    fresh = _open(_claims("chair@example.org", nonce="n4"), "data/people.py")
    assert [b for b in fresh.button if b.label == "Add the person"]
    # The button was drawn in time, and pressed too late.
    fresh.user = {**old, "nonce": "n4"}
    fresh.text_input(key="person_new_0_name").set_value("Too Late")
    fresh.text_input(key="person_new_0_email").set_value("late@example.org")
    fresh.button(key="person_new_0_go").click().run()
    assert all(p.email != "late@example.org" for p in read_candidates(signed_in_world.store))


@pytest.mark.parametrize(
    ("address", "starts"),
    [
        ("https://dorset.example.org/oauth2callback", True),
        ("http://localhost:8501/oauth2callback", True),
        ("http://127.0.0.1:8501/oauth2callback", True),
        ("http://dorset.example.org/oauth2callback", False),
        ("HTTP://dorset.example.org/oauth2callback", False),
        ("http://localhost.example.org/oauth2callback", False),
    ],
)
def test_a_return_address_without_tls_is_taken_on_this_machine_alone(secrets, address, starts):
    secrets["redirect_uri"] = address
    fault = sign_in_settings.find_fault()
    assert (fault is None) is starts
    assert starts or "in the open" in fault


def test_without_a_provider_a_network_address_shows_why_and_nothing_else(world, monkeypatch):
    use_store(monkeypatch, world.store.url)
    real = sign_in_settings.st.get_option
    for address, shown in (("0.0.0.0", False), ("", False), ("127.0.0.1", True)):
        monkeypatch.setattr(
            sign_in_settings.st,
            "get_option",
            lambda name, address=address: address if name == "server.address" else real(name),
        )
        at = open_screen(world.people[Role.CHAIR], "data/homes_register.py")
        assert ("Alder" in read_words(at)) is shown
        assert ("This server shows nothing yet" in _titles(at)) is not shown
