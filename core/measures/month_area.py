"""A month of the whole area: call-outs by home, arrests, missing, concerns, both sides, what lacks.

What Sussex sends Ofsted each month (Howard League, 2019), beside what the protocol asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from core.measures.comparison import Comparison, compare_periods
from core.measures.period import Period
from core.measures.share import NeededShare, find_needed_share
from core.measures.tally import build_both_sides, count_findings, filter_days
from core.measures.timeline import build_monthly, find_uncovered_days
from core.vocabulary import CallOutKind, Category, FindingState, Verdict


@dataclass(frozen=True)
class Contacts:
    """Contacts with the police, counted; `call_outs` are `behaviour` and `protective` together.

    `missing` and `concerns` (for a child's safety) are call-outs of these categories, `arrests`
    contacts with an arrest recorded, `no_arrest_known` those that do not say whether there was one,
    `advice` contacts that were no call-out.
    """

    call_outs: int
    behaviour: int
    protective: int
    missing: int
    concerns: int
    arrests: int
    no_arrest_known: int
    advice: int

    @property
    def all(self) -> int:
        """Call-outs and advice together."""
        return self.call_outs + self.advice


@dataclass(frozen=True)
class HomeMonth:
    """A home open in the month; `contacts` None where nothing covers its days: no data, not 0."""

    home_id: int
    urn: str
    name: str
    contacts: Contacts | None


@dataclass(frozen=True)
class MonthCount:
    """Call-outs of a month by its first day; None: no data. `is_whole`: all its days covered."""

    month: date
    behaviour: int | None
    protective: int | None
    is_whole: bool


@dataclass(frozen=True)
class Lacking:
    """What is incomplete: days, `uncovered` by any import; of how many contacts what is blank.

    `states_days`: whether any import says which days it covers. `not_reviewed`: contacts that the
    group has not looked at.
    """

    uncovered: int
    states_days: bool
    not_reviewed: int
    no_response_known: int


@dataclass(frozen=True)
class MonthArea:
    """The area in the days `period` of a calendar month, both inclusive.

    `is_over`: the period is the whole month. `homes` by name. `total` None where there is no data.
    `before`: against the same days a year before, None where imports do not cover both.
    `sides`: findings that the group agreed, by `tally.SIDES`. `months`: call-outs of this month
    and the twelve before it as `timeline.build_monthly` gives them, earliest first.
    """

    period: Period
    is_over: bool
    homes: tuple[HomeMonth, ...]
    total: Contacts | None
    before: Comparison | None
    needed: NeededShare
    sides: dict[str, int]
    lacking: Lacking
    months: tuple[MonthCount, ...]


def find_open_homes(homes: pl.DataFrame, contacts: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The homes open on some day of a period (inclusive), or contacted in it all the same, by name.

    Whatever the case of the name; homes of one name by URN.
    """
    is_open = (pl.col("opened_on").is_null() | (pl.col("opened_on") <= period.end)) & (
        pl.col("closed_on").is_null() | (pl.col("closed_on") >= period.start)
    )
    contacted = filter_days(contacts, period)["home_id"].unique().to_list()
    return homes.filter(is_open | pl.col("home_id").is_in(contacted)).sort(
        pl.col("name").str.to_lowercase(), "urn"
    )


def build_month_area(
    contacts: pl.DataFrame,
    agreed: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    covered: Sequence[tuple[date, date]],
    period: Period,
    *,
    is_over: bool,
    untold: int,
) -> MonthArea:
    """Count a month of the area.

    Args:
        contacts: contacts with the police of every period, as `core.reading` gives incidents.
        agreed: findings, of which those that the group agreed are counted.
        homes: the register.
        places: as `build_place_years`.
        covered: days that imports state to cover, bounds inclusive.
        period: the month's days, both inclusive.
        is_over: whether these are all of the month.
        untold: agreed findings that somebody should have been told, those on incidents that nobody
            reported with them: of these no more than how many is known here.
    """
    uncovered = find_uncovered_days(period, covered)
    within = filter_days(contacts, period)
    rows = find_open_homes(homes, contacts, period)
    by_home = {key[0]: part for key, part in within.group_by("home_id")}
    called = contacts.filter("call_out").with_columns(kind=pl.col("call_out_kind"))
    none = within.clear() if uncovered < period.days else None
    return MonthArea(
        period=period,
        is_over=is_over,
        homes=tuple(
            HomeMonth(home_id, urn, name, _count(by_home.get(home_id, none)))
            for home_id, urn, name in rows.select("home_id", "urn", "name").iter_rows()
        ),
        total=_count(within if within.height else none),
        before=_compare(called, homes, places, covered, period),
        needed=find_needed_share(within.filter("call_out")),
        sides=_count_sides(filter_days(agreed, period)) | {"untold": untold},
        months=_count_months(called, covered, period),
        lacking=Lacking(
            uncovered=uncovered,
            states_days=bool(covered),
            not_reviewed=within.filter(~pl.col("reviewed")).height,
            no_response_known=within["police_response"].null_count(),
        ),
    )


def _count(contacts: pl.DataFrame | None) -> Contacts | None:
    if contacts is None:
        return None
    called = contacts.filter("call_out")
    kind, category = called["call_out_kind"], called["category"]
    return Contacts(
        call_outs=called.height,
        behaviour=int((kind == CallOutKind.BEHAVIOUR.value).sum()),
        protective=int((kind == CallOutKind.PROTECTIVE.value).sum()),
        missing=int((category == Category.MISSING.value).sum()),
        concerns=int((category == Category.CONCERN_FOR_SAFETY.value).sum()),
        arrests=int((contacts["arrested"] == "yes").sum()),
        no_arrest_known=contacts["arrested"].null_count(),
        advice=contacts.height - called.height,
    )


def _count_months(
    called: pl.DataFrame, covered: Sequence[tuple[date, date]], period: Period
) -> tuple[MonthCount, ...]:
    first = period.start.replace(year=period.start.year - 1)
    months = build_monthly(called, Period(first, period.end), covered)
    return tuple(MonthCount(**row) for row in months.iter_rows(named=True))


def _compare(
    called: pl.DataFrame,
    homes: pl.DataFrame,
    places: pl.DataFrame,
    covered: Sequence[tuple[date, date]],
    period: Period,
) -> Comparison | None:
    before = period.find_same_a_year_before()
    if find_uncovered_days(period, covered) or find_uncovered_days(before, covered):
        return None
    return compare_periods(called, homes, places, period, before)


def _count_sides(findings: pl.DataFrame) -> dict[str, int]:
    agreed = findings.filter(pl.col("state") == FindingState.CONFIRMED.value)
    sides = build_both_sides(count_findings(agreed))
    return {str(side): int(count) for side, count in sides.select("side", "agreed").iter_rows()}


def find_months(first: date, today: date) -> list[date]:
    """The first days of the months from that of one day to that of another, the latest first."""
    months = pl.date_range(first.replace(day=1), today.replace(day=1), "1mo", eager=True)
    return list(reversed(months.to_list()))


def filter_untold(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings that police or social care should have been told, as the group agreed."""
    return findings.filter(
        (pl.col("verdict") == Verdict.UNDER_REPORT.value)
        & (pl.col("state") == FindingState.CONFIRMED.value)
    )
