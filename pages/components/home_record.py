"""What the page of one home shows."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from core.access import Viewer
from core.clock import read_today, say_date
from core.measures.period import Period, say_period
from core.measures.rates import build_rates
from core.measures.sentences import NBSP, say_count, say_days, say_needed
from core.measures.share import find_needed_share
from core.measures.tally import filter_breaches
from core.measures.timeline import build_days_since_last, find_uncovered_days
from core.people import read_spocs
from core.reading import View
from core.store import Store
from core.vocabulary import (
    CallOutKind,
    Category,
    Channel,
    FindingOwner,
    FindingState,
    SettingType,
    Verdict,
    say,
)
from pages.components.cards import Card
from pages.components.session import find_page
from pages.components.tables import show_table
from pages.components.text import escape
from pages.components.url_choice import put_param

_CHOICE = "home_choice"
_OWNERS = {owner.value: say(owner) for owner in FindingOwner}
_NEEDED = {"yes": "needed", "no": "not needed", "unknown": "not known"}


def pick_home(names: dict[str, str]) -> str:
    """The URN of the chosen home, `names` by URN; it stands in the URL, as links have it.

    `bind` would look for the name in the URL, and two homes of one name would be one choice.
    """
    known = list(names.values())
    labels = {
        urn: name if known.count(name) == 1 else f"{name} ({urn})" for urn, name in names.items()
    }
    asked = st.query_params.get("home", "")
    st.session_state[_CHOICE] = asked if asked in names else next(iter(names))
    st.selectbox(
        "Home",
        list(labels),
        format_func=lambda urn: labels[urn],
        key=_CHOICE,
        on_change=_put_home,
        width=280,
    )
    return str(st.session_state[_CHOICE])


def _put_home() -> None:
    put_param("home", str(st.session_state[_CHOICE]))


def say_home_title(name: str, call_outs: pl.DataFrame, period: Period) -> str:
    """How many call-outs, and of them how many could have been avoided."""
    if call_outs.is_empty():
        return f"{escape(name)}: no call-outs recorded in {say_period(period)}"
    avoidable = call_outs.filter(pl.col("needed") == "no").height
    tail = f", {avoidable} of them avoidable" if avoidable else ", none found avoidable"
    return f"{escape(name)}: {say_count(call_outs.height, 'call-out')}{tail}"


def say_home_facts(store: Store, viewer: Viewer, view: View, home: dict[str, object]) -> str:
    """The register's line: provider, setting, places, judgement, SPOC, data date."""
    places = view.places.filter(pl.col("home_id") == home["home_id"]).sort("from_on")
    parts = [
        escape(home["provider"] or "provider not recorded"),
        say(SettingType(str(home["setting_type"]))),
        say_count(int(places["places"][-1]), "place") if places.height else "no registered places",
        escape(home["host_authority"] or "authority not recorded"),
        f"SPOC: {escape(read_spocs(store).get(int(str(home['home_id'])), 'nobody'))}",
    ]
    if isinstance(home["closed_on"], date):
        parts.append(f"closed {say_date(home['closed_on'])}")
    if view.data_to is not None:
        parts.append(f"data to {say_date(view.data_to)}")
    return " · ".join(parts)


def build_home_cards(
    view: View, home: dict[str, object], period: Period, actions: pl.DataFrame
) -> list[Card]:
    """Rate, share needed, time since the last call-out, actions."""
    here = pl.col("home_id") == home["home_id"]
    within = pl.col("occurred_on").is_between(period.start, period.end)
    rates = build_rates(
        view.call_outs, view.homes, view.places, period, CallOutKind.BEHAVIOUR
    ).filter(here)
    rate = rates.row(0, named=True) if rates.height else None
    call_outs = view.call_outs.filter(here & within)
    share = find_needed_share(call_outs)
    open_now = actions.filter(pl.col("state") == "open")
    late = open_now.filter(pl.col("due_on") < read_today()).height
    return [
        Card(
            "Behaviour call-outs per place per year",
            f"{rate['rate']:.2f}" if rate and rate["rate"] is not None else "no rate",
            f"{rate['call_outs']} in {rate['place_years']:.1f} place-years; 95{NBSP}% interval "
            f"{rate['lower']:.2f} to {rate['upper']:.2f}"
            if rate and rate["rate"] is not None
            else "no registered places in the period",
        ),
        Card(
            "Police were needed",
            f"{share.needed} of {share.known}" if share.known else "not known",
            say_needed(share) if call_outs.height else "no call-outs in the period",
        ),
        _build_since_card(view, home),
        Card(
            "Actions open",
            str(open_now.height),
            f"{late} overdue" if late else "none overdue",
            "actions",
            "Open them",
        ),
    ]


def _build_since_card(view: View, home: dict[str, object]) -> Card:
    """Time since the last behaviour call-out: good news only where imports cover the days."""
    label = "Since the last behaviour call-out"
    if view.data_to is None:
        return Card(label, "not known", "no import states the days that it covers")
    if home["closed_on"] is not None and str(home["closed_on"]) < view.data_to.isoformat():
        return Card(label, "closed", "the home no longer has children in it")
    here = pl.col("home_id") == home["home_id"]
    behaviour = view.call_outs.filter(here & (pl.col("kind") == "behaviour"))
    row = build_days_since_last(behaviour, view.homes.filter(here), view.data_to).row(0, named=True)
    covered = ""
    if row["last_on"] is not None and row["last_on"] < view.data_to:
        quiet = Period(row["last_on"] + timedelta(days=1), view.data_to)
        missing = find_uncovered_days(quiet, view.covered)
        covered = (
            f"; for {say_count(missing, 'day')} no import states to cover it" if missing else ""
        )
    return Card(label, say_days(row["days"]), f"to {say_date(view.data_to)}{covered}")


def show_home_findings(findings: pl.DataFrame, urn: str) -> None:
    """What was not in line, by clause, suggested and agreed apart."""
    breaches = filter_breaches(findings).filter(pl.col("state") != FindingState.DISMISSED.value)
    st.subheader("Not in line with the protocol")
    if breaches.is_empty():
        st.markdown("Nothing in this period.")
        return
    words = {v.value: say(v) for v in Verdict}
    table = (
        breaches.group_by("clause", "verdict", "owner", "message")
        .agg(
            agreed=(pl.col("state") == "confirmed").sum(),
            suggested=(pl.col("state") == "suggested").sum(),
        )
        .sort("clause")
        .select(
            pl.col("clause").alias("Clause"),
            pl.col("message").alias("What"),
            pl.col("verdict").replace_strict(words).alias("Kind"),
            pl.col("owner").replace_strict(_OWNERS).alias("Whose step"),
            pl.col("agreed").alias("Agreed"),
            pl.col("suggested").alias("Suggested"),
        )
    )
    show_table(
        table, alt="Findings by clause", key="home_findings", file_name=f"findings_{urn}.csv"
    )


def show_home_incidents(incidents: pl.DataFrame, urn: str) -> None:
    """The period's incidents, latest first, each a link away."""
    st.subheader("Incidents")
    if incidents.is_empty():
        st.markdown("None that you may see in this period.")
        return
    categories = {c.value: say(c) for c in Category}
    channels = {c.value: say(c) for c in Channel}
    table = incidents.sort("occurred_at", descending=True).select(
        pl.col("occurred_at").alias("When"),
        pl.col("category").replace_strict(categories).alias("What"),
        pl.col("channel").replace_strict(channels).alias("Channel"),
        pl.col("level_now").cast(pl.String).fill_null("none").alias("Level"),
        pl.col("needed").replace_strict(_NEEDED, default=None).alias("Police"),
        pl.when("reviewed").then(pl.lit("agreed")).otherwise(pl.lit("waits")).alias("Review"),
        pl.col("reference").alias("Reference"),
    )
    show_table(
        table, alt="Incidents of this home", key="home_incidents", file_name=f"incidents_{urn}.csv"
    )
    st.page_link(
        find_page("incidents"), label="Open them in the register", query_params={"at": urn}
    )
