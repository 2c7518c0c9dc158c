"""Names of homes in a file that match nothing: a person says whose they are, or leaves them."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from core.access import Viewer
from core.homes import accept_alias
from core.intake.home_names import UnknownHome
from core.store import Store
from pages.components.saving import save
from pages.components.text import escape

_MOST = 20


def show_unknown_homes(
    store: Store,
    viewer: Viewer,
    unknown: Sequence[UnknownHome],
    homes: Mapping[int, str],
    accepted: Callable[[], None],
) -> None:
    """A card a name: the close homes as buttons, any other from a list; `accepted` runs after one.

    A name is never accepted by itself: a wrong match would charge a home with another's calls.
    """
    if not unknown:
        return
    one = len(unknown) == 1
    st.subheader(f"{len(unknown)} home name{'' if one else 's'} in the file match no home")
    st.markdown(
        "Say which home is meant, once: it is remembered for every later file. "
        "Rows with a name that you leave are rejected."
    )
    grid = st.grid(3, min_column_width=300)
    for place, item in enumerate(unknown[:_MOST]):
        with grid.container(border=True, height="stretch", gap="small"):
            st.text(f"“{item.name}”, in {item.rows} row{'' if item.rows == 1 else 's'}")
            with st.container(horizontal=True, gap="small"):
                for home in item.suggestions:
                    st.button(
                        f"It is {escape(home.name)}",
                        key=f"alias_{place}_{item.name}_{home.home_id}",
                        on_click=_accept,
                        args=(store, viewer, home.home_id, home.name, item.name, accepted),
                    )
                with st.popover("Another home" if item.suggestions else "Choose the home"):
                    _show_choice(store, viewer, item, homes, accepted, f"alias_{place}_{item.name}")
    if len(unknown) > _MOST:
        st.caption(f"The first {_MOST}; the others follow as these are accepted.")


def _show_choice(
    store: Store,
    viewer: Viewer,
    item: UnknownHome,
    homes: Mapping[int, str],
    accepted: Callable[[], None],
    key: str,
) -> None:
    chosen = st.selectbox(
        "Home",
        list(homes),
        index=None,
        format_func=lambda home_id: homes[home_id],
        key=f"{key}_pick",
    )
    if chosen is not None:
        st.button(
            f"It is {escape(homes[chosen])}",
            key=f"{key}_picked",
            on_click=_accept,
            args=(store, viewer, chosen, homes[chosen], item.name, accepted),
        )


def _accept(
    store: Store,
    viewer: Viewer,
    home_id: int,
    home: str,
    alias: str,
    accepted: Callable[[], None],
) -> None:
    if save(
        lambda: accept_alias(store, viewer, home_id, alias),
        f"“{alias}” is a name of {home} from now on.",
    ):
        accepted()
