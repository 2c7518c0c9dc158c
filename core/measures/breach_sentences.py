"""What was not in line, in sentences: both sides, and by what is asked.

`agreed_only` is for a reader who sees only what the group agreed: to them nothing else is nought.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.measures.timeline import find_uncovered_days
from core.vocabulary import FindingOwner, Verdict, say

SIDE_WORDS = {
    "avoidable": "Police contact could have been avoided",
    "untold": "Police or social care should have been told",
    "placement_steps": "Route, decider or step: homes, carers, councils, CPS",
    "police_steps": "Steps of the police",
}
OWNER_WORDS = {owner.value: say(owner) for owner in FindingOwner}
VERDICT_WORDS = {verdict.value: say(verdict) for verdict in Verdict}
_OF_OWNER = {
    FindingOwner.HOME.value: "the home's",
    FindingOwner.CARER.value: "the carer's",
    FindingOwner.POLICE.value: "the police's",
    FindingOwner.LOCAL_AUTHORITY.value: "the council's",
    FindingOwner.CPS.value: "the CPS's",
}


def say_both_sides(sides: pl.DataFrame, agreed_only: bool, *, sees_unreported: bool) -> str:
    """The page's finding from `tally.build_both_sides`: calls too many, incidents left untold.

    Who does not see all that was not reported is never told that nothing was left untold.
    """
    said = _say_sides(sides, agreed_only, sees_unreported=sees_unreported)
    if sees_unreported:
        return said
    what = "what else" if _count_side(sides, "untold") else "what"
    return f"{said}; {what} was not reported is not shown to your role"


def _count_side(sides: pl.DataFrame, side: str) -> int:
    return _count_standing(sides.filter(pl.col("side") == side))


def _say_sides(sides: pl.DataFrame, agreed_only: bool, *, sees_unreported: bool) -> str:
    agreed = dict(sides.select("side", "agreed").iter_rows())
    if not _count_standing(sides):
        return (
            "Nothing was agreed to be out of line" if agreed_only else "Nothing out of line found"
        )
    over, under = _count_side(sides, "avoidable"), _count_side(sides, "untold")
    if not over + under:
        told = " and nothing was left untold" if sees_unreported else ""
        said = f"No call was avoidable{told}, but steps were out of line"
        return f"Agreed: {said[0].lower()}{said[1:]}" if agreed_only else said
    calls = say_count(over, "call").capitalize() if over else "No call"
    said = f"{calls} could have been avoided"
    if under:
        said += f", {say_count(under, 'report')} should have been made"
    elif sees_unreported:
        said += ", nothing left untold"
    if agreed_only:
        return f"The group agreed: {said[0].lower()}{said[1:]}"
    both, decided = over + under, agreed["avoidable"] + agreed["untold"]
    if decided == both:
        return f"{said}: agreed by the group"
    return f"{said}: {f'{decided} of these {both} are agreed' if decided else 'none agreed yet'}"


def _count_standing(counts: pl.DataFrame) -> int:
    return int(counts.select((pl.col("agreed") + pl.col("suggested")).sum()).item() or 0)


def say_by_rule(rules: pl.DataFrame) -> str:
    """Of how many kinds, and which has most where one has; dismissed ones are not counted."""
    kinds = rules.with_columns(count=pl.col("agreed") + pl.col("suggested")).filter(
        pl.col("count") > 0
    )
    total = int(kinds["count"].sum())
    findings = say_count(total, "finding").capitalize()
    if not total:
        return "No finding under any clause"
    if kinds.height == 1:
        kind = _say_kind(kinds.row(0, named=True))
        return f"{findings}{', all of one kind' if total > 1 else ''}: {kind}"
    most = kinds.filter(pl.col("count") == pl.col("count").max())
    said = f"{findings} of {kinds.height} kinds"
    if most.height > 1:
        return said
    return f"{said}; {most['count'][0]:,} are of one: {_say_kind(most.row(0, named=True))}"


def _say_kind(rule: Mapping[str, Any]) -> str:
    """What a rule finds, without the question or reason that follows, and its clause."""
    what = rule["message"].removesuffix(".").partition("; ")[0].partition(": ")[0]
    return f"{what[0].lower()}{what[1:]} ({rule['clause']})"


def say_more_on_desk(more: int) -> str:
    """How many rows the wall has no room for."""
    return f" The kinds with most findings; and {more:,} more on the desk." if more else ""


def say_by_owner(owners: pl.DataFrame) -> str:
    """Whose steps the findings are about, each with its count."""
    parts = [
        f"{agreed + suggested} {_OF_OWNER[owner]}"
        for owner, agreed, suggested in owners.select("owner", "agreed", "suggested").iter_rows()
        if agreed + suggested
    ]
    if not parts:
        return "No finding about anybody's step"
    said = ", ".join(parts)
    return f"Whose step: {said}"


def say_by_home(homes: pl.DataFrame) -> str:
    """At how many of the homes with an incident there is a finding; no home is named."""
    judged = homes.filter(pl.col("incidents") > 0)
    found = judged.filter(pl.col("agreed") + pl.col("suggested") > 0).height
    if judged.is_empty():
        return "No incident that the protocol judges, at any home"
    of = say_count(judged.height, "home")
    return f"Findings at {found or 'none'} of {of} with an incident"


def say_home_label(home: str, incidents: int) -> str:
    """A home's bar: its name beside the incidents that could be out of line."""
    return f"{home}, {say_count(incidents, 'incident')}"


def say_no_incidents(homes: pl.DataFrame) -> str:
    """Which homes had no incident that was judged: no bar, and no verdict either."""
    without = homes.filter(pl.col("incidents") == 0)["home"].to_list()
    if not without:
        return "Every home had an incident in the period."
    return f"No incident that the protocol judges, so nothing to find: {', '.join(without)}."


def say_uncovered_months(months: pl.DataFrame) -> str:
    """Months without data, and those of which only some days are covered."""
    gaps = months["agreed"].null_count()
    partly = months.filter(pl.col("agreed").is_not_null() & ~pl.col("is_whole")).height
    said = " A month without data is grey, not nought." if gaps else ""
    if partly:
        said += f" {say_count(partly, 'month').capitalize()} covered by imports in part only."
    return said


def say_by_month(months: pl.DataFrame) -> str:
    """In how many of the months with data there is a finding, and for how many there are none."""
    known = months.filter(pl.col("agreed").is_not_null())
    if known.is_empty():
        return "No data for any month"
    found = known.filter(pl.col("agreed") + pl.col("suggested") > 0).height
    said = f"Findings in {found or 'none'} of {say_count(known.height, 'month')}"
    gaps = months.height - known.height
    return f"{said} with data; {gaps} without" if gaps else said


def say_unrecorded(unrecorded: pl.DataFrame) -> str:
    """How many answers are missing, and how many of them can still be asked before a review."""
    total = int((unrecorded["open"] + unrecorded["reviewed"]).sum())
    if not total:
        return "Nothing that decides is left blank"
    still = int(unrecorded["open"].sum())
    said = f"{say_count(total, 'answer').capitalize()} not recorded"
    return f"{said}, {still} of them still to ask before the review" if still else said


def say_question(message: str, columns: Sequence[str]) -> str:
    """What to ask, and in which columns the answer belongs."""
    asked = message.removeprefix("Not recorded: ")
    return f"{asked} ({' or '.join(columns)})" if columns else asked


def say_advisories(advisories: pl.DataFrame) -> str:
    """How many findings are a prompt and no breach."""
    total = _count_standing(advisories)
    if not total:
        return "Nothing that is only worth asking"
    return f"{say_count(total, 'finding').capitalize()} only worth asking"


def describe_counts(title: str, rows: pl.DataFrame, label: str, second: str | None) -> str:
    """A figure's takeaway for a reader who does not see it: each row's words and counts."""
    parts = [
        f"{row[label]}: {say_bar(row['agreed'], row[second] if second else 0, second or '')}"
        for row in rows.iter_rows(named=True)
    ]
    return f"{title}. {'; '.join(parts)}." if parts else f"{title}."


def say_bar(agreed: int, other: int, word: str) -> str:
    """A bar's counts: "9 agreed, 2 suggested"; what is nought is left out."""
    parts = [f"{count:,} {said}" for count, said in ((agreed, "agreed"), (other, word)) if count]
    return ", ".join(parts) or "none"


def say_method(period: Period, unit: str, agreed_only: bool) -> str:
    """What stands under a figure: what is counted, of when, and what is not."""
    said = f"{unit}, by the day of the incident, {say_period(period)}. "
    if agreed_only:
        return f"{said}Only what the group agreed is shown to your role; the rest is not nought."
    return (
        f"{said}Agreed: upheld by the group. Suggested: found by the rules, not decided yet. "
        "Dismissed, worth asking and not recorded are in no bar."
    )


def say_page_caption(incidents: pl.DataFrame, period: Period, agreed_only: bool) -> str:
    """Under the title: the period, how many incidents were judged, and what stands behind it."""
    judged = incidents.filter(pl.col("in_scope") & ~pl.col("level_hidden")).height
    whose = (
        "agreed by the group" if agreed_only else "suggested by the rules until the group decides"
    )
    return (
        f"{say_period(period)} · {say_count(judged, 'incident')} that the protocol judges · {whose}"
    )


def say_nothing_happened(period: Period, covered: Sequence[tuple[date, date]]) -> str:
    """A period without an incident: without data where no import covers any of its days."""
    if find_uncovered_days(period, covered) == period.days:
        return f"No data for {say_period(period)}"
    return f"No incident that you may see in {say_period(period)}"
