"""What a home's period shows, in sentences, and two pictures with what they are made of."""

from collections.abc import Sequence

from core.measures.period import Period, say_period
from core.measures.sentences import NBSP, say_count
from core.measures.summary_figures import HomeRate, MonthCount, is_quarterly
from core.measures.summary_limits_sentences import say_no_data, say_short
from core.measures.summary_sentences import (
    say_actions,
    say_arrests,
    say_before,
    say_call_outs,
    say_concerns,
    say_findings,
    say_needed,
    say_position,
    say_quiet_time,
    say_rate,
    say_rate_title,
)
from core.reports.document import Bars, Block, Estimate, Heading, Intervals, Paragraph, Points
from core.reports.home_summary_tables import (
    AWAY,
    build_categories_table,
    say_span,
)
from core.reports.home_summary_value import HomeSummary
from core.vocabulary import CallOutKind, Category, Verdict

UNIT = "behaviour call-outs per place and year"
"""What the axis of a rate counts."""


def build_shown(summary: HomeSummary) -> tuple[Block, ...]:
    """The sentences that a reader needs first; where there are no data, that alone."""
    if summary.counted is None:
        return (Paragraph(say_no_data(summary.period)),)
    said = [_say_counts(summary)]
    if summary.before is not None:
        said.append(say_before(summary.before, summary.counted))
    said += [
        say_needed(summary.needed),
        *_say_both_sides(summary),
        *_say_rates(summary.rate),
        say_quiet_time(summary.quiet),
        _say_arrested(summary),
        _say_protective(summary),
        summary.children,
        _say_follow_up(summary),
        _say_shortened(summary),
    ]
    return (Points(tuple(words for words in said if words), "What the period shows"),)


def _say_counts(summary: HomeSummary) -> str:
    assert summary.counted is not None
    behaviour = sum(c.kind is CallOutKind.BEHAVIOUR for c in summary.call_outs)
    away = sum(c.category in AWAY for c in summary.call_outs)
    return say_call_outs(
        behaviour,
        len(summary.call_outs) - behaviour,
        away,
        len(summary.contacts) - len(summary.call_outs),
        summary.counted,
    )


def _say_both_sides(summary: HomeSummary) -> list[str]:
    verdicts = [finding.verdict for finding in summary.findings]
    avoidable = verdicts.count(Verdict.OVER_REPORT)
    untold = verdicts.count(Verdict.UNDER_REPORT)
    steps = len(verdicts) - avoidable - untold
    return [say_findings(avoidable, untold, steps, summary.gaps.unreviewed)]


def _say_rates(rate: HomeRate | None) -> list[str]:
    return [say_rate(rate), say_position(rate)]


def _say_arrested(summary: HomeSummary) -> str:
    answers = [contact.arrested for contact in summary.contacts]
    return say_arrests(answers.count("yes"), answers.count(None), len(answers))


def _say_protective(summary: HomeSummary) -> str:
    categories = [contact.category for contact in summary.call_outs]
    return say_concerns(
        categories.count(Category.MISSING),
        categories.count(Category.ABSENT),
        categories.count(Category.CONCERN_FOR_SAFETY),
        categories.count(Category.CHILD_VICTIM),
    )


def _say_follow_up(summary: HomeSummary) -> str:
    done = sum(action.done_on is not None for action in summary.actions)
    overdue = sum(action.is_overdue for action in summary.actions)
    return say_actions(len(summary.actions) - done, overdue, done)


def _say_shortened(summary: HomeSummary) -> str:
    assert summary.counted is not None
    opened, closed = summary.home.opened_on, summary.home.closed_on
    return say_short(
        summary.period,
        summary.counted,
        opened=opened == summary.counted.start,
        closed=closed == summary.counted.end,
    )


def build_call_out_blocks(summary: HomeSummary) -> tuple[Block, ...]:
    """The rate beside the area's, call-outs by month, and by category and channel."""
    if summary.counted is None:
        return ()
    blocks: list[Block] = [Heading("Call-outs")]
    if summary.rate is not None:
        blocks.append(build_rate_figure(summary.name, summary.rate))
    if summary.call_outs:
        blocks.append(build_months_figure(summary.months, summary.counted))
        blocks.append(Heading("By what happened and by the way the police were told", 2))
        blocks.append(build_categories_table(summary.call_outs))
    return tuple(blocks)


def build_rate_figure(name: str, rate: HomeRate) -> Intervals:
    """The home's rate with its exact limits beside the area's; its position in words."""
    title = say_rate_title(rate)
    said = (
        f"{say_count(rate.count, 'call-out')} in {rate.place_years:.1f} place-years, "
        f"{say_period(rate.period)}"
    )
    rows = [Estimate(name, rate.rate, rate.lower, rate.upper, said)]
    if rate.area_rate is not None and rate.position is not None:
        area = "all homes of the protocol’s area, this one included"
        rows.append(Estimate("The area", rate.area_rate, rate.area_lower, rate.area_upper, area))
    alt = (
        f"{title}. {name}: {rate.rate:.2f}, 95{NBSP}% interval {rate.lower:.2f} to {rate.upper:.2f}"
    )
    if len(rows) > 1:
        alt += f"; the area: {rate.area_rate:.2f}"
    return Intervals(title, tuple(rows), UNIT, f"{alt}. {say_position(rate)}".rstrip())


def build_months_figure(months: Sequence[MonthCount], counted: Period) -> Bars:
    """Call-outs by month or quarter, behaviour, protective and missing on one another."""
    quarterly = is_quarterly(counted)
    spans = {m.start: say_span(m.start, counted, quarterly=quarterly) for m in months}
    known = [month for month in months if month.behaviour is not None]
    totals = {spans[month.start]: _total(month) for month in known}
    span = "quarter" if quarterly else "month"
    title = _say_months_title(totals, quarterly)
    none = len(months) - len(known)
    alt = f"{title}." + (f" For {say_count(none, span)} there are no data." if none else "")
    return Bars(
        title=title,
        labels=tuple(spans.values()),
        series=(
            ("behaviour", tuple(month.behaviour for month in months)),
            ("protective", tuple(month.protective for month in months)),
            ("missing or away", tuple(month.missing for month in months)),
        ),
        unit="call-outs",
        alt=alt,
        marks=tuple("" if month.behaviour is not None else "no data" for month in months),
    )


def _total(month: MonthCount) -> int:
    return (month.behaviour or 0) + (month.protective or 0) + (month.missing or 0)


def _say_months_title(totals: dict[str, int], quarterly: bool) -> str:
    span = "quarter" if quarterly else "month"
    most = max(totals.values(), default=0)
    total = say_count(sum(totals.values()), "call-out").capitalize()
    if not most or len(totals) < 2:
        return total
    at = [words for words, count in totals.items() if count == most]
    if len(at) > 2:
        return f"{total}, at most {most} in a {span}"
    where = " and ".join(at)
    if sum(totals.values()) == most * len(at):
        return f"{total}, {'all ' if most > 1 else ''}in {where}"
    return f"{total}, most in {where} ({most}{' each' if len(at) > 1 else ''})"
