"""The overview's cards and its list of what stands out."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import say_date
from core.measures.comparison import Comparison
from core.measures.period import Period, say_period
from core.measures.sentences import say_comparison, say_count, say_needed, say_title
from core.measures.share import find_needed_share
from core.measures.tally import filter_breaches
from core.measures.timeline import build_days_since_last, find_uncovered_days
from core.reading import View, count_area_call_outs, count_uncontacted
from core.store import Store
from core.vocabulary import Verdict
from pages.components.cards import Card
from pages.components.session import find_page
from pages.components.text import escape


def _within(period: Period) -> pl.Expr:
    return pl.col("occurred_on").is_between(period.start, period.end)


def say_findings(
    found: Comparison, than: str, view: View, period: Period, other: Period
) -> tuple[str, str]:
    """The title and the sentence beneath it; a period without data is said, not counted as none."""
    for days, count, against in (
        (period, found.other_count, other),
        (other, found.count, period),
    ):
        if (
            view.incidents.filter(_within(days)).is_empty()
            and find_uncovered_days(days, view.covered) == days.days
        ):
            said = say_count(count, "call-out").capitalize()
            first = f"No data for {say_period(days)}"
            if days == other:
                first = f"{said}, and no data to compare with"
            return first, f"{said} in {say_period(against)}. No data for {say_period(days)}."
    return say_title(found, than), say_comparison(found, period, other) + _say_gaps(
        view, period, other
    )


def _say_gaps(view: View, period: Period, other: Period) -> str:
    if not view.covered:
        return " No import states which days it covers: a quiet month may be one without data."
    parts = [
        f"{say_count(missing, 'day')} of {say_period(days)}"
        for days in (period, other)
        if (missing := find_uncovered_days(days, view.covered))
    ]
    return f" No import covers {' and '.join(parts)}." if parts else ""


def build_overview_cards(
    view: View, period: Period, actions: pl.DataFrame, today: date
) -> list[Card]:
    """Call-outs, whether police were needed, both sides of the protocol, what is overdue."""
    call_outs = view.call_outs.filter(_within(period))
    behaviour = call_outs.filter(pl.col("kind") == "behaviour").height
    share = find_needed_share(call_outs)
    breaches = filter_breaches(view.findings).filter(
        _within(period) & (pl.col("state") != "dismissed")
    )
    avoided = breaches.filter(pl.col("verdict") == Verdict.OVER_REPORT.value).height
    silent = breaches.filter(pl.col("verdict") == Verdict.UNDER_REPORT.value).height
    open_now = actions.filter(pl.col("state") == "open")
    late = open_now.filter(pl.col("due_on") < today).height
    return [
        Card(
            "Call-outs",
            str(call_outs.height),
            f"{behaviour} about behaviour, {call_outs.height - behaviour} protective",
            "incidents",
        ),
        Card(
            "Police were needed",
            f"{share.needed} of {share.known}" if share.known else "not known",
            say_needed(share) if call_outs.height else "no call-outs in the period",
            "homes",
            "By provider",
        ),
        Card(
            "Avoidable, and unreported",
            f"{avoided} and {silent}",
            "calls that could have been avoided, and incidents that should have been told; "
            "suggested or agreed",
            "breaches",
            "By clause",
        ),
        Card(
            "Follow-ups overdue",
            str(late),
            f"of {open_now.height} open" if open_now.height else "none is open",
            "actions",
            "Open them",
        ),
    ]


def show_standing_out(store: Store, viewer: Viewer, view: View, period: Period) -> None:
    """What else the period holds, a line each, each leading to the page behind it."""
    st.subheader("What else stands out")
    incidents = view.incidents.filter(_within(period))
    waiting = view.incidents.filter(~pl.col("reviewed")).height
    if can(viewer, Permission.REVIEW) and waiting:
        words = f"**{say_count(waiting, 'incident')}** waiting for the group."
        _show_line(words, "incidents", {"state": "waiting"})
    advice = incidents.filter(pl.col("contacted") & ~pl.col("call_out")).height
    if advice:
        _show_line(
            f"Homes asked for advice or shared information **{say_count(advice, 'time')}** "
            "without a call-out: what the protocol wants (4.13, 10.3).",
            "incidents",
        )
    uncontacted = count_uncontacted(store, viewer, period.start, period.end)
    if uncontacted:
        _show_line(
            f"**{say_count(uncontacted, 'incident')}** stayed within the homes.",
            "incidents",
            {"contact": "none"},
        )
    area = count_area_call_outs(store, viewer, period.start, period.end)
    if viewer.home_ids and area is not None:
        _show_line(f"The whole area had **{say_count(area, 'call-out')}** in this period.", "homes")
    if view.data_to is not None:
        behaviour = view.call_outs.filter(pl.col("kind") == "behaviour")
        with_places = view.homes.join(view.places, on="home_id", how="semi")
        since = build_days_since_last(behaviour, with_places, view.data_to).filter(
            pl.col("days") > 0
        )
        if not since.is_empty():
            row = since.sort("days", descending=True).row(0, named=True)
            # Quiet days are good news only where an import covers them.
            quiet = Period(row["last_on"] + timedelta(days=1), view.data_to)
            if find_uncovered_days(quiet, view.covered):
                return
            _show_line(
                f"**{escape(row['name'])}**: {say_count(row['days'], 'day')} without a behaviour "
                f"call-out, to {say_date(view.data_to)}.",
                "home",
                {"home": view.homes.filter(pl.col("home_id") == row["home_id"])["urn"][0]},
            )


def _show_line(words: str, page: str, query: dict[str, str] | None = None) -> None:
    st.page_link(find_page(page), label=words, query_params=query)
