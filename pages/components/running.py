"""The meeting's room: what everybody looks at, the way on and back, the clock, other screens.

What the room looks at is in the store: a screen that was opened anew, or another one, shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from itertools import count

import streamlit as st

from core.access import Viewer
from core.agenda import ItemRow
from core.clock import read_utc_now, to_uk
from core.errors import StoreUnavailable
from core.measures.sentences import say_count
from core.meeting_steps import ATTENDANCE, CLOSING, LAST_ACTIONS, go_to, note_police_left
from core.meetings import MeetingRow
from core.reading import View
from core.store import Store
from pages.components.projector import (
    is_projecting,
    show_reveal,
    start_projecting,
    stop_projecting,
)
from pages.components.saving import save, show_said
from pages.components.session import leave_if_over
from pages.components.turns import draw_again_in_turn

_HERE = "room_at"
_EVERY = 2  # seconds after which another screen shows what was recorded
_SELDOM = 15
_LOOKS_FOR_AGE = 10
_MINUTE = 60
_drawings = count()


@dataclass(frozen=True)
class Here:
    """What a press in the room needs, and no more: Streamlit keeps it as long as the session."""

    store: Store
    viewer: Viewer
    meeting: MeetingRow


@dataclass(frozen=True)
class Room:
    """What a screen of the meeting is drawn from; `head`: the audit's last row when it was read."""

    store: Store
    viewer: Viewer
    meeting: MeetingRow
    items: tuple[ItemRow, ...]
    view: View
    head: int

    @property
    def here(self) -> Here:
        """The room without what it is drawn from: figures of a revision that is soon an old one."""
        return Here(self.store, self.viewer, self.meeting)

    @cached_property
    def homes(self) -> dict[int, str]:
        """Each home as this screen names it: a letter on the wall."""
        return dict(self.view.homes.select("home_id", "name").iter_rows())

    @cached_property
    def order(self) -> list[int]:
        """The screens in the order in which they are gone through."""
        return [ATTENDANCE, LAST_ACTIONS, *(item.id for item in self.items), CLOSING]

    @property
    def place(self) -> int:
        """Where in the order the room is."""
        known = self.meeting.current_item in self.order
        return self.order.index(self.meeting.current_item) if known else 0

    @property
    def is_led_here(self) -> bool:
        """Whether this screen went where the room is, and was not taken along by another.

        Only then letters are shortcuts: who was writing when the room went on must not decide.
        """
        return st.session_state.get(_HERE) == self.meeting.current_item

    @property
    def item(self) -> ItemRow | None:
        """The item that the room looks at; None on the screens around them."""
        found = [item for item in self.items if item.id == self.meeting.current_item]
        return found[0] if found else None


def show_room(room: Room, show: Callable[[Room], None]) -> None:
    """The clock, what is looked at, and the way on; other screens follow within seconds."""
    clock = st.container()
    # Where what is looked at fails, the usual look is never reached: this one is there already.
    _follow(room, _SELDOM, lambda: None)
    show_said()
    show(room)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="wall_steps"):
        _show_steps(room)
    # Last: so the next look comes two seconds after the page is whole.
    with clock:
        _follow(room, _EVERY, lambda: st.caption(_say_clock(room, read_utc_now())))


def _follow(room: Room, every: int, show: Callable[[], object]) -> None:
    """Look every few seconds whether anything was recorded, and draw the page anew where it was.

    Streamlit knows a repeated part by its name, and each drawing gives it another: a look that the
    drawing before had sent would else, on a busy server, make Streamlit drop the end of what this
    one drew, and the screen would stay behind.
    """

    looks = count(1)

    def look() -> None:
        # Whatever ends a session from without is on record, so the audit's head tells of it too;
        # an age that is reached is not, and is looked for a little less often.
        is_new = _is_new(room)
        if is_new or next(looks) % _LOOKS_FOR_AGE == 0:
            leave_if_over(following=room.meeting.id)
        if is_new:
            draw_again_in_turn()
        show()

    look.__qualname__ = f"look {next(_drawings)}"
    st.fragment(look, run_every=every)()


def _is_new(room: Room) -> bool:
    try:
        return room.store.read_audit_head() != room.head
    except StoreUnavailable:
        return True


def _say_clock(room: Room, now: datetime) -> str:
    meeting = room.meeting
    opened = meeting.opened_at or now
    left = meeting.minutes_planned - _count_minutes(opened, now)
    todo = [item for item in room.items if item.settled_at is None]
    said = f"{to_uk(now):%H:%M} · {_count_minutes(opened, now)} min since the start"
    if room.item is not None and meeting.current_since is not None:
        said += f" · {_count_minutes(meeting.current_since, now)} min on this item"
    if left < 0:
        return f"{said} · {-left} min over the time"
    if todo:
        each = f", about {left // len(todo)} each" if left >= len(todo) else ""
        return f"{said} · {left} min left for {say_count(len(todo), 'item')}{each}"
    return f"{said} · {left} min left"


def _count_minutes(since: datetime, now: datetime) -> int:
    return max(int((now - since).total_seconds() // _MINUTE), 0)


def _show_steps(room: Room) -> None:
    place, last = room.place, len(room.order) - 1
    _show_step(room, "Back", "ArrowLeft", place - 1, disabled=place == 0)
    if is_ending_closed_part(room):
        st.button(
            "The police members are back: go on",
            shortcut="ArrowRight",
            key="police_back",
            on_click=_return_police,
            args=(room.here,),
        )
    elif _find_closed_ahead(room):
        st.button(
            "The police members have left: go on",
            shortcut="ArrowRight",
            key="police_left",
            on_click=_leave_police,
            args=(room.here, room.order[place + 1]),
        )
    else:
        _show_step(room, "Next", "ArrowRight", place + 1, disabled=place == last)
    st.caption(_say_place(room))
    if is_projecting():
        with st.popover("Reveal"):
            show_reveal(room.store, room.viewer)
        st.button("Leave the wall", on_click=stop_projecting, key="leave_wall")
    else:
        st.button(
            "Show on the wall",
            on_click=start_projecting,
            icon=":material/present_to_all:",
            key="show_wall",
        )


def is_ending_closed_part(room: Room) -> bool:
    """Whether what comes next is for everybody, while the police members are out."""
    return room.meeting.police_left_at is not None and room.place + 2 >= len(room.order)


def _find_closed_ahead(room: Room) -> bool:
    """Whether the next screen is of the closed part, while the police members are here."""
    if room.meeting.police_left_at is not None or room.place + 1 >= len(room.order):
        return False
    ahead = room.order[room.place + 1]
    return any(item.id == ahead and item.closed_part for item in room.items)


def _show_step(room: Room, label: str, key: str, place: int, *, disabled: bool) -> None:
    st.button(
        label,
        shortcut=key,
        disabled=disabled,
        key=f"room_{label.lower()}",
        on_click=_go,
        args=(room.here, room.order[0 if disabled else place]),
    )


def _say_place(room: Room) -> str:
    item = room.item
    if item is not None:
        return f"Item {room.items.index(item) + 1} of {len(room.items)}"
    return {ATTENDANCE: "Who is here", LAST_ACTIONS: "Last actions"}.get(
        room.meeting.current_item, "Other business and close"
    )


def _go(room: Here, item_id: int) -> None:
    if save(partial(go_to, room.store, room.viewer, room.meeting.id, item_id), "", quiet=True):
        st.session_state[_HERE] = item_id


def _leave_police(room: Here, item_id: int) -> None:
    left = partial(note_police_left, room.store, room.viewer, room.meeting.id, left=True)
    if save(left, "", quiet=True):
        _go(room, item_id)


def _return_police(room: Here) -> None:
    back = partial(note_police_left, room.store, room.viewer, room.meeting.id, left=False)
    if save(back, "The closed part is over.", quiet=True):
        _go(room, CLOSING)
