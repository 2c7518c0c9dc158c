"""Who looks at which store. Every page asks here; nothing is shown to nobody."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

import streamlit as st

from core.access import Viewer, read_access
from core.errors import AccessDenied, SlowTimeError
from core.people import build_viewer, has_people, read_candidates
from core.sign_in import Claims, check_still, find_signed_in
from core.store import Store, open_store, read_store_url
from core.vocabulary import Role, StoreKind
from pages.components.kept import drop_of_others
from pages.components.projector import is_projecting, stop_projecting
from pages.components.registry import BY_KEY, find_default
from pages.components.sign_in_settings import has_sign_in, read_claims

_PERSON = "person"
_SHOWN_TO = "shown to"
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


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
    """The viewer of this session, or None where nobody was let in, was chosen, or is here still."""
    viewer = None
    if has_people(store):
        viewer = _find_signed_in(store) if has_sign_in() else _find_chosen(store)
    st.session_state[_SHOWN_TO] = viewer
    return viewer


def _find_signed_in(store: Store) -> Viewer | None:
    claims = read_claims()
    if claims is None:
        return None
    try:
        return find_signed_in(store, claims)
    except AccessDenied:
        return None  # `pages.components.sign_in` says why.


def _find_chosen(store: Store) -> Viewer | None:
    person_id = get_person_id(store)
    if person_id is None:
        return None
    try:
        return build_viewer(store, person_id)
    except AccessDenied:
        choose_person(None)
        return None


def check_session(store: Store | None = None) -> None:
    """Raise AccessDenied where whoever this page was drawn for would not be let in any more.

    Before a change that a press makes: the press comes before the page asks who looks.
    """
    viewer = st.session_state.get(_SHOWN_TO)
    if viewer is not None:
        check_still(store or get_store(), viewer, _read_needed_claims())
    elif has_sign_in():
        raise AccessDenied("You are signed out. Nothing was saved.")


def leave_if_over() -> None:
    """In a part that runs without its page: draw the page anew where the session is over."""
    try:
        check_session()
    except AccessDenied:
        st.rerun()


def while_let_in(make: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """The same for a file that is made when its button is pressed: outside of any run."""
    viewer = st.session_state.get(_SHOWN_TO)
    if viewer is None:
        return make
    return partial(_make_checked, make, get_store(), viewer, _read_needed_claims())


def _make_checked(
    make: Callable[..., Answer],
    store: Store,
    viewer: Viewer,
    claims: Claims | None,
    *args: object,
    **named: object,
) -> Answer:
    check_still(store, viewer, claims)
    return make(*args, **named)


def _read_needed_claims() -> Claims | None:
    if not has_sign_in():
        return None
    claims = read_claims()
    if claims is None:
        raise AccessDenied("You are signed out.")
    return claims


def open_page(key: str) -> tuple[Store, Viewer]:
    """The store and the viewer for a page; one that the role may not open ends here, audited."""
    drop_of_others(key)
    store = get_store()
    viewer = find_viewer(store)
    if viewer is None:
        st.title("Sign in first" if has_sign_in() else "Choose who you are first")
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
