"""Who stands in for whom: what holds now, and the form for one's own leave or somebody's."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import say_date
from core.covers import CoverRow, end_cover, read_covers, read_stand_ins, set_cover
from core.people import read_names
from core.store import Store
from pages.components.saving import save
from pages.components.text import escape

_USUAL_DAYS = 14


def show_cover(store: Store, viewer: Viewer, today: date) -> None:
    """The covers that the viewer has to do with, and the form that sets one."""
    covers = read_covers(store, viewer)
    manages = can(viewer, Permission.MANAGE_PEOPLE)
    if not manages and not can(viewer, Permission.OWN_ACTIONS):
        return
    with st.expander("Away: who covers" if manages else "I am away", key="away"):
        _show_covers(store, viewer, covers)
        person_id = _pick_person(store, viewer) if manages else viewer.person_id
        if person_id is not None:
            _show_form(store, viewer, person_id, today)


def say_covered(covers: Sequence[CoverRow], viewer: Viewer) -> list[str]:
    """For whom the viewer stands in today, and until when."""
    return [
        f"You stand in for {escape(cover.person)} until {say_date(cover.until_on)}."
        for cover in covers
        if cover.by_person_id == viewer.person_id and cover.person_id in viewer.covers
    ]


def _show_covers(store: Store, viewer: Viewer, covers: Sequence[CoverRow]) -> None:
    for cover in covers:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.markdown(
                f"{escape(cover.by_person)} covers for {escape(cover.person)}, "
                f"{say_date(cover.from_on)} to {say_date(cover.until_on)}"
            )
            if cover.may_end:
                st.button(
                    "End it now",
                    key=f"end_cover_{cover.id}",
                    on_click=_end,
                    args=(store, viewer, cover),
                )


def _pick_person(store: Store, viewer: Viewer) -> int | None:
    names = read_names(store, viewer)
    options = list(names)
    own = viewer.person_id
    return st.selectbox(
        "Who is away",
        options,
        index=options.index(own) if own in names else None,
        format_func=lambda person_id: names[person_id],
        key="away_person",
    )


def _show_form(store: Store, viewer: Viewer, person_id: int, today: date) -> None:
    stand_ins = read_stand_ins(store, viewer, person_id)
    if not stand_ins:
        st.markdown(
            "Nobody in the group can cover: it must be somebody of the same role, and of the same "
            "agency or provider."
        )
        return
    with st.form(f"away_{person_id}", border=False):
        st.selectbox(
            "Covered by",
            list(stand_ins),
            format_func=lambda by: stand_ins[by],
            key=f"away_by_{person_id}",
        )
        with st.container(horizontal=True, gap="small"):
            st.date_input(
                "First day",
                today,
                min_value=today,
                format="DD/MM/YYYY",
                key=f"away_from_{person_id}",
                width=150,
            )
            st.date_input(
                "Last day",
                today + timedelta(days=_USUAL_DAYS),
                min_value=today,
                format="DD/MM/YYYY",
                key=f"away_until_{person_id}",
                width=150,
            )
        st.caption("They see and tick these actions on these days; a SPOC the homes too.")
        st.form_submit_button(
            "Set the cover",
            key=f"away_go_{person_id}",
            on_click=_set,
            args=(store, viewer, person_id, stand_ins),
        )


def _set(store: Store, viewer: Viewer, person_id: int, stand_ins: dict[int, str]) -> None:
    by = st.session_state[f"away_by_{person_id}"]
    first, last = (st.session_state[f"away_{end}_{person_id}"] for end in ("from", "until"))
    save(
        lambda: set_cover(store, viewer, person_id, by, first, last),
        f"{stand_ins[by]} covers from {say_date(first)} to {say_date(last)}.",
    )


def _end(store: Store, viewer: Viewer, cover: CoverRow) -> None:
    save(
        lambda: end_cover(store, viewer, cover.id),
        f"{cover.by_person} covers for {cover.person} no more.",
    )
