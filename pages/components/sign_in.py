"""Sign-in on the screen: the page before it, its refusals, and the ways out of it."""

import streamlit as st

from core.access import Viewer
from core.clock import say_moment, to_uk
from core.errors import AccessDenied, SlowTimeError
from core.people import has_people
from core.sign_in import (
    Claims,
    Refusal,
    SignInRefused,
    add_first_signed_in,
    check_first,
    find_signed_in,
)
from core.sign_in_ending import SignInRow, read_sign_ins, sign_out, sign_out_everywhere
from core.store import Store
from core.vocabulary import Role, say
from pages.components.saving import save
from pages.components.session import leave_if_over
from pages.components.sign_in_settings import read_account_name, read_claims, read_providers
from pages.components.text import escape

_FIRST_ROLES = (Role.CHAIR, Role.PROTOCOL_LEAD, Role.ADMINISTRATOR)
# Another account cannot mend these: the same person signs in again.
_AGAIN = {
    Refusal.TOO_OLD,
    Refusal.EXPIRED,
    Refusal.SIGNED_OUT_EVERYWHERE,
    Refusal.ENDED,
    Refusal.IDLE,
}
_WATCH_EVERY = 20  # seconds
_SHOWN = 8


def show_entrance(store: Store) -> None:
    """What is shown to whoever is not let in: the providers, or why not; nothing of the store."""
    claims = read_claims()
    if claims is None:
        _show_providers("Sign in to Slow Time")
        return
    try:
        if has_people(store):
            find_signed_in(store, claims)
            st.rerun()  # Let in between two looks.
        check_first(store, claims)
    except AccessDenied as refused:
        _show_refused(refused)
    else:
        _show_first(store, claims)


def _show_providers(title: str) -> None:
    st.title(title)
    st.markdown(
        "Incidents at Dorset’s children’s homes, for the group that reviews them. Use the account "
        "whose e-mail address the group has for you."
    )
    _show_buttons()


def _show_buttons() -> None:
    providers = read_providers()
    if not providers:
        st.markdown("No provider is set. The administrator enters one in the server’s secrets.")
    with st.container(horizontal=True, gap="small"):
        for place, (name, label) in enumerate(providers.items()):
            if st.button(
                escape(label), type="primary" if place == 0 else "secondary", key=f"enter_{place}"
            ):
                st.login(name)


def _show_refused(refused: AccessDenied) -> None:
    again = isinstance(refused, SignInRefused) and refused.refusal in _AGAIN
    st.title("You are signed out" if again else "This account is not let in")
    st.text(str(refused))
    if again:
        _show_buttons()
    else:
        st.caption("Nothing of the store was shown.")
    if st.button(
        "Use another account",
        key="another_account",
        type="tertiary" if again else "primary",
        help="Signs this browser out of Slow Time and, where it can, of the provider.",
    ):
        st.logout()


def _show_first(store: Store, claims: Claims) -> None:
    st.title("An empty store, ready for its first person")
    st.markdown(
        f"Nothing is in it yet. You are signed in as {escape(claims.email)}, and become its "
        "administrator. Then the homes come in, then the incidents, then the first review."
    )
    with st.form("first_signed_in", width=480):
        name = st.text_input("Your name", read_account_name(), max_chars=100)
        role = st.selectbox("Your part in the group", _FIRST_ROLES, format_func=say)
        st.caption("An administrator alone sees no incidents; the chair and the lead see all.")
        if st.form_submit_button("Begin", type="primary"):
            try:
                add_first_signed_in(store, claims, name, role)
            except SlowTimeError as error:
                st.error(str(error))
            else:
                st.rerun()
    if st.button("Use another account", key="another_account", type="tertiary"):
        st.logout()


def show_account(store: Store, viewer: Viewer) -> None:
    """Who is signed in, and the ways out; the sidebar's last lines."""
    st.caption(f"{escape(viewer.name)}, {say(viewer.role)}")
    if st.button("Sign out", key="sign_out", type="tertiary"):
        claims = read_claims()
        if claims is not None:
            sign_out(store, viewer, claims.digest)
        st.logout()
    with st.popover("Where you are signed in"):
        show_sign_ins(store, viewer, viewer.person_id or 0)
    _watch()


def show_sign_ins(store: Store, viewer: Viewer, person_id: int) -> None:
    """A person's sign-ins, and the one press that ends them all."""
    rows = read_sign_ins(store, viewer, person_id)
    own = person_id == viewer.person_id
    for row in rows[:_SHOWN]:
        st.markdown(_say(row))
    if not rows:
        st.markdown("No sign-in yet.")
    elif len(rows) > _SHOWN:
        st.caption(f"and {len(rows) - _SHOWN} earlier")
    st.caption(
        "Everywhere means every browser and tab, this one too. You sign in again to go on."
        if own
        else "Everywhere means every browser and tab. They can sign in again."
    )
    sure = st.checkbox("Yes, end them all", key=f"sure_everywhere_{person_id}")
    st.button(
        "Sign out everywhere",
        key=f"everywhere_{person_id}",
        disabled=not sure,
        on_click=_end_all,
        args=(store, viewer, person_id),
    )


def _end_all(store: Store, viewer: Viewer, person_id: int) -> None:
    # Ticked once, pressed once: the next time asks again.
    st.session_state[f"sure_everywhere_{person_id}"] = False
    save(lambda: sign_out_everywhere(store, viewer, person_id), "Signed out everywhere.")


def _say(row: SignInRow) -> str:
    began, seen = say_moment(to_uk(row.began_at)), say_moment(to_uk(row.seen_at))
    if row.ended_at is not None:
        return f"Since {began}: ended {say_moment(to_uk(row.ended_at))}"
    return f"Since {began}: last seen {seen}"


@st.fragment(run_every=_WATCH_EVERY)
def _watch() -> None:
    """Clear the screen of a tab that nobody touches once its sign-in is over."""
    leave_if_over()
