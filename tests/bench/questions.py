"""Three questions of the pages, asked of the measures and of pandas."""

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.reading import View

_YEARS = timedelta(days=1095)


def ask_measures(view: "View", last: date) -> object:
    """Call-outs by month and kind, rates of every home with limits, the share with its limits."""
    from core.measures.period import Period
    from core.measures.rates import build_rates, filter_call_outs
    from core.measures.share import find_needed_share
    from core.measures.timeline import build_monthly

    period = Period(last - _YEARS, last)
    return (
        build_monthly(view.call_outs, period, view.covered),
        build_rates(view.call_outs, view.homes, view.places, period),
        find_needed_share(filter_call_outs(view.call_outs, period)),
    )


def ask_pandas(path: str) -> Callable[[], object]:
    """The same without the limits, which costs pandas less than it costs the measures."""
    import pandas as pd

    connection = sqlite3.connect(path)
    frame = pd.read_sql(
        "SELECT home_id, occurred_at, call_out_kind AS kind, police_needed, agreed_police_needed"
        " FROM incident WHERE call_out",
        connection,
        parse_dates=["occurred_at"],
    )
    homes = pd.read_sql("SELECT id AS home_id, name FROM home", connection)
    suggested = frame["police_needed"].map({1: "yes", 0: "no"}).fillna("unknown")
    frame["needed"] = frame["agreed_police_needed"].fillna(suggested)
    last = frame["occurred_at"].max()

    def ask() -> object:
        within = frame[frame["occurred_at"].between(last - _YEARS, last)]
        months = within.groupby([within["occurred_at"].dt.to_period("M"), "kind"]).size()
        counts = within.groupby("home_id").size().rename("call_outs")
        return (
            months,
            homes.merge(counts, on="home_id", how="left"),
            within["needed"].value_counts(),
        )

    return ask
