"""What the page about the pattern behind calls shows, a screen each."""

import polars as pl
import streamlit as st

from core.charts.hours import (
    build_counts_figure,
    build_parts_figure,
    build_weekdays_figure,
    describe_counts,
)
from core.measures.hours import (
    DRAWN_FROM,
    build_by_part,
    build_by_weekday,
    build_deciders,
    count_untimed,
    find_agency,
    find_night,
    find_weekend,
)
from core.measures.hours_sentences import (
    NIGHT,
    WEEKEND,
    say_agency,
    say_busiest,
    say_deciders_title,
    say_left_out,
    say_pace_title,
    say_protective_title,
    say_span,
    say_span_title,
    say_too_few,
    say_untimed,
)
from core.measures.period import Period, say_period
from core.measures.slow_time import build_paces, count_risk_unknown, filter_own_decisions
from pages.components.figures import read_look, show_figure
from pages.components.screens import Screen

_BEHAVIOUR = "behaviour call-out"
_PROTECTIVE = "protective call-out"
_METHOD = (
    "The interval is Wilson’s; “more” or “fewer” is said only where an exact binomial test finds "
    "more than chance explains. Several call-outs about one child are not independent: then chance "
    "explains more than is said."
)


def build_empty_screen(period: Period) -> Screen:
    """That there is nothing to see a pattern in, and what would fill it."""
    return Screen(
        "Nothing recorded",
        f"No behaviour call-outs recorded in {say_period(period)}",
        lambda: st.markdown("Choose a longer period or all homes to see when calls come."),
    )


def build_night_screen(call_outs: pl.DataFrame, period: Period) -> Screen:
    """The parts of the day, the night against its share of the hours."""
    return Screen(
        "Night",
        say_span_title(find_night(call_outs), NIGHT, _BEHAVIOUR),
        lambda: _show_night(call_outs, period),
    )


def _show_night(call_outs: pl.DataFrame, period: Period) -> None:
    found, untimed = find_night(call_outs), say_untimed(count_untimed(call_outs))
    st.markdown(f"{say_span(found, NIGHT, _BEHAVIOUR)}{untimed}")
    if found.counted < DRAWN_FROM:
        st.markdown(say_too_few(found.counted, _BEHAVIOUR))
        return
    parts = build_by_part(call_outs)
    if busiest := say_busiest(parts, _BEHAVIOUR):
        st.markdown(busiest)
    show_figure(
        build_parts_figure(parts, read_look()),
        key="when_hours",
        alt=f"{say_span(found, NIGHT, _BEHAVIOUR)} {describe_counts(parts, 'part')}",
        method=f"Behaviour call-outs by the hour of the incident, UK time, {say_period(period)}. "
        f"{_METHOD}",
        table=parts.select(
            pl.col("part").alias("Part of the day"),
            pl.col("weekdays").alias("Monday to Friday"),
            pl.col("weekend").alias("Saturday and Sunday"),
            pl.col("call_outs").alias("All"),
        ),
        file_name="call_outs_by_part_of_day.csv",
    )


def build_weekend_screen(call_outs: pl.DataFrame, period: Period) -> Screen:
    """The weekdays, Saturday and Sunday against their share of the days."""
    return Screen(
        "Weekend",
        say_span_title(find_weekend(call_outs, period), WEEKEND, _BEHAVIOUR),
        lambda: _show_weekend(call_outs, period),
    )


def _show_weekend(call_outs: pl.DataFrame, period: Period) -> None:
    found = find_weekend(call_outs, period)
    st.markdown(say_span(found, WEEKEND, _BEHAVIOUR))
    if found.counted < DRAWN_FROM:
        st.markdown(say_too_few(found.counted, _BEHAVIOUR))
        return
    days = build_by_weekday(call_outs)
    show_figure(
        build_weekdays_figure(days, read_look()),
        key="when_weekdays",
        alt=f"{say_span(found, WEEKEND, _BEHAVIOUR)} {describe_counts(days, 'weekday')}",
        method=f"Behaviour call-outs by the weekday of the incident, {say_period(period)}. "
        f"{_METHOD}",
        table=days.select(
            pl.col("weekday").alias("Weekday"), pl.col("call_outs").alias("Call-outs")
        ),
        file_name="call_outs_by_weekday.csv",
    )


def build_slow_time_screen(call_outs: pl.DataFrame, period: Period) -> Screen:
    """How soon after the incident it was decided to call."""
    own = filter_own_decisions(call_outs)
    paces = build_paces(own)
    return Screen("Slow time", say_pace_title(paces), lambda: _show_paces(own, paces, period))


def _show_paces(own: pl.DataFrame, paces: pl.DataFrame, period: Period) -> None:
    st.markdown("Slow time: unless somebody is at immediate risk, decide tomorrow.")
    counted, left_out = int(paces["call_outs"].sum()), say_left_out(count_risk_unknown(own))
    method = (
        f"Behaviour call-outs recorded as without immediate risk, decided by the placement, "
        f"{say_period(period)}, from the incident to the decision (where it is blank, to the "
        f"report). Within the hour holds across midnight.{left_out}"
    )
    if counted < DRAWN_FROM:
        st.markdown(f"{describe_counts(paces, 'pace')} {say_too_few(counted, _BEHAVIOUR)}")
        st.caption(method)
        return
    show_figure(
        build_counts_figure(paces, "pace", read_look()),
        key="when_paces",
        alt=describe_counts(paces, "pace"),
        method=method,
        table=paces.select(pl.col("pace").alias("Decided"), pl.col("call_outs").alias("Call-outs")),
        file_name="time_to_decision.csv",
    )


def build_deciders_screen(call_outs: pl.DataFrame, period: Period) -> Screen:
    """Who decided to call, and agency staff on shift."""
    deciders = build_deciders(call_outs)
    return Screen(
        "Who decided",
        say_deciders_title(deciders),
        lambda: _show_deciders(call_outs, deciders, period),
    )


def _show_deciders(call_outs: pl.DataFrame, deciders: pl.DataFrame, period: Period) -> None:
    st.markdown(say_agency(find_agency(call_outs)))
    method = (
        f"Behaviour call-outs by who decided to call, {say_period(period)}. Whether the registered "
        "manager was on shift is not part of the record. No comparison is drawn: how often each "
        "was there to decide is not known."
    )
    if call_outs.height < DRAWN_FROM:
        said = describe_counts(deciders, "decider")
        st.markdown(f"{said} {say_too_few(call_outs.height, _BEHAVIOUR)}")
        st.caption(method)
        return
    show_figure(
        build_counts_figure(deciders, "decider", read_look()),
        key="when_deciders",
        alt=describe_counts(deciders, "decider"),
        method=method,
        table=deciders.select(
            pl.col("decider").alias("Decided by"), pl.col("call_outs").alias("Call-outs")
        ),
        file_name="call_outs_by_decider.csv",
    )


def build_protective_screen(call_outs: pl.DataFrame, period: Period) -> Screen:
    """The protective call-outs, apart: in words only, and no measure of a home."""
    return Screen(
        "Protective",
        say_protective_title(call_outs.height),
        lambda: _show_protective(call_outs, period),
    )


def _show_protective(call_outs: pl.DataFrame, period: Period) -> None:
    st.markdown(say_span(find_night(call_outs), NIGHT, _PROTECTIVE))
    st.markdown(say_span(find_weekend(call_outs, period), WEEKEND, _PROTECTIVE))
    st.caption(
        f"Missing children, concern for safety, children as victims and level 3, "
        f"{say_period(period)}. {_METHOD}"
    )
