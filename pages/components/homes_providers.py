"""Providers on the Homes page: all homes of one together, and whether police were needed."""

import polars as pl
import streamlit as st

from core.access import Viewer
from core.charts.funnel_words import MOST_NAMED
from core.charts.rates import build_rates_figure, describe_rates
from core.charts.shares import build_needed_figure, describe_needed
from core.measures.groups import build_provider_rates
from core.measures.homes_sentences import (
    say_first,
    say_needed_by_title,
    say_providers_method,
    say_providers_title,
)
from core.measures.period import Period, say_period
from core.measures.rates import filter_call_outs, filter_to_read, find_area_rate
from core.measures.share import build_needed_by
from core.reading import View
from pages.components.figures import read_look, show_figure
from pages.components.home_list import build_provider_table
from pages.components.projector import say_answers
from pages.components.screens import Screen
from pages.components.text import escape


def build_provider_screens(
    homes: pl.DataFrame, rates: pl.DataFrame, view: View, viewer: Viewer, period: Period
) -> list[Screen]:
    """Rates by provider where there is an area to be set against, and the share needed."""
    called = filter_call_outs(view.call_outs, period).join(
        homes.select("home_id", "provider"), on="home_id"
    )
    needed = build_needed_by(called, "provider")
    share = Screen(
        "Were police needed",
        escape(say_needed_by_title(needed)),
        lambda: _show_needed(needed, viewer, period),
    )
    compared = rates.filter(pl.col("expected").is_not_null())
    if compared.is_empty():
        return [share]
    providers, area_rate = build_provider_rates(compared), find_area_rate(compared)
    return [
        Screen(
            "Providers",
            escape(say_providers_title(providers, area_rate)),
            lambda: _show_providers(providers, area_rate, period),
        ),
        share,
    ]


def _show_providers(providers: pl.DataFrame, area_rate: float | None, period: Period) -> None:
    named = providers.with_columns(name="provider", urn="provider")
    shown = filter_to_read(named, MOST_NAMED)
    show_figure(
        build_rates_figure(shown, area_rate, read_look()),
        key="providers",
        alt=describe_rates(named, "provider"),
        method=say_providers_method(providers, period),
        table=build_provider_table(shown),
        file_name="rates_by_provider.csv",
    )


def _show_needed(needed: pl.DataFrame, viewer: Viewer, period: Period) -> None:
    if needed.is_empty():
        st.markdown("No call-outs in this period.")
        return
    shown = needed.head(MOST_NAMED)
    show_figure(
        build_needed_figure(shown, "provider", read_look()),
        key="needed",
        alt=describe_needed(shown, "provider"),
        method=(
            f"All call-outs, behaviour and protective, {say_period(period)}, "
            f"{say_answers(viewer)}. Not known is shown, not dropped."
            + say_first(shown.height, needed.height)
        ),
        table=needed,
        file_name="police_needed_by_provider.csv",
    )
