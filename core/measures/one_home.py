"""What only the page of one home counts: its open days, police needed by year, route, decider."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from core.clock import say_date
from core.measures.answers import Answers
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.measures.share import build_needed_by
from core.measures.signal_sentences import say_alarm
from core.measures.tally import filter_breaches, filter_standing
from core.measures.timeline import find_uncovered_days
from core.protocol.rules import RULES
from core.vocabulary import FindingState, ReturnInterview, Verdict


def find_open_days(
    period: Period, opened_on: date | None, closed_on: date | None, incidents: pl.DataFrame
) -> Period | None:
    """The part of a period in which a home was open; None where it was not open on any day.

    Both ends inclusive. Days with an incident (`occurred_on`) count as open whatever the register
    says: what happened is not cut off.
    """
    days = incidents["occurred_on"].filter(
        incidents["occurred_on"].is_between(period.start, period.end)
    )
    first, last = days.min(), days.max()
    start = max(period.start, opened_on or period.start)
    end = min(period.end, closed_on or period.end)
    if isinstance(first, date) and isinstance(last, date):
        start, end = min(start, first), max(end, last)
    return Period(start, end) if start <= end else None


def build_needed_by_year(
    call_outs: pl.DataFrame, period: Period, covered: Sequence[tuple[date, date]]
) -> pl.DataFrame:
    """Whether police were needed, a row per calendar year of a period (both ends inclusive).

    `year` in words ("2023, Nov–Dec", "2020, no data"), `needed`, `not_needed`, `unknown`.
    """
    years = [
        Period(max(period.start, date(year, 1, 1)), min(period.end, date(year, 12, 31)))
        for year in range(period.start.year, period.end.year + 1)
    ]
    counts = build_needed_by(
        call_outs.filter(pl.col("occurred_on").is_between(period.start, period.end)).with_columns(
            number=pl.col("occurred_on").dt.year()
        ),
        "number",
    )
    known = set(counts["number"].to_list())
    labels = pl.DataFrame(
        {
            "number": [days.start.year for days in years],
            "year": [_say_year(days, days.start.year in known, covered) for days in years],
        },
        schema={"number": pl.Int32, "year": pl.String},
    )
    return labels.join(counts, on="number", how="left", maintain_order="left").select(
        "year", *(pl.col(name).fill_null(0) for name in ("needed", "not_needed", "unknown"))
    )


def _say_year(days: Period, has_any: bool, covered: Sequence[tuple[date, date]]) -> str:
    said = str(days.start.year)
    start, end = days.start, days.end
    if (start.month, start.day) != (1, 1) or (end.month, end.day) != (12, 31):
        # Short: beside a bar on a phone. The year comes first, so that the labels sort.
        is_whole = start.day == 1 and (end + timedelta(days=1)).day == 1
        first, last = f"{start:%b}", f"{end:%b}"
        if not is_whole:
            first, last = f"{start.day} {first}", f"{end.day} {last}"
        said += f", {first}" if first == last else f", {first}–{last}"
    no_data = not has_any and find_uncovered_days(days, covered) == days.days
    return f"{said}, no data" if no_data else said


def find_in_line(
    call_outs: pl.DataFrame, findings: pl.DataFrame, verdict: Verdict, *, agreed_only: bool
) -> Answers:
    """Of how many call-outs that could rightly be made the route, or decider, was the protocol's.

    Args:
        call_outs: `id`, `in_scope`, `level_hidden`, `reviewed`, `needed`; asked of are those that
            the protocol judges, but not one that was not needed: by no route was it right.
        findings: theirs: `incident_id`, `rule`, `verdict`, `state`; dismissed ones do not count.
        verdict: wrong_channel or wrong_decider.
        agreed_only: the viewer sees only what the group agreed: asked of reviewed ones alone.

    Returns:
        Yes: no such finding; no: one; unknown: what decides such a rule is not recorded.
    """
    standing = filter_standing(findings)
    avoidable = standing.filter(pl.col("verdict") == Verdict.OVER_REPORT.value)["incident_id"]
    of_those = pl.col("in_scope") & ~pl.col("level_hidden") & (pl.col("needed") != "no")
    if agreed_only:
        of_those &= pl.col("reviewed")
    asked = call_outs.filter(of_those & ~pl.col("id").is_in(avoidable.to_list()))["id"]
    rules = [rule.id for rule in RULES if rule.verdict is verdict]
    of_these = standing.filter(
        pl.col("incident_id").is_in(asked.to_list()) & pl.col("rule").is_in(rules)
    )
    wrong = set(of_these.filter(pl.col("verdict") == verdict.value)["incident_id"])
    open_ones = set(of_these["incident_id"]) - wrong
    return Answers(asked.len() - len(wrong) - len(open_ones), len(wrong), len(open_ones))


def say_in_line(answers: Answers, wrong: str) -> str:
    """Of how many call-outs is asked, and how many were `wrong` ("by another route")."""
    if not answers.asked:
        return "no call-out is known to be one that could be reported"
    said = f"of {answers.asked} that could be reported; {answers.no or 'none'} {wrong}"
    return f"{said}; {answers.unknown} not recorded" if answers.unknown else said


def say_no_findings(judged: int, *, agreed_only: bool) -> str:
    """Why there is no finding: where no incident is one that the protocol judges, nothing says."""
    if not judged:
        return "No incident of the period is one that the protocol judges: nothing to find."
    of = f"{say_count(judged, 'incident')} that the protocol judges"
    if agreed_only:
        return f"Nothing was agreed to be out of line, of {of}."
    return f"Nothing out of line was found, of {of}."


def say_findings_method(period: Period, *, agreed_only: bool) -> str:
    """What the table of findings counts, and that one incident can be in several of its rows."""
    said = (
        f"By the day of the incident, {say_period(period)}; clauses in the protocol's order. An "
        "incident can be in several rows. "
    )
    if agreed_only:
        return f"{said}Only what the group agreed is shown to your role; the rest is not nought."
    return (
        f"{said}Agreed: upheld by the group. Suggested: found by the rules, not decided yet. "
        "Dismissed, worth asking and not recorded are left out."
    )


def say_own_alarm(alarm: dict[str, Any], meetings: Sequence[date]) -> str:
    """An alarm (`say_alarm`) on the page of its home, which need not be named again."""
    said = say_alarm(alarm, meetings).removeprefix(f"{alarm['name']}: ")
    return said[:1].upper() + said[1:]


def count_waiting(findings: pl.DataFrame) -> int:
    """Findings, each a breach, that the rules suggest and the group has not decided on."""
    waits = pl.col("state") == FindingState.SUGGESTED.value
    return filter_breaches(findings).filter(waits).height


def count_untold(findings: pl.DataFrame) -> tuple[int, int]:
    """Incidents of which police or social care should have been told: agreed, only suggested.

    `findings`: `incident_id`, `verdict`, `state`. An incident counts once, agreed where one such
    finding is; what the group dismissed is in neither.
    """
    untold = filter_standing(findings).filter(pl.col("verdict") == Verdict.UNDER_REPORT.value)
    is_agreed = pl.col("state") == FindingState.CONFIRMED.value
    agreed = untold.filter(is_agreed)["incident_id"].n_unique()
    return agreed, untold["incident_id"].n_unique() - agreed


def build_missing_by_month(episodes: pl.DataFrame) -> pl.DataFrame:
    """Missing episodes by month, latest first; months without one are not in it.

    `month` (its first day), `episodes`, `call_outs` (reported to the police), `held` (return home
    interviews).
    """
    held = pl.col("return_interview") == ReturnInterview.HELD.value
    return (
        episodes.group_by(month=pl.col("occurred_on").dt.truncate("1mo"))
        .agg(
            episodes=pl.len().cast(pl.Int64),
            call_outs=pl.col("call_out").sum().cast(pl.Int64),
            held=held.fill_null(False).sum().cast(pl.Int64),
        )
        .sort("month", descending=True)
    )


def say_not_open(period: Period, opened_on: date | None, closed_on: date | None) -> str:
    """Why a home has nothing in a period in which it was not open."""
    if closed_on is not None and closed_on < period.start:
        return f"closed on {say_date(closed_on)}, before the period begins"
    if opened_on is not None and opened_on > period.end:
        return f"opened on {say_date(opened_on)}, after the period ends"
    return "not open in the period"
