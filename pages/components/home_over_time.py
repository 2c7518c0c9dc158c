"""A home over time: call-outs by month with alarms and notes, missing episodes, days between."""

from functools import partial

import polars as pl
import streamlit as st

from core.access import Sight, read_access
from core.charts.gaps import build_gaps_figure, describe_gaps
from core.charts.timeline import build_marks_table, build_timeline_figure, describe_timeline
from core.measures.alarms import count_watched_homes
from core.measures.children import SEVERAL, find_children
from core.measures.gaps import build_gaps, find_gap_limits
from core.measures.home_sentences import FEWEST_GAPS_DRAWN, say_gaps_title, say_timeline_title
from core.measures.missing import filter_episodes, find_interviews, find_noted, find_repeated
from core.measures.missing_sentences import say_interviews, say_missing_title, say_noted
from core.measures.one_home import build_missing_by_month, say_own_alarm
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.measures.signal_sentences import GAPS_CAPTION, say_alarm_method, say_gaps
from core.measures.tally import filter_days
from core.measures.timeline import build_monthly, find_uncovered_days
from pages.components.annotating import filter_annotations, show_annotations
from pages.components.figures import read_look, show_figure
from pages.components.home_record import HomePage
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.session import find_page
from pages.components.tables import show_table
from pages.components.text import escape

_ON_THE_WALL = 2
_GAPS_ON_THE_WALL = "A gap beyond the limit is longer than chance explains."


def build_timeline_screen(page: HomePage, days: Period) -> Screen:
    """Call-outs a month on the days that the home was open; no trend is drawn of one home."""
    heading = say_timeline_title(
        filter_days(page.behaviour, days).height,
        days,
        page.alarms["alarm_on"].to_list(),
        is_watched=page.watched_from is not None and page.watched_from <= days.start,
    )
    return Screen("Call-outs by month", heading, partial(_show_timeline, page, days))


def _show_timeline(page: HomePage, days: Period) -> None:
    notes = filter_annotations(page.everything, days, page.home_id)
    if page.call_outs.is_empty():
        st.markdown("No call-out in the period, so no month to draw.")
    else:
        monthly = build_monthly(page.own.call_outs, days, page.own.covered)
        marks = {"annotations": notes, "alarms": page.alarms}
        show_figure(
            build_timeline_figure(monthly, read_look(), **marks),
            key="home_timeline",
            alt=f"{page.name}. {describe_timeline(monthly, **marks)}",
            method=_say_timeline_method(page, days),
            table=monthly.select(
                pl.col("month").alias("Month"),
                pl.col("behaviour").alias("Behaviour"),
                pl.col("protective").alias("Protective"),
                pl.col("is_whole").alias("Whole month covered"),
            ),
            file_name=f"call_outs_{page.urn}.csv",
        )
        _show_alarms(page, monthly)
    show_annotations(page.store, page.viewer, notes, home_id=page.home_id)


def _show_alarms(page: HomePage, monthly: pl.DataFrame) -> None:
    """A sentence an alarm, after the letter that stands for it above the plot."""
    letters = build_marks_table(monthly, alarms=page.alarms)["mark"].to_list()
    lettered = list(zip(letters, page.alarms.iter_rows(named=True), strict=True))
    # On the wall the latest: the room has no scroll bar.
    for letter, row in lettered[-_ON_THE_WALL:] if is_projecting() else lettered:
        lead = f"**{escape(letter)}** " if page.alarms.height > 1 else ""
        st.markdown(lead + escape(say_own_alarm(row, page.own.meetings)))


def _say_timeline_method(page: HomePage, days: Period) -> str:
    if is_projecting():
        return f"Call-outs a month, {say_period(days)}. An alarm is a reason to ask, not a finding."
    said = (
        f"Call-outs a month, {say_period(days)}. Behaviour: level 1 or 2, or an offence without a "
        "level. Protective: every other, such as a missing child; no measure of a home. At one "
        "home's counts a single month says nothing by itself: no trend is drawn. "
    )
    if uncovered := find_uncovered_days(days, page.own.covered):
        said += f"For {say_count(uncovered, 'day')} no import states to cover them. "
    if page.own.data_to is None:
        return said
    watched = count_watched_homes(page.everything.homes, page.own.data_to)
    return f"{said}Alarm: {say_alarm_method(watched, page.watched_from)}"


def build_missing_screen(page: HomePage, days: Period) -> Screen:
    """Missing episodes by month, apart from the call-outs that a home is compared on."""
    episodes = filter_episodes(page.incidents)
    found = find_children(episodes)
    heading = say_missing_title(found.events, found.known, found.distinct, days)
    return Screen("Missing episodes", heading, partial(_show_missing, page, episodes, days))


def _show_missing(page: HomePage, episodes: pl.DataFrame, days: Period) -> None:
    if episodes.is_empty():
        _show_missing_scope(page, "Calling about a child who is missing or in danger is right.")
        return
    held, in_time, _ = find_interviews(episodes)
    reported = episodes.filter("call_out").height
    st.markdown(
        f"{reported} of {episodes.height} reported to the police. {say_interviews(held, in_time)}."
    )
    if episodes.height >= SEVERAL:
        repeated = find_repeated(episodes, page.own.homes)
        noted = find_noted(episodes, repeated, page.own.annotations, page.period.end)
        for note in noted.iter_rows(named=True):
            said = say_noted(note["on_day"], note["words"], note["before"], note["since"])
            st.markdown(escape(said))
    show_table(
        build_missing_by_month(episodes).select(
            pl.col("month").dt.strftime("%B %Y").alias("Month"),
            pl.col("episodes").alias("Missing episodes"),
            pl.col("call_outs").alias("Reported to the police"),
            pl.col("held").alias("Return interview held"),
        ),
        alt=f"Months with a missing episode, {episodes.height} in all",
        key="home_missing",
        file_name=f"missing_{page.urn}.csv",
        download=not is_projecting(),
    )
    _show_missing_scope(
        page,
        f"Missing episodes by the day they began, {say_period(days)}; months without one are left "
        "out. Protective: calling about a child who is missing or in danger is right, so they are "
        "in no rate and raise no alarm.",
    )


def _show_missing_scope(page: HomePage, said: str) -> None:
    if read_access(page.viewer).uncontacted is not Sight.ALL:
        said += " Episodes not reported to the police are counted only where your role sees them."
    st.caption(said)
    if not is_projecting():
        st.page_link(
            find_page("missing"),
            label="What was known and done, on the Missing page",
            query_params={
                "home": page.urn,
                "missing_period": "Choose…",
                "missing_period_from": page.period.start.isoformat(),
                "missing_period_to": page.period.end.isoformat(),
            },
        )


def build_gaps_screen(page: HomePage) -> Screen:
    """Days between behaviour call-outs, of all the data to the period's end: few need them all."""
    closed_on = page.home["closed_on"]
    until = min(day for day in (page.period.end, page.own.data_to, closed_on) if day is not None)
    gaps = build_gaps(page.behaviour, until, page.own.covered)
    if closed_on is not None and closed_on <= until:
        # A closed home has no call-outs because it has no children.
        gaps = gaps.filter(~pl.col("is_open"))
    heading = say_gaps_title(gaps)
    if find_gap_limits(gaps).count < FEWEST_GAPS_DRAWN:
        return Screen("Days between", heading, _show_nothing_more)
    days = Period(gaps["from_on"][0], until)
    caption = f"All the data, since {days.start.year}, whatever the period chosen"
    if is_projecting():  # There the caption is the page's, and says the home.
        caption = f"{escape(page.name)} · {caption}"
    return Screen("Days between", heading, partial(_show_gaps, page, gaps, days), caption)


def _show_nothing_more() -> None:
    """The heading says all that so few gaps do."""


def _show_gaps(page: HomePage, gaps: pl.DataFrame, days: Period) -> None:
    st.markdown(say_gaps(gaps))
    show_figure(
        build_gaps_figure(gaps, read_look()),
        key="home_gaps",
        alt=f"{page.name}. {describe_gaps(gaps)}",
        method=f"Behaviour call-outs, {say_period(days)}. "
        + (_GAPS_ON_THE_WALL if is_projecting() else GAPS_CAPTION),
        table=gaps.select(
            pl.col("from_on").alias("From"),
            pl.col("to_on").alias("To"),
            pl.col("days").alias("Days"),
            pl.col("is_open").alias("Still open"),
        ),
        file_name=f"days_between_{page.urn}.csv",
    )
