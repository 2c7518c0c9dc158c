"""The report for the boards: rate, frequency and level of offending, and what became of it (14.2).

Counts of the area alone. The public's is of finished calendar years, each withheld by itself; the
group's has all numbers, the quarters and the year so far.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from sqlmodel import Session, col, select

from core.access import SYSTEM, Viewer
from core.clock import UK
from core.errors import InvalidInput
from core.measures.board_counts import (
    OF_THE_GROUP,
    UNKNOWN,
    Count,
    Figure,
    Parts,
    build_tables,
    classify_call_outs,
    is_of_a_home,
    publish,
)
from core.measures.board_figures import Block, find_coverage
from core.measures.board_sides import count_parts, count_sides
from core.measures.disclosure import DEFAULT
from core.measures.exposure import build_place_years
from core.measures.groups import fold_spellings
from core.measures.period import Period
from core.measures.tally import filter_days
from core.reading import View, read_actions, read_view
from core.shares import check_can_share
from core.store import Store
from core.tables import Escalation, HomeContact
from core.vocabulary import ActionState, DisclosureLevel, EscalationState

YEARS = 5
"""How many calendar years a report covers, the last among them."""

LEVELS = (DisclosureLevel.PUBLIC, DisclosureLevel.GROUP)
"""The levels of a board report; the first is the usual one."""

_LAST_DAYS = {3: 31, 6: 30, 9: 30, 12: 31}


@dataclass(frozen=True)
class BoardReport:
    """What the boards are told of some years, the earliest first, as it is published.

    `before` are the same days a year before the last block. `quarters` are those of the blocks;
    none at the public's level. `data_to` is the last day that imports state to cover; None where
    none states its days.
    """

    level: DisclosureLevel
    data_revision: int
    data_to: date | None
    blocks: tuple[Block, ...]
    before: Block
    quarters: tuple[Block, ...] = ()

    @property
    def period(self) -> Period:
        """All its days, both ends inclusive."""
        return Period(self.blocks[0].period.start, self.blocks[-1].period.end)

    @property
    def has_data(self) -> bool:
        """Whether anything is known of any of its days."""
        return any(block.has_data for block in self.blocks)


def _find_years(first: date | None, level: DisclosureLevel, today: date) -> list[int]:
    """The years until which a report can go, the latest first: finished ones for the public.

    `first`: the first day with data; None without any.
    """
    if first is None:
        return [today.year - 1]
    last = today.year - 1 if level is DisclosureLevel.PUBLIC or today.month < 4 else today.year
    return list(range(last, min(first.year, last) - 1, -1))


def read_years(store: Store, viewer: Viewer, level: DisclosureLevel, today: date) -> list[int]:
    """The years until which the viewer can have a report of a level, the latest first.

    Raises:
        AccessDenied: the role may not prepare documents of this level.
    """
    with store.read(viewer):
        check_can_share(viewer, level)
    view = read_view(store, SYSTEM)
    reported = view.incidents.filter("contacted")["occurred_on"].min()
    starts = [start for start, _ in view.covered]
    if isinstance(reported, date):
        starts.append(reported)
    return _find_years(min(starts, default=None), level, today)


def build_board_report(
    store: Store, viewer: Viewer, until: int, level: DisclosureLevel, today: date
) -> BoardReport:
    """The report of the years up to one, whoever asks for it.

    Args:
        store: where the data are.
        viewer: who asks; only counts leave the whole store.
        until: the last year. Within the group it may be the present one: its finished quarters.
        level: public or within the group.
        today: what is finished is measured against it.

    Raises:
        AccessDenied: the role may not prepare documents of this level.
        InvalidInput: another level, or a year that is not over, or of which no quarter is.
    """
    with store.read(viewer):
        check_can_share(viewer, level)
        period = _find_last(until, level, today)
        years = [date(until - back, 1, 1) for back in range(YEARS - 1, 0, -1)]
    view = read_view(store, SYSTEM)
    with store.read(SYSTEM) as session:
        work = _read_work(session)
    reading = _Reading(view, read_actions(store, SYSTEM), work, level)
    blocks = [reading.build(Period(first, date(first.year, 12, 31))) for first in years]
    blocks.append(reading.build(period))
    a_year_before = period.find_same_a_year_before()
    # Years before there were any data say nothing; the first with data begins the report.
    begins = next((n for n, block in enumerate(blocks) if block.has_data), len(blocks) - 1)
    shown = tuple(blocks[begins:])
    return BoardReport(
        level=level,
        data_revision=view.revision,
        # The last incident's own day would tell of it, above all of what nobody reported.
        data_to=max((end for _, end in view.covered), default=None),
        blocks=shown,
        before=next((b for b in blocks if b.period == a_year_before), None)
        or reading.build(a_year_before),
        quarters=tuple(reading.build(quarter) for quarter in _find_quarters(shown, level)),
    )


def build_public_year(store: Store, year: int) -> Block:
    """One calendar year as a public report has it; nothing that it withholds can be asked of it."""
    view = read_view(store, SYSTEM)
    with store.read(SYSTEM) as session:
        work = _read_work(session)
    reading = _Reading(view, read_actions(store, SYSTEM), work, DisclosureLevel.PUBLIC)
    return reading.build(Period(date(year, 1, 1), date(year, 12, 31)))


def _find_last(until: int, level: DisclosureLevel, today: date) -> Period:
    if level not in LEVELS:
        raise InvalidInput("A report for the boards is public or within the group.")
    if until > today.year:
        raise InvalidInput("The period lies in the future.")
    if until < 1990:
        raise InvalidInput("Choose a year from 1990 on.")
    if until < today.year:
        return Period(date(until, 1, 1), date(until, 12, 31))
    if level is DisclosureLevel.PUBLIC:
        raise InvalidInput(f"{until} is not over: a public report is of whole years.")
    month = (today.month - 1) // 3 * 3
    if not month:
        raise InvalidInput(f"No quarter of {until} is over yet.")
    return Period(date(until, 1, 1), date(until, month, _LAST_DAYS[month]))


def _find_quarters(blocks: tuple[Block, ...], level: DisclosureLevel) -> list[Period]:
    """The quarters of the blocks; the public's report has none: four would tell of each other."""
    if level is DisclosureLevel.PUBLIC:
        return []
    return [
        Period(date(block.period.start.year, end - 2, 1), date(block.period.start.year, end, day))
        for block in blocks
        for end, day in _LAST_DAYS.items()
        if end <= block.period.end.month
    ]


@dataclass(frozen=True)
class _Work:
    """Contacts with homes and escalations, a row each: `home_id`, `on_day`."""

    contacts: pl.DataFrame
    escalations: pl.DataFrame


def _read_work(session: Session) -> _Work:
    steps = session.exec(
        select(Escalation).where(col(Escalation.state) != EscalationState.DECLINED.value)
    )
    visits = session.exec(select(col(HomeContact.home_id), col(HomeContact.on_day))).all()
    schema = {"home_id": pl.Int64, "on_day": pl.Date}
    return _Work(
        pl.DataFrame([tuple(row) for row in visits], schema=schema, orient="row"),
        pl.DataFrame(
            [(step.home_id, _to_day(step.decided_at)) for step in steps],
            schema=schema,
            orient="row",
        ),
    )


def _to_day(moment: datetime) -> date:
    return moment.astimezone(UK).date()


class _Reading:
    """What the blocks of one report are counted from: homes, call-outs, findings, actions."""

    def __init__(
        self, view: View, actions: pl.DataFrame, work: _Work, level: DisclosureLevel
    ) -> None:
        self.rule = DEFAULT if level is DisclosureLevel.PUBLIC else None
        homes = fold_spellings(view.homes)
        self.providers = homes.select("home_id", "provider")
        self.homes = homes.filter(is_of_a_home())
        self.view, self.work = view, work
        self.call_outs = view.call_outs.join(self.providers, on="home_id", how="left")
        incidents = view.incidents
        self.reported = incidents.filter("contacted")
        self.findings = view.findings.join(
            self.homes.select("home_id", "provider"), on="home_id", how="inner"
        )
        # Who owns one of these has it from a meeting without the police (5.3, 7.10).
        unreported = incidents.filter(~pl.col("contacted") & ~pl.col("referred"))["id"].to_list()
        self.actions = actions.filter(~pl.col("incident_id").is_in(unreported).fill_null(False))

    def build(self, period: Period) -> Block:
        """One block of days as it is published."""
        reported = filter_days(self.reported, period)
        uncovered, has_data = find_coverage(period, self.view.covered, not reported.is_empty())
        exposure = build_place_years(self.homes, self.view.places, period).filter(
            pl.col("place_years") > 0
        )
        called = filter_days(self.call_outs, period)
        ours = called.join(self.homes.select("home_id"), on="home_id", how="semi")
        elsewhere = called.join(self.homes.select("home_id"), on="home_id", how="anti")
        single = {
            Figure.ELSEWHERE: count_parts(elsewhere["provider"]),
            **count_sides(filter_days(self.findings, period)),
            Figure.CONTACTS: self._count_days(self.work.contacts, period),
            Figure.ESCALATIONS: self._count_days(self.work.escalations, period),
        }
        classified = classify_call_outs(ours, exposure["home_id"].to_list())
        tables = build_tables(classified, self._count_actions(period), single)
        counts: Mapping[Figure, Count] = publish(tables, self.rule)
        if not has_data:
            counts = {f: counts[f] if f in OF_THE_GROUP else UNKNOWN for f in Figure}
        return Block(
            period=period,
            uncovered=uncovered,
            has_data=has_data,
            place_years=float(exposure["place_years"].sum()),
            meetings=sum(period.start <= day <= period.end for day in self.view.meetings),
            counts=counts,
        )

    def _count_days(self, work: pl.DataFrame, period: Period) -> Parts:
        within = work.filter(pl.col("on_day").is_between(period.start, period.end))
        return count_parts(within.join(self.providers, on="home_id", how="left")["provider"])

    def _count_actions(self, period: Period) -> dict[str, Parts]:
        """Actions given in a period by how they stood at its end: that does not change later."""
        made = pl.col("created_at").dt.convert_time_zone(str(UK)).dt.date()
        done = (pl.col("state").cast(pl.String) == ActionState.DONE.value) & (
            pl.col("done_at").dt.convert_time_zone(str(UK)).dt.date() <= period.end
        ).fill_null(False)
        given = (
            self.actions.filter(made.is_between(period.start, period.end))
            .join(self.providers, on="home_id", how="left")
            .select(
                "provider",
                stood=pl.when(done)
                .then(pl.lit("done"))
                .when(pl.col("due_on") < period.end)
                .then(pl.lit("overdue"))
                .otherwise(pl.lit("open")),
            )
        )
        return {
            stood: count_parts(given.filter(pl.col("stood") == stood)["provider"])
            for stood in ("done", "overdue", "open")
        }
