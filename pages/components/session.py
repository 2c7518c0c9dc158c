"""Who looks at which store. Every page asks here; nothing is shown to nobody."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ParamSpec, TypeVar

import streamlit as st

from core.access import Viewer, read_access
from core.errors import AccessDenied, SlowTimeError, StoreFault, StoreUnavailable
from core.pacing import making_a_file
from core.people import build_viewer, has_people, read_candidates
from core.server.browser import ASKS, TRUSTED_HEADERS
from core.sign_in import Claims, check_still, find_signed_in, keep_following
from core.store import Store, find_store_file, open_store, read_store_url
from core.store_place import read_place
from core.vocabulary import Role, StoreKind
from pages.components.kept import drop_of_others
from pages.components.projector import is_projecting, stop_projecting
from pages.components.registry import BY_KEY, find_default
from pages.components.sign_in_settings import has_sign_in, read_claims
from pages.components.store_fault import show_closed, show_fault

_PERSON = "person"
_SHOWN_TO = "shown to"
_LET_IN = "let in"
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


_was_open: set[str] = set()
"""Addresses at which this process had a store: another is not begun there when it goes missing."""


@st.cache_resource(show_spinner=False, max_entries=2)
def _open(url: str) -> Store:
    path = find_store_file(url)
    if url in _was_open and path is not None:
        read_place(path)
    store = open_store(url, create=None if url in _was_open else StoreKind.OWN)
    _was_open.add(url)
    return store


def find_store() -> Store:
    """The store that this server shows, opened anew where its file was mended or replaced.

    Raises:
        StoreUnavailable: it cannot be used now.
    """
    url = read_store_url()
    store = _open(url)
    try:
        store.read_info()
    except StoreUnavailable as error:
        if error.fault is StoreFault.BUSY:
            raise  # To open it anew would wait as long once more.
        _open.clear()
        store = _open(url)
        store.read_info()
    return store


def get_store() -> Store:
    """The store that this server shows; a page in words where it cannot be opened."""
    try:
        return find_store()
    except SlowTimeError as error:
        show_closed(error, find_store, _find_path())
        st.stop()


def show_store_fault(error: StoreUnavailable) -> None:
    """What keeps a page from reading what it shows, in its place."""
    show_fault(error, find_store, _find_path())


def _find_path() -> Path | None:
    try:
        return find_store_file(read_store_url())
    except SlowTimeError:
        return None


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


def _find_both() -> tuple[Store, Viewer | None]:
    store = get_store()
    return store, find_viewer(store)


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
        check_still(store or find_store(), viewer, _read_needed_claims())
    elif has_sign_in():
        raise AccessDenied("You are signed out. Nothing was saved.")


def leave_if_over(following: int | None = None) -> None:
    """In a part that runs without its page: draw the page anew where the session is over.

    `following`: the meeting that this part follows, which keeps its room signed in.
    """
    viewer = st.session_state.get(_SHOWN_TO)
    try:
        if viewer is not None and following is not None:
            keep_following(find_store(), viewer, _read_needed_claims(), following)
        else:
            check_session()
    except AccessDenied:
        st.rerun()


def while_let_in(make: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """The same for a file that is made when its button is pressed: outside of any run."""
    viewer = st.session_state.get(_SHOWN_TO)
    if viewer is None:
        return make
    browser = st.user.to_dict().get(*TRUSTED_HEADERS.values())
    return partial(_make_checked, make, get_store(), viewer, _read_needed_claims(), browser)


def _make_checked(
    make: Callable[..., Answer],
    store: Store,
    viewer: Viewer,
    claims: Claims | None,
    browser: object,
    *args: object,
    **named: object,
) -> Answer:
    # Streamlit makes it for whoever knows the button's number: only its own browser is answered.
    if browser is not None and browser != ASKS.get():
        raise AccessDenied("This file is made for the browser that shows its button.")
    check_still(store, viewer, claims)
    with making_a_file(f"{store.url} {viewer.person_id}"):
        return make(*args, **named)


def _read_needed_claims() -> Claims | None:
    if not has_sign_in():
        return None
    claims = read_claims()
    if claims is None:
        raise AccessDenied("You are signed out.")
    return claims


def let_in(store: Store, viewer: Viewer) -> None:
    """Have the page that is drawn next, in this run, not ask again who looks at which store."""
    st.session_state[_LET_IN] = (store, viewer)


def open_page(key: str) -> tuple[Store, Viewer]:
    """The store and the viewer for a page; one that the role may not open ends here, audited."""
    drop_of_others(key)
    # Taken away as it is read: no later run is let in by it.
    store, viewer = st.session_state.pop(_LET_IN, None) or _find_both()
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
