"""The overview's screens: since the meeting, this period, the county's timeline, police needed."""

from functools import partial

import polars as pl
import streamlit as st

from core.charts.shares import build_needed_figure, describe_needed
from core.charts.timeline import build_timeline_figure, describe_timeline
from core.measures.children import find_children, say_children
from core.measures.period import Period, say_period
from core.measures.run_chart import build_run_chart
from core.measures.sentences import (
    say_comparison,
    say_count,
    say_needed,
    say_repeats,
    say_title,
)
from core.measures.share import build_needed_by, find_needed_share
from core.measures.signal_sentences import (
    RUN_CHART_CAPTION,
    say_alarm,
    say_run_chart,
)
from core.measures.since import say_meeting_period
from core.measures.tally import filter_breaches
from core.measures.timeline import build_monthly, find_uncovered_days
from core.measures.timeline_titles import say_run_chart_title
from core.reading import View
from core.vocabulary import FindingState, Verdict
from pages.components import since_meeting
from pages.components.alarm_list import show_alarms
from pages.components.annotating import filter_annotations, show_annotations
from pages.components.cards import Card, show_cards
from pages.components.figures import read_look, show_figure
from pages.components.overview_page import Overview, filter_within
from pages.components.periods import months_before
from pages.components.projector import is_projecting, say_answers, sees_agreed_only
from pages.components.screens import Screen
from pages.components.since_meeting import Line, show_lines
from pages.components.text import escape


def build_screens(page: Overview) -> list[Screen]:
    """The ideas of the page, in the order they are read."""
    since = since_meeting.find_since(page.view, page.actions, page.today)
    screens = [
        _build_period_screen(page, alone=since is None),
        _build_timeline_screen(page),
        _build_needed_screen(page),
    ]
    if since is None:
        return screens
    lines = since_meeting.build_lines(
        page.store, page.viewer, page.view, since, _build_alarm_lines(page)
    )
    heading = since_meeting.say_title(page.viewer, since)
    about = f"{say_meeting_period(since)} · {page.say_homes(since.period)}"
    first = Screen("Since the meeting", heading, partial(show_lines, lines), about)
    return [first, *screens]


def _build_alarm_lines(page: Overview) -> list[Line]:
    """The alarms since the meeting before last: the one that the last meeting came too late for."""
    if len(page.view.meetings) < 2:
        return []
    urns = page.view.homes.select("home_id", "urn")
    news = page.home_alarms.filter(pl.col("alarm_on") > page.view.meetings[-2])
    return [
        Line(
            say_alarm({**row, "name": escape(row["name"])}, page.view.meetings),
            "home",
            {"home": row["urn"]},
        )
        for row in news.join(urns, on="home_id").sort("alarm_on").iter_rows(named=True)
    ]


def _build_period_screen(page: Overview, *, alone: bool) -> Screen:
    """This period against the other; `alone` where no meeting's screen says what else there is."""
    for days, count, against in (
        (page.period, page.found.other_count, page.other),
        (page.other, page.found.count, page.period),
    ):
        if _has_no_data(page.view, days):
            said = say_count(count, "call-out").capitalize()
            first = f"No data for {say_period(days)}"
            if days == page.other:
                first = f"{said}, and no data to compare with"
            sentence = f"{said} in {say_period(against)}. No data for {say_period(days)}."
            show = partial(_show_period, page, sentence, alone)
            return Screen("This period", first, show, page.caption)
    sentence = say_comparison(page.found, page.period, page.other) + _say_gaps(page)
    return Screen(
        "This period",
        say_title(page.found, page.than),
        partial(_show_period, page, sentence, alone),
    )


def _has_no_data(view: View, days: Period) -> bool:
    uncovered = find_uncovered_days(days, view.covered) == days.days
    return uncovered and view.incidents.filter(filter_within(days)).is_empty()


def _say_gaps(page: Overview) -> str:
    if not page.view.covered:
        return " No import states which days it covers: a quiet month may be one without data."
    parts = [
        f"{say_count(missing, 'day')} of {say_period(days)}"
        for days in (page.period, page.other)
        if (missing := find_uncovered_days(days, page.view.covered))
    ]
    return f" No import covers {' and '.join(parts)}." if parts else ""


def _show_period(page: Overview, sentence: str, alone: bool) -> None:
    st.markdown(sentence)
    more = [say_children(find_children(page.call_outs)), say_repeats(page.found)]
    if any(more):
        st.markdown(" ".join(words for words in more if words))
    show_cards(build_overview_cards(page), key="overview_cards")
    if alone:
        show_lines(since_meeting.build_kept_lines(page.store, page.viewer, page.view, page.period))


def build_overview_cards(page: Overview) -> list[Card]:
    """Call-outs, whether police were needed, both sides of the protocol, what is overdue."""
    behaviour = page.call_outs.filter(pl.col("kind") == "behaviour").height
    share = find_needed_share(page.call_outs)
    breaches = filter_breaches(page.view.findings).filter(
        filter_within(page.period) & (pl.col("state") != FindingState.DISMISSED.value)
    )
    avoided = breaches.filter(pl.col("verdict") == Verdict.OVER_REPORT.value).height
    silent = breaches.filter(pl.col("verdict") == Verdict.UNDER_REPORT.value).height
    open_now = page.actions.filter(pl.col("state") == "open")
    late = open_now.filter(pl.col("due_on") < page.today).height
    return [
        Card(
            "Call-outs",
            str(page.call_outs.height),
            f"{behaviour} about behaviour, {page.call_outs.height - behaviour} protective",
            "incidents",
            query={**since_meeting.build_query(page.period), "contact": "call_outs"},
        ),
        Card(
            "Police were needed",
            f"{share.needed} of {share.known}" if share.known else "not known",
            say_needed(share) if page.call_outs.height else "no call-outs in the period",
            "homes",
            "By provider",
            since_meeting.build_query(page.period, "homes"),
        ),
        Card(
            "Avoidable, and unreported",
            f"{avoided} and {silent}",
            "calls that could have been avoided, and incidents that should have been told; "
            + ("agreed" if sees_agreed_only(page.viewer) else "suggested or agreed"),
            "breaches",
            "By clause",
            since_meeting.build_query(page.period, "breaches"),
        ),
        Card(
            "Follow-ups overdue",
            str(late),
            f"of {open_now.height} open" if open_now.height else "none is open",
            "actions",
            "Open them",
            since_meeting.build_actions_query(page.viewer),
        ),
    ]


def _build_timeline_screen(page: Overview) -> Screen:
    span = Period(months_before(page.period.end, 36), page.period.end)
    monthly = build_monthly(page.view.call_outs, span, page.view.covered)
    chart = build_run_chart(monthly)
    heading = say_run_chart_title(chart)

    def show() -> None:
        notes = filter_annotations(page.view, span)
        alarms = page.home_alarms.filter(pl.col("alarm_on").is_between(span.start, span.end))
        uncovered = find_uncovered_days(span, page.view.covered)
        show_figure(
            build_timeline_figure(
                monthly, read_look(), run_chart=chart, annotations=notes, alarms=alarms
            ),
            key="timeline",
            alt=describe_timeline(monthly, run_chart=chart, annotations=notes, alarms=alarms),
            method=(
                f"Call-outs a month, all homes you may see, {say_period(span)}. Behaviour: level 1 "
                "or 2, or an offence without a level (so is a possession that counts on the drug "
                "ladder, until it is reviewed). Protective: every other, such as a missing child. "
                f"{say_run_chart(chart)}"
                + ("" if is_projecting() else f" {RUN_CHART_CAPTION}")
                + (f" For {uncovered} days no import states to cover them." if uncovered else "")
            ),
            table=monthly.select(
                "month", "behaviour", "protective", pl.col("is_whole").alias("whole month covered")
            ),
            file_name="call_outs_by_month.csv",
        )
        show_alarms(alarms, page.view.meetings, page.say_alarm_method())
        show_annotations(page.store, page.viewer, notes)

    return Screen("Timeline", heading, show)


def _build_needed_screen(page: Overview) -> Screen:
    """Whether police were needed, by year, as far back as imports reach."""
    call_outs = page.view.call_outs.with_columns(
        year=pl.col("occurred_on").dt.year().cast(pl.String)
    )
    needed = build_needed_by(call_outs, "year").sort("year", descending=True).head(6)
    share = find_needed_share(page.call_outs)
    heading = f"Police were needed in {say_needed(share)}"
    if not page.call_outs.height:
        heading = "No call-outs in the period: no share in which police were needed"

    def show() -> None:
        show_figure(
            build_needed_figure(needed, "year", read_look()),
            key="needed_by_year",
            alt=describe_needed(needed, "year"),
            method=(
                "All call-outs of the last six years that have any, "
                f"{say_answers(page.viewer)}. Not known is shown, not dropped. The "
                f"share in the title is of {say_period(page.period)}, with its Wilson interval."
            ),
            table=needed,
            file_name="police_needed_by_year.csv",
        )

    return Screen("Police needed", heading, show)
