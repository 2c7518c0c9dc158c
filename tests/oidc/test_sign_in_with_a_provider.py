"""Sign-in from the first page to the last, with a real provider and in a real browser.

Each account that is refused belongs to somebody in the register: only what it is refused for is
wrong with it.
"""

from datetime import timedelta

import pytest
from sqlmodel import select

from core.clock import read_today
from core.people import PersonForm, add_first_person, add_person, end_person, read_people
from core.server.browser import COOKIE
from core.store import build_url, open_store
from core.tables import Audit, SignIn
from core.vocabulary import Role, StoreKind
from tests.browser.sockets import connect_socket, read_run
from tests.oidc.conftest import (
    ACCOUNTS,
    SECRET,
    WAIT,
    run_site,
    sign_in,
    wait_for_title,
)
from tests.world import build_world


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    world = build_world(tmp_path_factory.mktemp("oidc"))
    chair = world.viewer(Role.CHAIR)
    for email in [*ACCOUNTS, "leaver@example.org", "idler@example.org"]:
        add_person(world.store, chair, PersonForm(email.split("@")[0], email, Role.LIAISON))
    return world


@pytest.fixture(scope="module")
def site(world, chromium, tmp_path_factory):
    with run_site(world.store, tmp_path_factory.mktemp("secrets"), chromium) as site:
        yield site


def _open_guide(tab, site) -> None:
    """A page that every role may open, reached by its address."""
    tab.goto(f"{site.base}/guide")
    tab.get_by_role("button", name="Sign out", exact=True).wait_for(timeout=WAIT)


def _let_in(site, email: str):
    """A browser that is signed in, and its tab on the Guide."""
    browser = site.open_browser()
    tab = browser.new_page()
    sign_in(tab, site, email)
    tab.get_by_role("button", name="Sign out", exact=True).wait_for(timeout=WAIT)
    _open_guide(tab, site)
    return browser, tab


def _press_something(tab) -> None:
    """A click that has the page drawn anew, unless a tab that is over cleared itself before."""
    tab.evaluate("document.querySelector('[data-testid=stSidebarNavLink][href$=guide]')?.click()")


def _refusals(world) -> list[tuple[int | None, list[str]]]:
    with world.store.read() as session:
        rows = session.exec(
            select(Audit).where(Audit.verb == "refused", Audit.noun == "sign_in")
        ).all()
        return [(row.person_id, row.fields) for row in rows]


@pytest.mark.parametrize("page", ["", "guide", "homes_register", "people", "incidents"])
def test_nobody_sees_anything_before_they_sign_in(site, page):
    tab = site.open_browser().new_page()
    tab.goto(f"{site.base}/{page}")
    wait_for_title(tab, "Sign in to Slow Time")
    assert SECRET not in tab.content()
    assert tab.get_by_text("Look as").count() == 0
    assert tab.get_by_text("Who are you?").count() == 0


def test_a_person_of_the_register_is_let_in_as_themselves(site, world):
    _browser, tab = _let_in(site, "chair@example.org")
    assert "A chair" in tab.get_by_test_id("stSidebar").inner_text()
    tab.goto(f"{site.base}/homes_register")
    tab.get_by_text(SECRET).first.wait_for(timeout=WAIT)
    with world.store.read() as session:
        people = {row.person_id for row in session.exec(select(SignIn))}
    assert world.people[Role.CHAIR] in people


def test_an_unverified_address_is_refused(site, world):
    tab = site.open_browser().new_page()
    sign_in(tab, site, "unverified@example.org")
    wait_for_title(tab, "This account is not let in")
    tab.get_by_text("does not vouch").wait_for(timeout=WAIT)
    assert (None, ["e-mail not verified"]) in _refusals(world)


def test_an_unknown_person_is_refused_and_may_try_another_account(site, world):
    tab = site.open_browser().new_page()
    sign_in(tab, site, "stranger@example.org")
    wait_for_title(tab, "This account is not let in")
    assert SECRET not in tab.content()
    assert (None, ["unknown person"]) in _refusals(world)
    tab.get_by_role("button", name="Use another account").click()
    tab.get_by_role("button", name="Leave").click(timeout=WAIT)
    sign_in(tab, site, "chair@example.org")
    tab.get_by_role("button", name="Sign out", exact=True).wait_for(timeout=WAIT)


@pytest.mark.parametrize("email", ["issuer@example.org", "expired@example.org"])
def test_a_token_of_another_issuer_or_an_expired_one_makes_no_sign_in(site, email):
    tab = site.open_browser().new_page()
    sign_in(tab, site, email)
    tab.wait_for_url(f"{site.base}/", timeout=WAIT)
    wait_for_title(tab, "Sign in to Slow Time")
    assert not [c for c in tab.context.cookies() if c["name"].startswith("_streamlit_user")]


def test_a_token_older_than_the_longest_sign_in_is_refused(site, world):
    tab = site.open_browser().new_page()
    sign_in(tab, site, "old@example.org")
    wait_for_title(tab, "You are signed out")
    tab.get_by_text("as long as one sign-in lasts").wait_for(timeout=WAIT)
    assert ["older than the absolute limit"] in [fields for _, fields in _refusals(world)]


def test_a_person_who_leaves_is_out_at_the_next_click(site, world):
    _browser, tab = _let_in(site, "leaver@example.org")
    chair = world.viewer(Role.CHAIR)
    row = next(p for p in read_people(world.store, chair) if p.email == "leaver@example.org")
    end_person(world.store, chair, row.id, row.version, read_today())
    _press_something(tab)
    wait_for_title(tab, "This account is not let in")
    tab.get_by_text("left the group").wait_for(timeout=WAIT)


def test_signing_out_ends_the_other_tab_and_the_cookie_and_a_stolen_cookie(site):
    browser, tab = _let_in(site, "chair@example.org")
    other = browser.new_page()
    _open_guide(other, site)
    stolen = browser.cookies()
    tab.get_by_role("button", name="Sign out", exact=True).click()
    tab.get_by_role("button", name="Leave").click(timeout=WAIT)
    wait_for_title(tab, "Sign in to Slow Time")
    # Nobody touches the other tab: it clears itself.
    wait_for_title(other, "You are signed out")
    thief = site.open_browser()
    thief.add_cookies(stolen)
    tab = thief.new_page()
    tab.goto(f"{site.base}/homes_register")
    wait_for_title(tab, "You are signed out")
    assert SECRET not in tab.content()


def test_signing_out_everywhere_ends_another_browser_too(site):
    _browser, tab = _let_in(site, "spoc@example.org")
    _other_browser, other = _let_in(site, "spoc@example.org")
    tab.get_by_role("button", name="Where you are signed in").click()
    everywhere = tab.get_by_role("button", name="Sign out everywhere")
    everywhere.wait_for(timeout=WAIT)
    assert everywhere.is_disabled()
    tab.get_by_text("Yes, end them all").click()
    tab.wait_for_function(
        "() => ![...document.querySelectorAll('button')].find("
        "b => b.innerText.includes('Sign out everywhere')).disabled"
    )
    everywhere.click()
    wait_for_title(tab, "You are signed out")
    _press_something(other)
    wait_for_title(other, "You are signed out")
    tab.get_by_text("signed out everywhere").wait_for(timeout=WAIT)


def test_a_press_in_a_tab_that_is_over_saves_nothing(site, world):
    browser, tab = _let_in(site, "chair@example.org")
    other = browser.new_page()
    other.goto(f"{site.base}/people")
    other.get_by_text("Add a person").click(timeout=WAIT)
    other.get_by_label("Name", exact=True).fill("Too Late")
    other.get_by_label("E-mail address").fill("late@example.org")
    other.get_by_label("E-mail address").press("Tab")
    tab.get_by_role("button", name="Sign out", exact=True).click()
    tab.get_by_role("button", name="Leave").wait_for(timeout=WAIT)
    # At once where it is still there: a tab that is over clears itself within seconds.
    other.evaluate(
        "[...document.querySelectorAll('button')].find("
        "b => b.innerText.includes('Add the person'))?.click()"
    )
    wait_for_title(other, "You are signed out")
    assert all(
        p.email != "late@example.org" for p in read_people(world.store, world.viewer(Role.CHAIR))
    )


def test_an_idle_tab_clears_itself_with_words(site, world):
    _browser, tab = _let_in(site, "idler@example.org")
    with world.store.write(world.viewer(Role.CHAIR)) as change:
        row = change.session.exec(select(SignIn).order_by(SignIn.id.desc())).first()
        row.seen_at = row.seen_at - timedelta(minutes=61)
    wait_for_title(tab, "You are signed out")
    tab.get_by_text("nothing was done for a while").wait_for(timeout=WAIT)


def test_an_empty_store_lets_in_whom_the_server_named_and_nobody_else(chromium, tmp_path):
    store = open_store(build_url(tmp_path / "empty.db"), create=StoreKind.OWN)
    with run_site(store, tmp_path, chromium) as site:
        tab = site.open_browser().new_page()
        tab.goto(site.base)
        wait_for_title(tab, "Nobody can sign in yet")
        add_first_person(store, PersonForm("First Person", "first@example.org", Role.CHAIR))
        tab = site.open_browser().new_page()
        sign_in(tab, site, "first@example.org")
        tab.get_by_text("Two files, and the first review can begin").wait_for(timeout=WAIT)
        tab = site.open_browser().new_page()
        sign_in(tab, site, "second@example.org")
        wait_for_title(tab, "This account is not let in")


def test_a_signed_in_session_is_taken_over_by_nobody_who_has_only_its_id(site):
    browser, _tab = _let_in(site, "chair@example.org")
    cookies = {cookie["name"]: cookie["value"] for cookie in browser.cookies(site.base)}
    with connect_socket(site.base, cookies=cookies) as mine:
        session_id, said = read_run(mine)
        assert "A chair" in said
    without = {
        "the browser's cookie alone": {COOKIE: cookies[COOKIE]},
        "all but the browser's": {k: v for k, v in cookies.items() if k != COOKIE},
        "none": {},
    }
    for name, kept in without.items():
        with connect_socket(site.base, cookies=kept, session_id=session_id) as thief:
            stolen, said = read_run(thief)
            assert stolen != session_id, name
            assert ("A chair" in said) is ("_streamlit_user" in kept), name
    with connect_socket(site.base, cookies=cookies, session_id=session_id) as mine:
        assert read_run(mine)[0] == session_id
