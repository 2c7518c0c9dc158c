"""Who looks at which store. Every page asks here; nothing is shown to nobody."""

import streamlit as st

from core.access import Viewer, read_access
from core.errors import AccessDenied, SlowTimeError
from core.people import build_viewer, has_people, read_candidates
from core.store import Store, open_store, read_store_url
from core.vocabulary import Role, StoreKind
from pages.components.kept import drop_of_others
from pages.components.projector import is_projecting, stop_projecting
from pages.components.registry import BY_KEY, find_default

_PERSON = "person"


@st.cache_resource(show_spinner=False, max_entries=2)
def _open(url: str) -> Store:
    return open_store(url, create=StoreKind.OWN)


def get_store() -> Store:
    """The store that this server shows; a page in words where it cannot be opened."""
    try:
        store = _open(read_store_url())
        store.read_info()
    except SlowTimeError as error:
        _open.clear()  # The file may be mended while the app runs.
        st.title("The store cannot be opened")
        st.text(str(error))
        st.caption("Nothing was changed. Reload this page when it is mended.")
        st.stop()
    return store


def is_demonstration(store: Store) -> bool:
    """Whether this is the demonstration: written inside the store, not guessed from its name."""
    return store.read_info().kind == StoreKind.DEMONSTRATION


def get_person_id(store: Store) -> int | None:
    """Who looks: chosen in this session; in the demonstration the chair until another is chosen."""
    chosen = st.session_state.get(_PERSON)
    if chosen is None and is_demonstration(store):
        chairs = [row.id for row in read_candidates(store) if row.role is Role.CHAIR]
        return chairs[0] if chairs else None
    return chosen if isinstance(chosen, int) else None


def choose_person(person_id: int | None) -> None:
    """Look as this person from now on, in this session only; None is nobody."""
    st.session_state[_PERSON] = person_id


def find_viewer(store: Store) -> Viewer | None:
    """The viewer of this session, or None where nobody was chosen or they have left."""
    if not has_people(store):
        return None
    person_id = get_person_id(store)
    if person_id is None:
        return None
    try:
        return build_viewer(store, person_id)
    except AccessDenied:
        choose_person(None)
        return None


def open_page(key: str) -> tuple[Store, Viewer]:
    """The store and the viewer for a page; one that the role may not open ends here, audited."""
    drop_of_others(key)
    store = get_store()
    viewer = find_viewer(store)
    if viewer is None:
        st.title("Choose who you are first")
        st.stop()
    if not BY_KEY[key].opens(read_access(viewer)):
        store.record_refusal(viewer, f"page {key}")
        st.title("This page is not open to your role")
        st.text("Nothing was shown. If you need it, ask the chair or the administrator.")
        st.page_link(find_page(find_default(viewer)), label="Go to your first page")
        st.stop()
    if is_projecting() and not BY_KEY[key].projected:
        st.title("This page is not for the wall")
        st.markdown("It can show names or somebody's own words. Nothing of it was shown.")
        st.page_link(find_page("overview"), label="Back to the overview")
        st.button("Leave the wall and open it", on_click=stop_projecting)
        st.stop()
    return store, viewer


def find_page(key: str) -> str:
    """The path by which a page is linked to."""
    return f"pages/{BY_KEY[key].script}"
