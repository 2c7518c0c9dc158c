"""Sign-in on the screen: the page before it, its refusals, and the ways out of it."""

from collections.abc import Callable

import streamlit as st

from core.access import Viewer
from core.clock import say_moment, to_uk
from core.errors import AccessDenied
from core.people import has_people
from core.sign_in import Refusal, SignInRefused, check_just_signed_in, find_signed_in
from core.sign_in_ending import SignInRow, read_sign_ins, sign_out, sign_out_everywhere
from core.store import Store
from core.vocabulary import say
from pages.components.saving import save
from pages.components.session import leave_if_over
from pages.components.sign_in_settings import has_sign_in, read_claims, read_providers
from pages.components.text import escape

# Another account cannot mend these: the same person signs in again.
_AGAIN = {
    Refusal.TOO_OLD,
    Refusal.EXPIRED,
    Refusal.SIGNED_OUT_EVERYWHERE,
    Refusal.ENDED,
    Refusal.IDLE,
}
_WATCH_EVERY = 20  # seconds
_BLANK_AFTER = 120  # seconds without the server
_TURN = "watch_turn"
_BLANK = """<style>
@keyframes blank-TURN { to { opacity: 0; visibility: hidden; } }
@keyframes word-TURN { to { visibility: visible; } }
[data-testid="stApp"] > *, [data-testid="stDialog"], [data-baseweb="layer"] {
  animation: blank-TURN 0s linear WAITs forwards;
}
[data-testid="stApp"]::after {
  content: "The server has not answered for two minutes, so the page was blanked. Nothing that "
    "was saved is lost: it comes back with the connection, or reload.";
  position: fixed; inset: 30% 10% auto; text-align: center; visibility: hidden;
  pointer-events: none; animation: word-TURN 0s linear WAITs forwards;
}
</style>"""
_SHOWN = 8


def show_entrance(store: Store) -> None:
    """What is shown to whoever is not let in: the providers, or why not; nothing of the store."""
    claims = read_claims()
    if not has_people(store):
        _show_nobody()
        return
    if claims is None:
        _show_providers("Sign in to Slow Time")
        return
    try:
        find_signed_in(store, claims)
        st.rerun()  # Let in between two looks.
    except AccessDenied as refused:
        _show_refused(refused)


def _show_nobody() -> None:
    # Whoever came first would be its administrator: on a network somebody at the server says who.
    st.title("Nobody can sign in yet")
    st.markdown(
        "This store has nobody in it. Whoever looks after the server enters the first "
        "administrator there, by the e-mail address of their account:"
    )
    st.code('python -m core first-administrator EMAIL --name "NAME"', language=None)
    st.caption("Then reload this page and sign in.")


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
                st.stop()


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
        _leave()


def _leave() -> None:
    """Send the browser away, to the provider as well; nothing is drawn after it.

    What is drawn would find the sign-in over and begin a run, which drops what was not sent yet:
    the address to go to.
    """
    st.logout()
    st.stop()


def show_account(store: Store, viewer: Viewer) -> None:
    """Who is signed in, and the ways out; the sidebar's last lines."""
    st.caption(f"{escape(viewer.name)}, {say(viewer.role)}")
    if st.button("Sign out", key="sign_out", type="tertiary"):
        claims = read_claims()
        if claims is not None:
            sign_out(store, viewer, claims.digest)
        _leave()
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
    if not show_just_signed_in(store):
        return
    sure = st.checkbox("Yes, end them all", key=f"sure_everywhere_{person_id}")
    st.button(
        "Sign out everywhere",
        key=f"everywhere_{person_id}",
        disabled=not sure,
        on_click=_end_all,
        args=(store, viewer, person_id),
    )


def show_just_signed_in(store: Store) -> bool:
    """Whether whoever looks proved just now who they are; says what to do where they did not."""
    try:
        check_just_signed_in(store, read_claims() if has_sign_in() else None)
    except SignInRefused:
        st.markdown(
            ":material/lock_clock: To change who is let in, sign out and in again first: you must "
            "have signed in just now."
        )
        return False
    return True


def _end_all(store: Store, viewer: Viewer, person_id: int) -> None:
    # Ticked once, pressed once: the next time asks again.
    st.session_state[f"sure_everywhere_{person_id}"] = False
    save_just_signed_in(
        store, lambda: sign_out_everywhere(store, viewer, person_id), "Signed out everywhere."
    )


def save_just_signed_in(store: Store, change: Callable[[], object], said: str) -> bool:
    """As `save`, for what decides who is let in: only for whoever signed in just now."""

    def change_if_fresh() -> None:
        if has_sign_in():
            check_just_signed_in(store, read_claims())
        change()

    return save(change_if_fresh, said)


def _say(row: SignInRow) -> str:
    began, seen = say_moment(to_uk(row.began_at)), say_moment(to_uk(row.seen_at))
    if row.ended_at is not None:
        return f"Since {began}: ended {say_moment(to_uk(row.ended_at))}"
    return f"Since {began}: last seen {seen}"


@st.fragment(run_every=_WATCH_EVERY)
def _watch() -> None:
    """Clear the screen of a tab that nobody touches once its sign-in is over.

    Without the server, too: unless it says again that all is well, the browser blanks the page.
    """
    leave_if_over()
    turn = st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    # Another name each time begins the wait anew; no script is needed, and none is allowed.
    st.html(_BLANK.replace("TURN", str(turn)).replace("WAIT", str(_BLANK_AFTER)))
