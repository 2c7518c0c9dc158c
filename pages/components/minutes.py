"""The minutes on a screen: which meeting, its document, the same as a file."""

from dataclasses import dataclass

import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import say_date
from core.meetings import MeetingRow, read_meeting_ahead
from core.minutes import read_minuted_meetings
from core.minuting import Figures
from core.reports.minutes_pdf import prepare_minutes_pdf
from core.reports.pack_pdf import prepare_pack_pdf
from core.store import Store
from core.vocabulary import MeetingState
from pages.components.document import show_pdf_button
from pages.components.minutes_figures import read_figures
from pages.components.registry import BY_KEY
from pages.components.session import find_page
from pages.components.url_choice import pick_by_code

_PARAM = "meeting"


@dataclass(frozen=True)
class Chosen:
    """A meeting to read; `figures` of one that still runs, whose minutes are a draft."""

    meeting_id: int
    file_name: str
    figures: Figures | None = None


def pick_meeting(store: Store, viewer: Viewer) -> Chosen | None:
    """The meeting that the URL asks for, else the running one's draft, else the latest closed."""
    closed = read_minuted_meetings(store, viewer)
    running = _read_running(store, viewer)
    days = {running.id: running.held_on, **closed} if running else dict(closed)
    if not days:
        return None
    words = {str(key): say_date(day) for key, day in days.items()}
    if running:
        words[str(running.id)] += " (running: a draft)"
    first = next(iter(words))
    rest = {code: said for code, said in words.items() if code != first}
    with st.container(width=320):
        code = pick_by_code("Meeting", rest, param=_PARAM, everything=words[first]) or first
    chosen = int(code)
    file_name = f"minutes_{days[chosen].isoformat()}.pdf"
    if running and chosen == running.id:
        figures = read_figures(store, viewer, running.period_from, running.period_to)
        return Chosen(chosen, f"draft_{file_name}", figures)
    return Chosen(chosen, file_name)


def _read_running(store: Store, viewer: Viewer) -> MeetingRow | None:
    if not can(viewer, Permission.RECORD_MEETINGS):
        return None
    ahead = read_meeting_ahead(store, viewer)
    return ahead if ahead and ahead.state is MeetingState.RUNNING else None


def show_download(store: Store, viewer: Viewer, chosen: Chosen) -> None:
    """The same words as a file, made when the button is pressed."""
    show_pdf_button(
        lambda: prepare_minutes_pdf(store, viewer, chosen.meeting_id, chosen.figures),
        chosen.file_name,
        key="minutes_pdf",
    )


def show_pack_button(store: Store, viewer: Viewer, meeting: MeetingRow) -> None:
    """The pack of a meeting to come, with the figures of the moment in which it is pressed."""
    show_pdf_button(
        lambda: prepare_pack_pdf(
            store,
            viewer,
            meeting.id,
            read_figures(store, viewer, meeting.period_from, meeting.period_to),
        ),
        f"pack_{meeting.held_on.isoformat()}.pdf",
        key="pack_pdf",
        label="Pack (not for providers), as PDF",
    )


def show_none(viewer: Viewer) -> None:
    """That no meeting was closed yet, and what makes minutes."""
    st.title("No meeting has minutes yet", anchor=False)
    st.markdown(
        "Minutes are made of what is recorded while the group meets: who was there, each verdict, "
        "decision and action. Closing the meeting freezes them, and they stand here."
    )
    if can(viewer, Permission.RECORD_MEETINGS) and "prepare" in BY_KEY:
        st.page_link(
            find_page("prepare"), label="Prepare a meeting", icon=":material/chevron_right:"
        )
