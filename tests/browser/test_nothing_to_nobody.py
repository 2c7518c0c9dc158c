"""One's own store: a new one leads on, and a page address alone shows nothing to nobody."""

import pytest

from core.people import PersonForm, add_first_person
from core.store import build_url, open_store
from core.vocabulary import Role, StoreKind
from pages.components.registry import PAGES
from tests.browser.conftest import follow_link, run_server, wait_for_page


@pytest.fixture
def own(tmp_path, demonstration):
    """A store of one's own with one home's name in it, and one person."""
    from core.intake.homes_import import import_homes

    path = tmp_path / "own.db"
    store = open_store(build_url(path), create=StoreKind.OWN)
    add_first_person(store, PersonForm("Chair One", "chair@example.org", Role.CHAIR))
    from core.access import SYSTEM

    heads = "urn,name,setting_type,host_authority,registered_places"
    row = "SC777777,Secret Cottage,childrens_home,Dorset Council,4"
    import_homes(store, SYSTEM, "homes.csv", f"{heads}\n{row}\n".encode())
    store.close()
    return path


def _shows_nothing(tab, address: str) -> None:
    tab.goto(address)
    wait_for_page(tab)
    assert tab.locator("h1").inner_text() == "Who are you?", address
    assert "Secret Cottage" not in tab.content(), address


def test_a_cold_server_shows_no_page_before_somebody_is_chosen(own, open_tab):
    # Streamlit's old discovery would run a page by its address on the server's first visit only;
    # that no script lies where it looks is held in `tests/test_architecture.py`.
    tab = open_tab()
    with run_server(own) as base:
        for key in ("homes_register", "overview"):
            _shows_nothing(tab, f"{base}/{key}")
        tab.goto(base)
        wait_for_page(tab)
        tab.get_by_role("button", name="Look as this person").click()
        tab.wait_for_url("**/overview", timeout=30_000)
        wait_for_page(tab)
        follow_link(tab, "homes_register")
        assert tab.get_by_text("Secret Cottage").count() > 0


def test_who_chooses_who_they_are_is_on_the_page_they_asked_for(own, open_tab):
    tab = open_tab()
    with run_server(own) as base:
        _shows_nothing(tab, f"{base}/homes_register?register_find=cottage")
        assert tab.get_by_text("Page not found").count() == 0
        tab.get_by_role("button", name="Look as this person").click()
        tab.get_by_text("Secret Cottage").first.wait_for(timeout=30_000)
        assert tab.url == f"{base}/homes_register?register_find=cottage"
        tab.get_by_role("button", name="Somebody else").click()
        tab.get_by_role("heading", name="Who are you?").wait_for(timeout=30_000)
        assert "Secret Cottage" not in tab.content()


@pytest.mark.accessible
def test_no_page_at_all_is_shown_before_somebody_is_chosen(own, open_tab):
    tab = open_tab()
    with run_server(own) as base:
        for spec in reversed(PAGES):
            _shows_nothing(tab, f"{base}/{spec.key}")


@pytest.mark.accessible
def test_an_empty_store_makes_its_first_administrator_and_says_what_is_next(tmp_path, open_tab):
    tab = open_tab()
    with run_server(tmp_path / "new.db") as base:
        tab.goto(base)
        wait_for_page(tab)
        tab.get_by_label("Your name").fill("First Person")
        tab.get_by_label("Your e-mail address").fill("first@example.org")
        tab.get_by_role("button", name="Begin").click()
        tab.get_by_text("Two files, and the first review can begin").wait_for(timeout=30_000)
        tab.get_by_role("link", name="Bring in the homes").click()
        tab.wait_for_url("**/homes_register", timeout=30_000)


@pytest.mark.accessible
def test_a_damaged_store_is_a_page_that_says_so_and_touches_nothing(tmp_path, open_tab):
    path = tmp_path / "damaged.db"
    path.write_bytes(b"<html>not a database</html>" * 300)
    before = path.read_bytes()
    tab = open_tab()
    with run_server(path) as base:
        tab.goto(base)
        wait_for_page(tab)
        assert tab.locator("h1").inner_text() == "The store is damaged"
        assert tab.get_by_text("damaged").first.is_visible()
    assert path.read_bytes() == before
