"""A page as a row of ideas: one below the other on the desk, one at a time on the wall."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.access import Viewer
from core.store import Store
from pages.components.projector import is_projecting, show_reveal, start_projecting, stop_projecting

_PARAM = "screen"


class Screen(NamedTuple):
    """One idea: its finding as the heading (Markdown: escape names), and what shows it.

    `caption` where it is about other days than the page.
    """

    name: str
    heading: str
    show: Callable[[], None]
    caption: str | None = None


@dataclass(frozen=True)
class Frame:
    """Where a page's parts go. Put pickers `with frame.controls:`, then call `show` once."""

    store: Store
    viewer: Viewer
    title: DeltaGenerator
    caption: DeltaGenerator
    controls: DeltaGenerator
    body: DeltaGenerator
    steps: DeltaGenerator

    def show(self, screens: Sequence[Screen], caption: str) -> None:
        """The first screen's heading is the page's title; `caption` says period and comparison."""
        number = _read_number(len(screens)) if is_projecting() else 1
        self.title.title(screens[number - 1].heading, anchor=False)
        self.caption.caption(screens[number - 1].caption or caption)
        with self.body:
            screens[number - 1].show()
            if not is_projecting():
                for screen in screens[1:]:
                    st.subheader(screen.heading, anchor=False)
                    if screen.caption:
                        st.caption(screen.caption)
                    screen.show()
        if is_projecting():
            with self.steps:
                _show_steps(self.store, self.viewer, screens, number)
        else:
            self.controls.button(
                "Show on the wall",
                on_click=start_projecting,
                icon=":material/present_to_all:",
                key="show_wall",
            )


def open_frame(store: Store, viewer: Viewer) -> Frame:
    """Title, caption and pickers above the body; on the wall the pickers fold into the last row."""
    title, caption = st.empty(), st.empty()
    if not is_projecting():
        controls = st.container(horizontal=True, gap="medium", vertical_alignment="bottom")
        return Frame(store, viewer, title, caption, controls, st.container(), st.container())
    body = st.container()
    row = st.container(horizontal=True, gap="small", vertical_alignment="center", key="wall_steps")
    steps = row.container(horizontal=True, gap="small", vertical_alignment="center")
    controls = row.popover("Period and choices")
    return Frame(store, viewer, title, caption, controls, body, steps)


def _read_number(screens: int) -> int:
    asked = st.query_params.get(_PARAM, "1")
    number = int(asked) if asked.isdecimal() and len(asked) < 5 else 1
    return min(max(number, 1), screens)


def _show_steps(store: Store, viewer: Viewer, screens: Sequence[Screen], number: int) -> None:
    st.button(
        "Back",
        shortcut="ArrowLeft",
        disabled=number == 1,
        on_click=_go,
        args=(number - 1,),
        key="screen_back",
    )
    st.button(
        "Next",
        shortcut="ArrowRight",
        disabled=number == len(screens),
        on_click=_go,
        args=(number + 1,),
        key="screen_next",
    )
    st.caption(f"{number} of {len(screens)}: {screens[number - 1].name}")
    with st.popover("Reveal"):
        show_reveal(store, viewer)
    st.button("Leave the wall", on_click=stop_projecting, key="leave_wall")


def _go(number: int) -> None:
    st.query_params[_PARAM] = str(number)
