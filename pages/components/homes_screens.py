"""The Homes page's ideas, a screen each: what all of them share is worked out once."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from core.access import Permission, Sight, Viewer, can, read_access
from core.charts.funnel import build_funnel_figure
from core.charts.funnel_words import MOST_NAMED, WIDE_NAMES
from core.charts.rates import build_rates_figure, describe_rates
from core.measures.enough_sentences import say_data_needed, say_needed_title
from core.measures.funnel import build_data_needed, build_funnel_limits, find_funnel_edge
from core.measures.groups import fold_spellings
from core.measures.homes_sentences import (
    describe_funnel,
    say_chance_alone,
    say_colours,
    say_first_look,
    say_first_looks_title,
    say_funnel_method,
    say_homes_title,
    say_left_out,
    say_outside,
    say_own_title,
    say_protective_title,
    say_rates_title,
    say_rows,
    say_shown,
)
from core.measures.period import Period, say_period
from core.measures.rates import (
    build_area_rates,
    drop_yardstick,
    filter_call_outs,
    filter_to_read,
    find_area_rate,
)
from core.measures.sentences import NBSP
from core.measures.shrinkage import find_first_looks
from core.reading import View
from core.vocabulary import CallOutKind
from pages.components.figures import read_look, show_figure
from pages.components.home_list import (
    build_home_table,
    open_home,
    show_home_links,
    show_long_table,
)
from pages.components.homes_providers import build_provider_screens
from pages.components.homes_quiet import build_quiet_screen
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.session import find_page
from pages.components.tables import show_download, show_table
from pages.components.text import escape

# A phone has no room for every name; the dot's own words and the list below have them.
_NARROW = f"""<style>@media (max-width: 1100px) {{
  [data-testid="stPlotlyChart"] text[style*="{WIDE_NAMES}"] {{ display: none; }}
}}</style>"""


@dataclass(frozen=True)
class Compared:
    """The homes of a view in a period, on behaviour call-outs; `area_rate` None: no yardstick."""

    view: View
    period: Period
    homes: pl.DataFrame
    rates: pl.DataFrame
    area_rate: float | None


def compare_homes(view: View, viewer: Viewer, period: Period) -> Compared:
    """A viewer of a few homes has no area to be set against: their own rates are no yardstick."""
    homes = fold_spellings(view.homes)
    rates = build_area_rates(view.call_outs, homes, view.places, period, CallOutKind.BEHAVIOUR)
    if read_access(viewer).call_outs is not Sight.ALL:
        return Compared(view, period, homes, drop_yardstick(rates), None)
    return Compared(view, period, homes, rates, find_area_rate(rates.filter("in_area")))


def build_homes_screens(compared: Compared, viewer: Viewer) -> list[Screen]:
    """Funnel, rates, what to look at first, quiet days, providers, and what stands apart."""
    view, rates = compared.view, compared.rates
    screens = []
    if compared.area_rate is not None:
        screens.append(
            Screen("Funnel", escape(say_homes_title(rates)), lambda: _show_funnel(compared))
        )
        if can(viewer, Permission.REVIEW) and not is_projecting():
            looks = find_first_looks(rates)
            title = say_first_looks_title(looks.height)
            screens.append(Screen("First looks", escape(title), lambda: _show_looks(looks)))
    title = say_rates_title(rates, compared.area_rate) if screens else say_own_title(rates)
    screens.append(Screen("Rates", escape(title), lambda: _show_rates(compared)))
    screens.append(build_quiet_screen(view))
    screens += build_provider_screens(compared.homes, rates, view, viewer, compared.period)
    if compared.area_rate is not None:
        screens.append(_build_needed_screen(compared))
    protective = filter_call_outs(view.call_outs, compared.period, CallOutKind.PROTECTIVE)
    screens.append(
        Screen(
            "Protective call-outs",
            escape(say_protective_title(protective.height)),
            lambda: _show_protective(protective, compared.homes),
        )
    )
    return screens


def _show_funnel(compared: Compared) -> None:
    rates, area_rate = compared.rates, compared.area_rate
    known = rates.filter(pl.col("expected").is_not_null())
    if not area_rate:
        st.markdown("The area's homes had no behaviour call-outs, so none is to be expected.")
        show_home_links(rates)
        return
    figure = build_funnel_figure(known, build_funnel_limits(find_funnel_edge(known)), read_look())
    st.html(_NARROW)
    picked = st.plotly_chart(
        figure,
        key="funnel",
        alt=describe_funnel(rates),
        theme=None,
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False, "staticPlot": is_projecting()},
    )
    st.caption(
        escape(
            say_funnel_method(rates, area_rate, compared.period) + say_chance_alone(known.height)
        )
    )
    if is_projecting():
        return  # A letter opens no home: names are on the desk.
    st.caption(say_outside(rates, compared.homes))
    urns = [point.get("customdata") for point in picked.selection.points]
    if urns and isinstance(urns[0], str):
        open_home(urns[0])
    _show_table(rates, "funnel", "The homes, with call-outs and what was expected")
    show_home_links(rates)


def _show_table(rates: pl.DataFrame, key: str, alt: str) -> None:
    shown = filter_to_read(rates, MOST_NAMED)
    with st.expander("Table"):
        show_table(build_home_table(shown), alt=alt, key=key, file_name="homes.csv", download=False)
        show_download(build_home_table(rates), key=key, file_name="homes.csv")


def _show_looks(looks: pl.DataFrame) -> None:
    st.caption(
        "For triage only: where a review might begin, never a finding, and not shown on the wall "
        "or to those who do not review. Each rate of behaviour call-outs is drawn "
        "towards the area's, the more the less it rests on (Gamma–Poisson shrinkage, Marshall's "
        "moments). Homes by name."
    )
    for urn, name, count, probability in (
        looks.select("urn", "name", "call_outs", "probability").head(MOST_NAMED).iter_rows()
    ):
        st.page_link(
            find_page("home"),
            label=f"**{escape(name)}**: {escape(say_first_look(probability, count))}",
            query_params={"home": urn},
        )


def _show_rates(compared: Compared) -> None:
    rates, whole_area = compared.rates, compared.area_rate is not None
    counted = filter_call_outs(compared.view.call_outs, compared.period, CallOutKind.BEHAVIOUR)
    # On the wall it would tell which home a letter is.
    bare = pl.col("in_area") | pl.lit(is_projecting())
    marked = pl.when(bare).then("name").otherwise(pl.format("{} (outside)", "name"))
    shown = filter_to_read(
        rates.filter(pl.col("rate").is_not_null()).with_columns(name=marked), MOST_NAMED
    )
    with_rates = rates.filter(pl.col("rate").is_not_null())
    if shown.is_empty():
        st.markdown("No home has registered places in this period, so there is no rate.")
    else:
        show_figure(
            build_rates_figure(shown, compared.area_rate, read_look()),
            key="rates",
            alt=describe_rates(rates),
            method=(
                f"Behaviour call-outs per place-year, {say_period(compared.period)}, with exact "
                f"95{NBSP}% limits. Homes by name, never ranked. "
                + (say_rows(rates) if whole_area else "")
                + (say_colours() if whole_area else "")
                + say_left_out(rates, counted.height)
                + say_shown(shown, with_rates)
            ),
            table=build_home_table(shown),
            file_name="rates.csv",
        )
    if not whole_area and not is_projecting():
        show_home_links(rates)


def _build_needed_screen(compared: Compared) -> Screen:
    needed = build_data_needed(
        compared.rates,
        compared.homes,
        compared.view.places,
        compared.area_rate or 0.0,
        compared.period.end,
    )
    known = compared.rates.filter(pl.col("position").is_not_null()).height
    return Screen(
        "Not enough data",
        escape(say_needed_title(needed.height, known)),
        lambda: _show_needed(needed),
    )


def _show_needed(needed: pl.DataFrame) -> None:
    if needed.is_empty():
        st.markdown("Every home has at least two expected call-outs in this period.")
        return
    said = [
        say_data_needed(*row) for row in needed.select("expected", "places", "months").iter_rows()
    ]
    st.caption(
        "Below two expected behaviour call-outs a home that calls seldom and one that never calls "
        "look the same. More time comes by waiting, or now by a longer period where the data go "
        "back so far."
    )
    show_long_table(
        pl.DataFrame({"Home": needed["name"], "What is there, and what is missing": said}),
        alt="Homes without enough data, and how much more each needs",
        key="data_needed",
        file_name="not_enough_data.csv",
    )


def _show_protective(protective: pl.DataFrame, homes: pl.DataFrame) -> None:
    st.caption(
        "Level 3, a missing child, concern for safety, a child as victim. No rate is drawn and "
        "nothing compared: a home that calls when a child needs it does what the protocol asks."
    )
    if protective.is_empty():
        st.markdown("None in this period.")
        return
    table = (
        protective.group_by("home_id")
        .len("Protective call-outs")
        .join(homes.select("home_id", "urn", Home="name"), on="home_id")
        .sort("Home", "urn")
        .select("Home", "Protective call-outs")
    )
    show_long_table(
        table,
        alt="Protective call-outs by home, homes by name",
        key="protective",
        file_name="protective_call_outs.csv",
    )
