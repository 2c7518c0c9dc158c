"""The wall: larger letters, homes as letters, one idea a screen. Begun and left by the person.

The session remembers it as well as the URL: a link that forgets the parameter must not put names on
the wall.
"""

import streamlit as st

from core.access import Sight, Viewer, read_access
from core.letters import find_letters, find_seed, hide_names
from core.reading import View, read_view
from core.store import Store

_PARAM = "projector"
_PROJECTING = "projecting"
_REVEALED = "revealed"
_STYLE = """<style>
html { font-size: 24px; }
[data-testid="stSidebar"], [data-testid="stExpandSidebarButton"] { display: none; }
[data-testid="stMain"] { scroll-padding-bottom: 4.5rem; }
[data-testid="stMainBlockContainer"] { padding: 1rem 3rem 0; }
[data-testid="stMainBlockContainer"] :is(p, li, label, td, th, summary),
[data-testid="stCaptionContainer"] { font-size: 1rem; }
[data-testid="stMetricValue"] :is(div, p) { font-size: 3.5rem; line-height: 1.2; }
[data-testid="stMainBlockContainer"], [data-testid="stMainBlockContainer"] > div {
  display: flex; flex-direction: column; flex: 1 0 auto; min-height: calc(100% - 1px);
}
[data-testid="stLayoutWrapper"]:has(> .st-key-wall_steps) {
  position: sticky; bottom: 0; z-index: 10; margin-top: auto; padding: 0.5rem 0;
  background: light-dark(#FFFFFF, #10161D);
}
@media (max-width: 900px), (max-height: 600px) {
  [data-testid="stLayoutWrapper"]:has(> .st-key-wall_steps) { position: static; }
}
</style>"""


def follow_url() -> None:
    """Begin where the URL says so, and keep the URL true to what the session remembers."""
    if st.query_params.get(_PARAM) == "1":
        st.session_state[_PROJECTING] = True
    elif is_projecting():
        st.query_params[_PARAM] = "1"
    if is_projecting():
        st.html(_STYLE)


def is_projecting() -> bool:
    """Whether this session is on the wall."""
    return bool(st.session_state.get(_PROJECTING))


def sees_agreed_only(viewer: Viewer) -> bool:
    """Whether only what the group agreed is shown: to some roles always, on the wall to everybody.

    A suggested finding is never put before other providers.
    """
    return is_projecting() or read_access(viewer).findings is Sight.CONFIRMED


def say_answers(viewer: Viewer) -> str:
    """Whose answer a figure of "were police needed" counts."""
    if sees_agreed_only(viewer):
        return "by the group's answer; before its review not known"
    return "by the group's answer or, before the review, the rules' suggestion"


def start_projecting() -> None:
    st.session_state[_PROJECTING] = True


def stop_projecting() -> None:
    """Back to the desk; what was revealed is hidden again."""
    for name in (_PROJECTING, _REVEALED):
        st.session_state.pop(name, None)
    for name in (_PARAM, "screen"):
        st.query_params.pop(name, None)


def read_shown_view(store: Store, viewer: Viewer) -> View:
    """What this viewer sees; on the wall with letters for names."""
    view = read_view(store, viewer)
    if not is_projecting():
        return view
    return hide_names(view, find_seed(view), st.session_state.get(_REVEALED, ()))


def show_reveal(store: Store, viewer: Viewer) -> None:
    """The choice of which letters become names, by whoever projects; nobody else can see it."""
    view = read_view(store, viewer)
    letters = sorted(
        find_letters(view.homes["urn"], find_seed(view)).values(), key=lambda w: (len(w), w)
    )
    st.multiselect(
        "Say the name of",
        letters,
        format_func=lambda letter: f"Home {letter}",
        key=_REVEALED,
        placeholder="nobody yet",
    )
