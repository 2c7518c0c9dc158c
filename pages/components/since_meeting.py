"""What changed since the group last met: a line each, each leading to what is behind it."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import streamlit as st

from core.access import Permission, Sight, Viewer, can, read_access
from core.clock import read_today, say_date
from core.errors import SlowTimeError
from core.measures.home_sentences import QUIET_FROM
from core.measures.period import Period
from core.measures.sentences import say_count
from core.measures.since import (
    SinceMeeting,
    find_since_meeting,
    say_since_actions,
    say_since_call_outs,
    say_since_title,
    say_since_waiting,
)
from core.measures.timeline import build_days_since_last, find_uncovered_days
from core.meetings import record_meeting
from core.reading import View, count_uncontacted
from core.store import Store
from pages.components.area_line import find_area_line
from pages.components.projector import is_projecting
from pages.components.saving import save, show_said
from pages.components.session import find_page
from pages.components.text import escape


@dataclass(frozen=True)
class Line:
    """One sentence (Markdown: escape names), and the page and query behind it."""

    words: str
    page: str | None = None
    query: dict[str, str] | None = None


def find_since(view: View, actions: pl.DataFrame, today: date) -> SinceMeeting | None:
    """What changed since the last meeting; None where no meeting or no data are known."""
    if not view.meetings or view.data_to is None:
        return None
    return find_since_meeting(
        view.incidents,
        view.call_outs,
        view.homes,
        view.places,
        actions,
        met_on=view.meetings[-1],
        data_to=view.data_to,
        today=today,
    )


def say_title(viewer: Viewer, since: SinceMeeting) -> str:
    return say_since_title(since, reviews=can(viewer, Permission.REVIEW))


def build_lines(
    store: Store, viewer: Viewer, view: View, since: SinceMeeting, alarms: list[Line]
) -> list[Line]:
    """Every sentence that there is something to say of."""
    new = {**build_query(since.period), "contact": "call_outs"}
    lines = [Line(say_since_call_outs(since), "incidents", new), *alarms]
    if can(viewer, Permission.REVIEW):
        lines.append(Line(say_since_waiting(since), "incidents", {"state": "waiting"}))
    lines.append(Line(say_since_actions(since), "actions", build_actions_query(viewer)))
    return lines + build_kept_lines(store, viewer, view, since.period)


def build_query(period: Period | None, page: str = "incidents") -> dict[str, str]:
    """The same period on another page; without one, that page's own."""
    if period is None:
        return {}
    return {
        f"{page}_period": "Choose…",
        f"{page}_period_from": period.start.isoformat(),
        f"{page}_period_to": period.end.isoformat(),
    }


def build_actions_query(viewer: Viewer) -> dict[str, str]:
    """Everybody's actions, for those who may see them: that is what the sentences count."""
    return {"whose": "Everybody's"} if read_access(viewer).actions is Sight.ALL else {}


def build_kept_lines(store: Store, viewer: Viewer, view: View, period: Period | None) -> list[Line]:
    """What stayed within the homes, what was asked instead of called, and the longest quiet."""
    lines = _build_asked_lines(store, viewer, view, period) if period is not None else []
    quiet = _build_quiet_line(view)
    area = find_area_line(store, viewer, view)
    return [*lines, *([quiet] if quiet else []), *([Line(area)] if area else [])]


def _build_asked_lines(store: Store, viewer: Viewer, view: View, period: Period) -> list[Line]:
    lines = []
    within = pl.col("occurred_on").is_between(period.start, period.end)
    asked = view.incidents.filter(within & pl.col("contacted") & ~pl.col("call_out")).height
    query = build_query(period)
    if asked:
        lines.append(
            Line(
                f"Homes asked for advice or shared information {say_count(asked, 'time')} without "
                "a call-out: what the protocol wants (4.13, 10.3).",
                "incidents",
                query,
            )
        )
    kept = count_uncontacted(store, viewer, period.start, period.end)
    if kept:
        said = f"{say_count(kept, 'incident').capitalize()} stayed within the homes."
        lines.append(Line(said, "incidents", {**query, "contact": "none"}))
    return lines


def _build_quiet_line(view: View) -> Line | None:
    """The longest quiet spell that imports cover: good news is worth a line."""
    if view.data_to is None:
        return None
    behaviour = view.call_outs.filter(pl.col("kind") == "behaviour")
    with_places = view.homes.join(view.places, on="home_id", how="semi")
    since = build_days_since_last(behaviour, with_places, view.data_to)
    since = since.filter(pl.col("days") >= QUIET_FROM)
    if since.is_empty():
        return None
    row = since.sort("days", "name", descending=[True, False]).row(0, named=True)
    quiet = Period(row["last_on"] + timedelta(days=1), view.data_to)
    if find_uncovered_days(quiet, view.covered):
        return None
    urn = view.homes.filter(pl.col("home_id") == row["home_id"])["urn"][0]
    return Line(
        f"{escape(row['name'])}: {say_count(row['days'], 'day')} without a behaviour call-out, to "
        f"{say_date(view.data_to)}.",
        "home",
        {"home": urn},
    )


def show_lines(lines: list[Line]) -> None:
    """The sentences; on the desk each is a link where a page is behind it."""
    with st.container(key="lines", gap="xsmall"):
        for line in lines:
            if line.page is None or is_projecting():
                st.markdown(line.words)
            else:
                st.page_link(
                    find_page(line.page),
                    label=line.words,
                    query_params=line.query,
                    icon=":material/chevron_right:",
                )


def show_no_meeting(store: Store, viewer: Viewer) -> None:
    """Where no meeting is known: what that means, and for who may the day of the last one."""
    show_said()
    if not can(viewer, Permission.RECORD_MEETINGS) or is_projecting():
        st.markdown("No meeting of the group is recorded: what is new since then cannot be said.")
        return
    with (
        st.expander("When did the group last meet? Then this page says what changed since"),
        st.form("last_meeting", border=False),
    ):
        st.date_input(
            "Day of the last meeting",
            None,
            max_value=read_today(),
            format="DD/MM/YYYY",
            key="last_meeting_on",
            width=240,
        )
        st.form_submit_button("Record it", on_click=_record, args=(store, viewer))


def _record(store: Store, viewer: Viewer) -> None:
    day = st.session_state["last_meeting_on"]

    def change() -> None:
        if day is None:
            raise SlowTimeError("Choose the day first.")
        record_meeting(store, viewer, day)

    save(change, f"The group met on {say_date(day)}." if day else "")
