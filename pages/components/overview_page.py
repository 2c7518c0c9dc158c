"""What the overview is made of: a period, what it is set against, and what both share."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from core.access import Viewer
from core.clock import say_date
from core.measures.alarms import count_watched_homes, find_watched_from
from core.measures.comparison import Comparison, compare_periods
from core.measures.exposure import build_place_years
from core.measures.period import Period, say_period
from core.measures.sentences import (
    say_count,
)
from core.measures.signal_sentences import (
    say_alarm_method,
)
from core.reading import View
from core.store import Store
from pages.components.alarm_list import read_alarms


@dataclass(frozen=True)
class Overview:
    """What every screen of the page is made of."""

    store: Store
    viewer: Viewer
    view: View
    period: Period
    other: Period
    than: str
    actions: pl.DataFrame
    today: date

    @cached_property
    def found(self) -> Comparison:
        """The period against the other, all call-outs."""
        view = self.view
        return compare_periods(view.call_outs, view.homes, view.places, self.period, self.other)

    @cached_property
    def call_outs(self) -> pl.DataFrame:
        """The call-outs of the period."""
        return self.view.call_outs.filter(filter_within(self.period))

    @cached_property
    def home_alarms(self) -> pl.DataFrame:
        """The alarms of the homes that the viewer sees, over all years that can be judged."""
        return read_alarms(self.store, self.viewer, self.view)

    def say_homes(self, period: Period | None) -> str:
        """How many homes were open in a period, and to when the data reach."""
        homes = self.view.homes
        if period is not None:
            homes = build_place_years(homes, self.view.places, period)
        data_to = say_date(self.view.data_to) if self.view.data_to else "no date"
        return f"{say_count(homes.height, 'home')} · data to {data_to}"

    @property
    def caption(self) -> str:
        """What the figures of the period are about."""
        return (
            f"{say_period(self.period)} · compared with {say_period(self.other)} · "
            f"{self.say_homes(self.period)}"
        )

    def say_alarm_method(self) -> str:
        """What raises an alarm, and how rare false ones are."""
        data_to = self.view.data_to or self.today
        return say_alarm_method(
            count_watched_homes(self.view.homes, data_to),
            find_watched_from(self.view.covered, data_to),
        )


def filter_within(period: Period) -> pl.Expr:
    return pl.col("occurred_on").is_between(period.start, period.end)


def find_other(period: Period, *, same_months: bool) -> tuple[Period, str]:
    """What a period is set against, and the words for it.

    The same months of the year before overlap with a period of more than a year: the time before
    it stands in for them, for a day counted on both sides is no comparison.
    """
    year_before = period.find_same_a_year_before()
    if same_months and not period.overlaps(year_before):
        return year_before, "a year before"
    return period.find_before(), "before"
