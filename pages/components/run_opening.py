"""How a meeting begins: who is here, and what became of the last one's actions."""

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from core.clock import UK, read_today, say_date
from core.measures.sentences import say_count
from core.meeting_steps import read_attendance, set_attendance
from core.people import read_names
from core.reading import read_actions
from core.vocabulary import ActionState, Agency, Attendance, say
from pages.components.projector import is_projecting
from pages.components.running import Here, Room
from pages.components.saving import save
from pages.components.text import escape

_SHOWN = 10


def show_attendance(room: Room) -> None:
    """Each agency: here, with how many, or with apologies; each answer is saved at once."""
    st.title(f"Who is here, {say_date(room.meeting.held_on)}", anchor=False)
    noted = read_attendance(room.store, room.viewer, room.meeting.id)
    with st.grid(2, min_column_width=420, gap="small"):
        for agency in Agency:
            answer, people = noted.get(agency, (None, None))
            with st.container(
                border=True, horizontal=True, vertical_alignment="bottom", key=f"here_{agency}"
            ):
                key = f"attendance_{agency}"
                st.session_state[key] = answer
                st.segmented_control(
                    _capital(say(agency)),
                    list(Attendance),
                    format_func=lambda a: _capital(say(a)),
                    key=key,
                    on_change=_note,
                    args=(room.here, agency, key),
                )
                if answer is Attendance.PRESENT:
                    count = f"people_{agency}"
                    st.session_state[count] = people
                    st.number_input(
                        "People",
                        1,
                        50,
                        step=1,
                        key=count,
                        width=120,
                        on_change=_count,
                        args=(room.here, agency, count),
                    )
    here = [say(a) for a, (answer, _) in noted.items() if answer is Attendance.PRESENT]
    st.caption(f"Saved: {', '.join(here)} present." if here else "Nobody is noted yet.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _note(room: Here, agency: Agency, key: str) -> None:
    answer = st.session_state[key]
    save(
        partial(set_attendance, room.store, room.viewer, room.meeting.id, agency, answer),
        "",
        quiet=True,
    )


def _count(room: Here, agency: Agency, key: str) -> None:
    people = st.session_state[key]
    save(
        partial(
            set_attendance,
            room.store,
            room.viewer,
            room.meeting.id,
            agency,
            Attendance.PRESENT,
            people,
        ),
        "",
        quiet=True,
    )


def show_last_actions(room: Room) -> None:
    """What was to be done: overdue first, then open, then done since the last meeting."""
    today = read_today()
    before = [day for day in room.view.meetings if day < room.meeting.held_on]
    last = before[-1] if before else None
    actions = _read_shown(room)
    to_do = actions.filter(pl.col("state") == ActionState.OPEN.value)
    done = actions.filter(pl.col("state") == ActionState.DONE.value)
    if last is not None:
        done_on = pl.col("done_at").dt.convert_time_zone(str(UK)).dt.date()
        done = done.filter(done_on > last)
    overdue = to_do.filter(pl.col("due_on") < today).height
    st.title(
        f"Last actions: {done.height} done, {to_do.height} open, {overdue} overdue", anchor=False
    )
    if to_do.is_empty() and done.is_empty():
        st.markdown("No action was given before this meeting.")
    words = True
    if is_projecting() and not (to_do.is_empty() and done.is_empty()):
        # What somebody wrote can name a home: the room sees it by the chair's choice only.
        words = st.toggle("Show what they say", key="show_titles")
    names = read_names(room.store, room.viewer)
    for row in [*to_do.head(_SHOWN).iter_rows(named=True)]:
        st.markdown(_say_action(room, row, names, today, words=words))
    if to_do.height > _SHOWN:
        st.caption(f"The first {_SHOWN} of {say_count(to_do.height, 'open action')}.")
    if not done.is_empty():
        with st.expander(f"Done: {done.height}", expanded=not is_projecting()):
            for row in done.tail(_SHOWN).iter_rows(named=True):
                st.markdown(_say_action(room, row, names, today, words=words))


def _read_shown(room: Room) -> pl.DataFrame:
    """All actions; while the police members are here, none about what nobody reported."""
    actions = read_actions(room.store, room.viewer)
    if room.meeting.police_left_at is not None:
        return actions
    kept = room.view.incidents.filter(~pl.col("contacted") & ~pl.col("referred"))["id"]
    about_kept = pl.col("incident_id").is_in(kept.to_list()).fill_null(False)
    return actions.filter(~about_kept)


def _say_action(
    room: Room, row: dict[str, object], names: dict[int, str], today: date, *, words: bool
) -> str:
    due = row["due_on"]
    assert isinstance(due, date)
    owner = names.get(int(str(row["owner_id"]))) if row["owner_id"] is not None else None
    owner = owner or (say(Agency(str(row["owner_agency"]))) if row["owner_agency"] else "nobody")
    home = room.homes.get(int(str(row["home_id"]))) if row["home_id"] is not None else "all homes"
    what = f"**{escape(row['title'])}**  \n" if words else ""
    if row["state"] == ActionState.DONE.value:
        when = ":gray-badge[done]"
    elif due < today:
        when = f":orange-badge[overdue since {say_date(due)}]"
    else:
        when = f":gray-badge[due {say_date(due)}]"
    return f"{what}{escape(home or 'a home')} · {escape(owner)} {when}"
