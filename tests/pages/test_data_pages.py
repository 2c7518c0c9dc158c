"""The Data section: import, homes register, people: shown, empty, refused; an import end to end."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.access import Viewer
from core.homes import add_home, import_homes
from core.intake.batches import import_incidents
from core.intake.mapping import read_mappings
from core.intake.undo import read_batches
from core.people import (
    PersonForm,
    add_first_person,
    add_person,
    build_viewer,
    end_person,
    read_people,
)
from core.reading import read_view
from core.register import read_register
from core.store import Store, open_store
from core.vocabulary import Role, StoreKind
from tests.pages.screens import start_app
from tests.stores import new_url

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
PAGES = {
    "import": (Role.POLICE_REVIEWER, Role.ADMINISTRATOR),
    "homes_register": (Role.ADMINISTRATOR, Role.POLICE_REVIEWER),
    "people": (Role.ADMINISTRATOR, Role.PARTNER),
}
"""A page, a role that may open it, and one that may not."""

Open = Callable[[str, Role], AppTest]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    url = new_url(tmp_path / "store.db")
    monkeypatch.setenv("DATABASE_URL", url)
    store = open_store(url, create=StoreKind.OWN)
    add_first_person(store, PersonForm("Ada Chair", "ada@example.org", Role.CHAIR))
    return store


@pytest.fixture
def chair(store: Store) -> Viewer:
    return build_viewer(store, 1)


@pytest.fixture
def homes(store: Store, chair: Viewer) -> None:
    content = (DATA / "homes_ofsted.csv").read_bytes()
    import_homes(store, chair, "homes.csv", content, as_of=date(2016, 1, 1))


def find_person(store: Store, chair: Viewer, role: Role) -> int:
    for person in read_people(store, chair):
        if person.role is role:
            return person.id
    email = f"{role.value}@example.org"
    return add_person(store, chair, PersonForm(role.value.title(), email, role, provider="X"))


@pytest.fixture
def open_as(store: Store, chair: Viewer) -> Open:
    """Open a page as somebody with a role, in the whole app."""

    def open_page(key: str, role: Role) -> AppTest:
        app = start_app(ROOT / "app.py")
        app.session_state["person"] = find_person(store, chair, role)
        app.run()
        app.switch_page(f"pages/data/{key}.py").run()
        assert not app.exception
        return app

    return open_page


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label.startswith(label)).click().run()
    assert not app.exception


def upload(app: AppTest, path: Path) -> None:
    app.file_uploader(key="import_file").upload(path.name, path.read_bytes())
    app.run()
    assert not app.exception


@pytest.mark.parametrize("key", PAGES)
def test_a_page_is_shown_to_a_role_that_may_and_refused_to_one_that_may_not(
    key: str, open_as: Open, homes: None
) -> None:
    allowed, refused = PAGES[key]
    shown = open_as(key, allowed)
    assert shown.title[0].value != "This page is not open to your role"
    assert shown.caption
    denied = open_as(key, refused)
    assert [title.value for title in denied.title] == ["This page is not open to your role"]
    assert not denied.table and not denied.file_uploader


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("import", "No incidents have been imported yet"),
        ("homes_register", "No home is in the register yet"),
        ("people", "1 person"),
    ],
)
def test_an_empty_store_has_a_page_that_says_so(key: str, title: str, open_as: Open) -> None:
    app = open_as(key, Role.CHAIR)
    assert app.title[0].value == title


def test_the_title_of_the_homes_register_counts_closed_homes_and_those_without_a_spoc(
    open_as: Open, homes: None
) -> None:
    assert open_as("homes_register", Role.CHAIR).title[0].value == (
        "13 homes, 1 closed; 12 without a SPOC"
    )


def test_the_title_of_people_counts_open_homes_without_a_spoc(open_as: Open, homes: None) -> None:
    assert open_as("people", Role.CHAIR).title[0].value == "1 person; 12 homes have no SPOC"


def test_a_file_with_the_contracts_headings_is_imported_and_undone(
    open_as: Open, homes: None, store: Store, chair: Viewer
) -> None:
    app = open_as("import", Role.CHAIR)
    upload(app, DATA / "incidents_2016_2018.csv")
    assert app.title[0].value == "109 of 109 rows can be imported"
    assert read_view(store, chair).incidents.is_empty()  # a preview writes nothing
    press(app, "Import 109 incidents")
    batch = next(b for b in read_batches(store, chair) if b.noun == "incidents")
    assert app.title[0].value == f"Batch {batch.id}: 109 imported"
    assert read_view(store, chair).incidents.height == 109
    assert not [button for button in app.button if button.key == "import_go"]
    press(app, f"Yes, undo batch {batch.id}")
    assert read_view(store, chair).incidents.is_empty()
    assert app.title[0].value == "109 of 109 rows can be imported"


def test_a_forces_extract_is_mapped_its_homes_matched_and_its_rows_imported(
    open_as: Open, homes: None, store: Store, chair: Viewer
) -> None:
    app = open_as("import", Role.POLICE_REVIEWER)
    upload(app, DATA / "force_extract.xlsx")
    assert app.title[0].value == "Say how this file is read, once"
    press(app, "Save the mapping")
    (mapping,) = read_mappings(store, chair)
    assert mapping.name == "force extract"
    assert "Unknown Choice List Value" not in mapping.words["channel"]
    assert app.title[0].value == "7 of 17 rows can be imported; 10 rejected"
    press(app, "It is Larch Rise")
    larch = next(
        home for home in read_register(store, chair, date(2018, 1, 1)) if home.urn == "SC100012"
    )
    assert larch.aliases == ("Larch Rise CH",)
    while any(button.label.startswith("It is ") for button in app.button):
        press(app, "It is ")
    assert app.title[0].value == "14 of 17 rows can be imported; 3 rejected"
    press(app, "Import 14 incidents")
    assert app.title[0].value.endswith("14 imported; 3 of its rows are rejected")
    assert read_view(store, chair).incidents.height == 14


def test_days_covered_are_stated_both_or_the_import_waits(
    open_as: Open, homes: None, store: Store, chair: Viewer
) -> None:
    app = open_as("import", Role.CHAIR)
    upload(app, DATA / "incidents_2016_2018.csv")
    app.date_input(key="import_from").set_value(date(2016, 1, 1)).run()
    assert not [button for button in app.button if button.key == "import_go"]
    app.date_input(key="import_to").set_value(date(2018, 9, 30)).run()
    press(app, "Import 109 incidents")
    assert read_view(store, chair).covered == ((date(2016, 1, 1), date(2018, 9, 30)),)


def test_a_file_that_is_no_table_is_refused_in_one_line(open_as: Open, homes: None) -> None:
    app = open_as("import", Role.CHAIR)
    app.file_uploader(key="import_file").upload("page.csv", b"<html><body>no</body></html>")
    app.run()
    assert not app.exception
    assert len(app.error) == 1
    assert "web page" in app.error[0].value


def test_a_batch_with_a_changed_incident_offers_no_undo_and_says_why(
    open_as: Open, homes: None, store: Store, chair: Viewer
) -> None:
    content = (DATA / "incidents_2016_2018.csv").read_bytes()
    import_incidents(store, chair, "incidents.csv", content)
    later = content.splitlines()[:2]
    head, cells = later[0].decode("utf-8-sig").split(","), later[1].decode().split(",")
    cells[head.index("police_hours")] = "9"
    import_incidents(
        store, chair, "later.csv", "\n".join([",".join(head), ",".join(cells)]).encode()
    )
    app = open_as("import", Role.CHAIR)
    assert [b.label for b in app.button if b.label.startswith("Yes, undo")] == ["Yes, undo batch 3"]
    assert any("Cannot be undone" in caption.value for caption in app.caption)


def test_free_text_of_a_home_is_no_markup_in_the_register(
    open_as: Open, store: Store, chair: Viewer
) -> None:
    name = "![x](http://example.org/x.png)"
    add_home(store, chair, {"urn": "F1", "name": name, "setting_type": "foster"})
    table = open_as("homes_register", Role.CHAIR).table[0].value
    assert "\\!\\[x\\]" in table["Home"][0]


def test_a_person_is_added_changed_and_recorded_as_having_left(
    open_as: Open, store: Store, chair: Viewer
) -> None:
    app = open_as("people", Role.CHAIR)
    app.text_input(key="person_new_0_name").set_value("Sam Spoc")
    app.text_input(key="person_new_0_email").set_value("sam@police.example")
    press(app, "Add the person")
    sam = next(person for person in read_people(store, chair) if person.name == "Sam Spoc")
    assert sam.role is Role.SPOC
    assert app.title[0].value == "2 people"
    app.query_params["person"] = str(sam.id)
    app.run()
    app.text_input(key=f"person_{sam.id}_1_name").set_value("Sam Pool")
    press(app, "Save the changes")
    app.button(key=f"person_{sam.id}_2_end").click().run()
    assert not app.exception
    sam = next(person for person in read_people(store, chair) if person.id == sam.id)
    assert (sam.name, sam.active) == ("Sam Pool", False)


def test_who_has_left_is_let_in_by_no_later_run(open_as: Open, store: Store, chair: Viewer) -> None:
    app = open_as("people", Role.ADMINISTRATOR)
    assert app.title[0].value == "2 people"
    (left,) = (p for p in read_people(store, chair) if p.role is Role.ADMINISTRATOR)
    end_person(store, chair, left.id, left.version, date.today())
    app.run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Who are you?"]
    assert "let in" not in app.session_state


def test_a_home_is_changed_and_given_a_spoc(
    open_as: Open, homes: None, store: Store, chair: Viewer
) -> None:
    spoc = add_person(store, chair, PersonForm("Sam", "sam@police.example", Role.SPOC))
    app = open_as("homes_register", Role.CHAIR)
    app.query_params["register_home"] = "SC100012"
    app.run()
    today = date.today()
    larch = next(h for h in read_register(store, chair, today) if h.urn == "SC100012")
    app.selectbox(key=f"spoc_{larch.id}_None").select(spoc)
    press(app, "Set the SPOC")
    app.text_input(key=f"home_{larch.id}_1_registered_manager").set_value("Kim Key")
    press(app, "Save the changes")
    larch = next(h for h in read_register(store, chair, today) if h.id == larch.id)
    assert (larch.spoc, larch.registered_manager, larch.places) == ("Sam", "Kim Key", 4)
