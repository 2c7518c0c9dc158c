"""A person's entry: to add somebody, to change them, to record that they left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from core.access import Viewer
from core.clock import read_today
from core.homes import list_area_authorities
from core.people import PersonForm, PersonRow, add_person, change_person, end_person
from core.sign_in_ending import forget_account
from core.store import Store
from core.vocabulary import Agency, Role, say
from pages.components.role_words import CHOOSABLE, say_role
from pages.components.saving import save
from pages.components.sign_in import save_just_signed_in, show_just_signed_in, show_sign_ins
from pages.components.sign_in_settings import has_sign_in

_ROUND = "people_added"
_PARTNERS = (Agency.COUNCIL, Agency.HEALTH, Agency.CPS)


@dataclass(frozen=True)
class Known:
    """What the register offers to choose from."""

    providers: Sequence[str]


def show_add_form(store: Store, viewer: Viewer, known: Known) -> None:
    """The fields of somebody new."""
    if not show_just_signed_in(store):
        return
    key = f"person_new_{st.session_state.get(_ROUND, 0)}"
    _show_fields(key, None, known)
    st.button(
        "Add the person", type="primary", key=f"{key}_go", on_click=_add, args=(store, viewer, key)
    )


def show_change_form(store: Store, viewer: Viewer, person: PersonRow, known: Known) -> None:
    """The fields of somebody in the register; the version shown must still hold when saved."""
    key = f"person_{person.id}_{person.version}"
    _show_fields(key, person, known)
    fresh = show_just_signed_in(store)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Save the changes",
            type="primary",
            disabled=not fresh,
            key=f"{key}_go",
            on_click=_change,
            args=(store, viewer, person, key),
        )
        if person.active:
            with st.popover("Has left the group"):
                _show_end(store, viewer, person, key)
        if has_sign_in():
            with st.popover("Sign-ins"):
                show_sign_ins(store, viewer, person.id)
                if person.has_account and fresh:
                    _show_account(store, viewer, person)


def _show_account(store: Store, viewer: Viewer, person: PersonRow) -> None:
    st.divider()
    st.caption(
        "Only the account that signed in first is let in with this address. Where the provider "
        "gave them a new one, the next to sign in may be another; all of now end."
    )
    sure = st.checkbox("Yes, they have a new account", key=f"sure_account_{person.id}")
    st.button(
        "Let another account in",
        key=f"account_{person.id}",
        disabled=not sure,
        on_click=_forget,
        args=(store, viewer, person),
    )


def _forget(store: Store, viewer: Viewer, person: PersonRow) -> None:
    st.session_state[f"sure_account_{person.id}"] = False
    save_just_signed_in(
        store,
        lambda: forget_account(store, viewer, person.id),
        f"The next account that signs in with the address of {person.name} is theirs.",
    )


def _show_fields(key: str, person: PersonRow | None, known: Known) -> None:
    grid = st.grid("auto", min_column_width=280, vertical_alignment="bottom")
    grid.text_input("Name", person.name if person else "", max_chars=100, key=f"{key}_name")
    grid.text_input(
        "E-mail address", person.email if person else "", max_chars=200, key=f"{key}_email"
    )
    role = grid.selectbox(
        "Role",
        CHOOSABLE,
        index=CHOOSABLE.index(person.role) if person else CHOOSABLE.index(Role.SPOC),
        format_func=say,
        key=f"{key}_role",
    )
    if role is Role.PROVIDER:
        _pick_text(
            grid,
            "Provider whose homes are theirs",
            f"{key}_provider",
            person.provider if person else None,
            known.providers,
        )
    if role is Role.PARTNER:
        grid.selectbox(
            "Agency",
            _PARTNERS,
            index=next((i for i, a in enumerate(_PARTNERS) if person and a == person.agency), 0),
            format_func=say,
            key=f"{key}_agency",
        )
        _pick_text(
            grid,
            "Authority that places children (blank: none)",
            f"{key}_authority",
            person.authority if person else None,
            list_area_authorities(),
        )
    st.caption(say_role(role))
    if role is not Role.ADMINISTRATOR:
        st.checkbox(
            "Administrator as well: keeps people, homes and backups, and sees no more for it",
            person.administrator if person else False,
            key=f"{key}_administrator",
        )


def _pick_text(
    grid: object, label: str, key: str, stored: str | None, offered: Sequence[str]
) -> None:
    options = list(dict.fromkeys([*([stored] if stored else []), *offered]))
    grid.selectbox(  # type: ignore[attr-defined]
        label,
        options,
        index=0 if stored else None,
        accept_new_options=True,
        placeholder="Choose, or write a name",
        key=key,
    )


def _show_end(store: Store, viewer: Viewer, person: PersonRow, key: str) -> None:
    st.text(f"{person.name} looks no more from now on, and is nobody's SPOC from that day.")
    st.date_input(
        "Last day",
        read_today(),
        min_value=date(2000, 1, 1),
        max_value=read_today(),
        format="DD/MM/YYYY",
        key=f"{key}_left",
    )
    st.button(
        "Record it",
        key=f"{key}_end",
        type="primary",
        on_click=_end,
        args=(store, viewer, person, key),
    )


def _read_form(key: str) -> PersonForm:
    def read(name: str) -> str | None:
        value = st.session_state.get(f"{key}_{name}")
        return str(value) if value else None

    agency = st.session_state.get(f"{key}_agency")
    return PersonForm(
        name=read("name") or "",
        email=read("email") or "",
        role=Role(st.session_state[f"{key}_role"]),
        administrator=bool(st.session_state.get(f"{key}_administrator")),
        agency=Agency(agency) if agency else None,
        provider=read("provider"),
        authority=read("authority"),
    )


def _add(store: Store, viewer: Viewer, key: str) -> None:
    form = _read_form(key)
    said = f"{form.name.strip()} is in the group."
    if save_just_signed_in(store, lambda: add_person(store, viewer, form), said):
        # Fresh fields only now: what could not be saved stays in its fields.
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _change(store: Store, viewer: Viewer, person: PersonRow, key: str) -> None:
    form = _read_form(key)
    save_just_signed_in(
        store,
        lambda: change_person(store, viewer, person.id, person.version, form),
        f"The entry of {form.name.strip()} is as shown.",
    )


def _end(store: Store, viewer: Viewer, person: PersonRow, key: str) -> None:
    day = st.session_state[f"{key}_left"]
    save(
        lambda: end_person(store, viewer, person.id, person.version, day),
        f"{person.name} has left.",
    )
