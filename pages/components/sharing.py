"""Before a file leaves: how far it goes, for whom, why that is lawful; then a button a format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.access import Viewer
from core.shares import LONGEST_RECIPIENT, find_levels
from core.vocabulary import DisclosureLevel, LawfulBasis, say
from pages.components.presses import Presses
from pages.components.session import leave_if_over, while_let_in
from pages.components.text import escape

_MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class Terms:
    """On which terms a document goes out: its level, its lawful basis, for whom."""

    level: DisclosureLevel
    basis: LawfulBasis
    recipient: str


def pick_terms(
    viewer: Viewer, levels: tuple[DisclosureLevel, ...], *, recipient: str, key: str
) -> Terms | None:
    """The terms that the viewer chose among `levels` that their role may; None where it may none.

    Everything has a default: a document is two clicks away, and says what the defaults were.
    """
    mine = [level for level in levels if level in find_levels(viewer)]
    if not mine:
        return None
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        level = mine[0]
        if len(mine) > 1:
            level = st.selectbox(
                "How far it goes", mine, format_func=_say, key=f"{key}_level", width=260
            )
        words = st.text_input(
            "For whom", recipient, max_chars=LONGEST_RECIPIENT, key=f"{key}_recipient", width=320
        )
        if level is DisclosureLevel.PUBLIC:
            return Terms(level, LawfulBasis.NOT_PERSONAL, words)
        bases = [basis for basis in LawfulBasis if basis is not LawfulBasis.NOT_PERSONAL]
        basis = st.selectbox("Lawful basis", bases, format_func=_say, key=f"{key}_basis", width=380)
    return Terms(level, basis, words)


def _say(code: DisclosureLevel | LawfulBasis) -> str:
    said = say(code)
    return said[:1].upper() + said[1:]


@st.fragment
def show_file_buttons(
    files: Mapping[str, Callable[[], bytes]],
    names: Mapping[str, str],
    terms: Terms,
    *,
    key: str,
    done: str = "",
) -> None:
    """A button a format (`pdf`, `xlsx`, `csv`, `zip`), made when it is pressed and then on record.

    `names` are the files' names by format. Without a recipient nothing can be pressed, and the
    line beneath says why. What became of the last press stands beneath, in words; `done` is said of
    a file that was made.
    """
    leave_if_over()
    presses = st.session_state.setdefault(f"{key}_presses", Presses())
    unnamed = not terms.recipient.strip()
    pressed = 0
    with st.container(horizontal=True, gap="small"):
        for place, (kind, make) in enumerate(files.items()):
            pressed += st.download_button(
                f"Download {kind.upper()}",
                data=partial(presses.make, while_let_in(make), names[kind]),
                file_name=names[kind],
                mime=_MIME[kind],
                key=f"{key}_{kind}",
                icon=":material/download:",
                disabled=unnamed,
                type="primary" if place == 0 else "secondary",
            )
    if unnamed:
        st.caption("Say for whom the document is; every page of it and the share log name them.")
        return
    st.caption(
        f"{_say(terms.level)}, for {escape(' '.join(terms.recipient.split()))}: "
        f"{escape(say(terms.basis))}. Pressing a button makes the file and puts it into the share "
        "log, with you, the time and the file’s digest."
    )
    if pressed:
        with st.spinner("Making the file…", show_time=True):
            presses.wait(pressed)
    _show_last(presses, done)


def _show_last(presses: Presses, done: str) -> None:
    last = presses.last
    if last is None:
        return
    icon = ":material/error:" if last.failed else ":material/check:"
    said = last.said if last.failed else f"{last.said} {done}"
    with st.container(border=True):
        st.markdown(f"{icon} {escape(said)}")
