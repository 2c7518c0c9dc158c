"""The period picker: presets in the URL, or two dates."""

from datetime import date, timedelta

import streamlit as st

from core.clock import read_today
from core.errors import InvalidInput
from core.measures.period import Period
from pages.components.url_choice import pick_in_row

_PRESETS = ("This year", "Last 12 months", "Last 36 months", "Choose…")


def pick_period(data_to: date | None, *, key: str = "period", default: str = "This year") -> Period:
    """The period that the reader chose, ending at the last day the data cover; bounds inclusive."""
    end = min(data_to or read_today(), read_today())
    preset = pick_in_row("Period", _PRESETS, key=key, default=default)
    match preset:
        case "Last 12 months":
            return Period(months_before(end, 12), end)
        case "Last 36 months":
            return Period(months_before(end, 36), end)
        case "Choose…":
            return _choose(end, key)
        case _:
            return Period(date(end.year, 1, 1), end)


def months_before(end: date, months: int) -> date:
    """The first day of a span of whole years (12, 24, 36 months) that ends on a day, inclusive."""
    years, day_after = months // 12, end + timedelta(days=1)
    try:
        return day_after.replace(year=day_after.year - years)
    except ValueError:  # 29 February
        return date(day_after.year - years, 3, 1)


def _choose(end: date, key: str) -> Period:
    first, last = st.columns(2, width=420)
    start = first.date_input(
        "From",
        date(end.year - 1, 1, 1),
        min_value=date(1990, 1, 1),
        key=f"{key}_from",
        bind="query-params",
        format="DD/MM/YYYY",
    )
    stop = last.date_input(
        "To",
        end,
        min_value=date(1990, 1, 1),
        key=f"{key}_to",
        bind="query-params",
        format="DD/MM/YYYY",
    )
    try:
        return Period(start, stop)
    except InvalidInput as error:
        st.warning(str(error), icon=":material/error:")
        st.stop()
