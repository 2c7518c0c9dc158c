"""A calendar month as a pack: the area's page, then every home that was open, with or without data.

Sussex Police send Ofsted arrests, missing incidents and concerns each month (Howard League).
"""

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from core.access import SYSTEM, Viewer
from core.errors import Conflict, InvalidInput
from core.measures.month_area import MonthArea, build_month_area, filter_untold, find_months
from core.measures.period import Period
from core.measures.tally import filter_days
from core.reading import View, read_view
from core.reports.home_summary import DOCUMENT, build_home_summary
from core.reports.home_summary_value import HomeSummary
from core.shares import check_can_share
from core.store import Store
from core.vocabulary import DisclosureLevel

Progress = Callable[[int, int, str], None]
"""Told of each step: how many are done, of how many, and what this one is."""

PACK_LEVELS = (DisclosureLevel.AGREEMENT, DisclosureLevel.GROUP)
"""How far a pack may go: it names homes, so it is never public."""

_FIRST_YEAR = 1990
_MOST_TRIES = 3
_STEPS_FOR_ALL = 2


@dataclass(frozen=True)
class MonthOverview:
    """The area's page of a month: what the pack is about, before the homes' own documents."""

    level: DisclosureLevel
    data_revision: int
    area: MonthArea

    @property
    def period(self) -> Period:
        """The days of the month that are reported, both inclusive."""
        return self.area.period


@dataclass(frozen=True)
class MonthPack:
    """A month of all homes at one data revision; `homes` in the overview's order, by name."""

    overview: MonthOverview
    homes: tuple[HomeSummary, ...]

    @property
    def steps(self) -> int:
        """How many steps there are from reading to the last file: `Progress` is told of each."""
        return _count_steps(len(self.homes))


def read_month(words: str) -> date:
    """The first day of a month written as 2018-07.

    Raises:
        InvalidInput: it is none.
    """
    try:
        year, dash, month = words.partition("-")
        if (len(year), dash, len(month)) != (4, "-", 2) or not (year + month).isdecimal():
            raise ValueError
        # There was no protocol, and no year before to set it against.
        if int(year) < _FIRST_YEAR:
            raise ValueError
        return date(int(year), int(month), 1)
    except ValueError:
        raise InvalidInput(f"{words[:32]!r} is not a month; write 2018-07.") from None


def find_month(month: Period | date, today: date) -> tuple[Period, bool]:
    """The days of a calendar month up to today, both inclusive, and whether the month is over.

    Raises:
        InvalidInput: it begins in the future, or the period is no calendar month.
    """
    start = month.start if isinstance(month, Period) else month.replace(day=1)
    end = start.replace(day=calendar.monthrange(start.year, start.month)[1])
    if isinstance(month, Period) and (start.day != 1 or month.end != end):
        raise InvalidInput("A monthly pack is about one calendar month.")
    if start > today:
        raise InvalidInput("The period lies in the future.")
    return Period(start, min(end, today)), end < today


def read_months(store: Store, viewer: Viewer, today: date) -> tuple[date, ...]:
    """The months that a pack can be about, the latest first: from the first day of data to today's.

    Empty where the store has no data.

    Raises:
        AccessDenied: the role may not prepare what is shared under an agreement.
    """
    with store.read(viewer):
        check_can_share(viewer, DisclosureLevel.AGREEMENT)
    view = read_view(store, DOCUMENT)
    days = [start for start, _ in view.covered]
    days += view.incidents.filter("contacted")["occurred_on"].drop_nulls().to_list()
    return tuple(find_months(min(days), today)) if days and min(days) <= today else ()


def read_data_to(store: Store) -> date | None:
    """The last day that documents have data of; None where there are none."""
    return read_view(store, DOCUMENT).data_to


def find_usual_month(months: tuple[date, ...], data_to: date | None) -> date | None:
    """Of `read_months`, the last one that was over by the last day of data; else the latest."""
    over = (m for m in months if data_to is not None and _find_end(m) <= data_to)
    return next(over, months[0] if months else None)


def _find_end(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def build_month_overview(
    store: Store, viewer: Viewer, month: Period | date, level: DisclosureLevel, today: date
) -> MonthOverview:
    """Count the area's month as it may leave the group at a level.

    Raises:
        AccessDenied: the role may not prepare documents of this level.
        InvalidInput: the level is public, or the month in the future.
    """
    with store.read(viewer):
        check_can_share(viewer, level)
    if level not in PACK_LEVELS:
        raise InvalidInput(
            "A monthly pack names homes: it goes to the group or under an agreement, never public."
        )
    period, is_over = find_month(month, today)
    return _build_overview(store, period, level, is_over=is_over)


def _build_overview(
    store: Store, period: Period, level: DisclosureLevel, *, is_over: bool
) -> MonthOverview:
    view = read_view(store, DOCUMENT)
    area = build_month_area(
        view.incidents.filter("contacted"),
        view.findings,
        view.homes,
        view.places,
        view.covered,
        period,
        is_over=is_over,
        untold=_count_untold(read_view(store, SYSTEM), period),
    )
    return MonthOverview(level, view.revision, area)


def _count_untold(everything: View, period: Period) -> int:
    """What should have been told: nobody reported it, so only how many leaves the group."""
    return filter_untold(filter_days(everything.findings, period)).height


def build_month_pack(
    store: Store,
    viewer: Viewer,
    month: Period | date,
    level: DisclosureLevel,
    today: date,
    progress: Progress | None = None,
) -> MonthPack:
    """Collect a month of every home that was open in it, all from one state of the data.

    Args:
        store: where it is read.
        viewer: who prepares it; what is in it depends on the level alone.
        month: a calendar month, or a day of it; one that is not over is reported up to today.
        level: within the group, or under an agreement.
        today: the UK's.
        progress: told of each home.

    Raises:
        AccessDenied: the role may not prepare documents of this level.
        InvalidInput: the level is public, or the month in the future.
        Conflict: somebody kept changing the data meanwhile.
    """
    for _ in range(_MOST_TRIES):
        overview = build_month_overview(store, viewer, month, level, today)
        homes = []
        for done, home in enumerate(overview.area.homes, start=1):
            homes.append(
                build_home_summary(store, viewer, home.home_id, overview.period, level, today)
            )
            if homes[-1].data_revision != overview.data_revision:
                break
            if progress is not None:
                progress(done, _count_steps(len(overview.area.homes)), f"{home.name}: read")
        else:
            return MonthPack(overview, tuple(homes))
    raise Conflict(
        "The data changed while the pack was being made. Nothing was written; try again."
    )


def _count_steps(homes: int) -> int:
    return 2 * homes + _STEPS_FOR_ALL
