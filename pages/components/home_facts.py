"""The facts of a home as fields of a form: to change one, or to add one by hand."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import streamlit as st

from core.access import Viewer
from core.clock import read_today
from core.homes import add_home, change_home, list_area_authorities
from core.register import RegisterRow
from core.store import Store
from core.vocabulary import Judgement, Sector, SettingType, say
from pages.components.saving import save

_FIELDS = (
    "name",
    "setting_type",
    "registered_places",
    "provider",
    "sector",
    "host_authority",
    "registered_manager",
    "opened_on",
    "closed_on",
    "latest_judgement",
    "judged_on",
)
_ROUND = "homes_added"


def show_change_form(store: Store, viewer: Viewer, home: RegisterRow) -> None:
    """The form that changes one home; the version shown is the one that must still hold."""
    # A key with the version: after a change by anybody the fields show what is stored.
    key = f"home_{home.id}_{home.version}"
    with st.form(f"{key}_form"):
        stored = {name: getattr(home, name, None) for name in _FIELDS}
        stored["registered_places"] = home.places
        _show_fields(key, stored)
        st.date_input(
            "A changed number of places holds from",
            read_today(),
            max_value=read_today(),
            min_value=date(1990, 1, 1),
            format="DD/MM/YYYY",
            key=f"{key}_as_of",
            width=240,
        )
        st.form_submit_button(
            "Save the changes", type="primary", on_click=_change, args=(store, viewer, home, key)
        )


def show_add_form(store: Store, viewer: Viewer) -> None:
    """The form that adds a home which no list of Ofsted's brings, such as a fostering service."""
    key = f"home_new_{st.session_state.get(_ROUND, 0)}"
    with st.form(f"{key}_form"):
        st.text_input(
            "URN: Ofsted's, or a code of your own where it has none",
            max_chars=32,
            key=f"{key}_urn",
            width=480,
        )
        _show_fields(key, {"setting_type": SettingType.FOSTER})
        st.form_submit_button(
            "Add the home", type="primary", on_click=_add, args=(store, viewer, key)
        )


def _show_fields(key: str, stored: Mapping[str, Any]) -> None:
    grid = st.grid("auto", min_column_width=260, vertical_alignment="bottom")

    def pick(label: str, name: str, values: type[StrEnum], *, blank: bool) -> None:
        options = [value.value for value in values]
        kept = stored.get(name)
        grid.selectbox(
            label,
            options,
            index=options.index(kept) if kept in options else (None if blank else 0),
            format_func=lambda value: say(values(value)),
            key=f"{key}_{name}",
            placeholder="not recorded",
        )

    def write(label: str, name: str) -> None:
        grid.text_input(label, stored.get(name) or "", max_chars=200, key=f"{key}_{name}")

    def date_field(label: str, name: str) -> None:
        grid.date_input(
            label,
            stored.get(name),
            min_value=date(1900, 1, 1),
            max_value=date(2100, 12, 31),
            format="DD/MM/YYYY",
            key=f"{key}_{name}",
        )

    write("Name", "name")
    pick("Type", "setting_type", SettingType, blank=False)
    grid.number_input(
        "Registered places (blank where it has none)",
        min_value=0,
        max_value=1000,
        value=stored.get("registered_places"),
        step=1,
        key=f"{key}_registered_places",
    )
    write("Provider", "provider")
    pick("Sector", "sector", Sector, blank=True)
    known = list_area_authorities()
    kept = stored.get("host_authority")
    options = known if kept is None or kept in known else [kept, *known]
    grid.selectbox(
        "Host authority",
        options,
        index=options.index(kept) if kept else None,
        accept_new_options=True,
        placeholder="not recorded",
        key=f"{key}_host_authority",
    )
    write("Registered manager", "registered_manager")
    date_field("Opened on", "opened_on")
    date_field("Closed on", "closed_on")
    pick("Ofsted's latest judgement", "latest_judgement", Judgement, blank=True)
    date_field("Judged on", "judged_on")


def _read_fields(key: str) -> dict[str, object]:
    return {name: st.session_state.get(f"{key}_{name}") for name in _FIELDS}


def _change(store: Store, viewer: Viewer, home: RegisterRow, key: str) -> None:
    values, as_of = _read_fields(key), st.session_state.get(f"{key}_as_of")
    save(
        lambda: change_home(store, viewer, home.id, values, home.version, as_of=as_of),
        f"{values['name']} is as shown.",
    )


def _add(store: Store, viewer: Viewer, key: str) -> None:
    values = _read_fields(key) | {"urn": st.session_state.get(f"{key}_urn")}
    if save(lambda: add_home(store, viewer, values), f"{values['name']} is in the register."):
        # Fresh fields only now: what could not be saved stays in its fields.
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
