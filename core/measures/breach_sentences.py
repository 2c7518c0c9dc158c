"""What was not in line, in sentences: both sides, by what is asked, suggested against agreed.

`agreed_only` is for a reader who sees only what the group agreed: to them nothing else is nought.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from core.measures.agreement import FEWEST_DECIDED, Agreement
from core.measures.period import Period, say_period
from core.measures.sentences import NBSP, say_count, say_percent
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
ANSWER_WORDS = {"yes": "needed", "no": "not needed", "unknown": "cannot tell"}


def say_both_sides(sides: pl.DataFrame, agreed_only: bool) -> str:
    """The page's finding from `tally.build_both_sides`: calls too many, incidents left untold."""
    agreed = dict(sides.select("side", "agreed").iter_rows())
    standing = dict(sides.select("side", pl.col("agreed") + pl.col("suggested")).iter_rows())
    if not any(standing.values()):
        return (
            "Nothing was agreed to be out of line" if agreed_only else "Nothing out of line found"
        )
    over, under = standing["avoidable"], standing["untold"]
    if not over + under:
        said = "No call was avoidable and nothing was left untold, but steps were out of line"
        return f"Agreed: {said[0].lower()}{said[1:]}" if agreed_only else said
    calls = say_count(over, "call").capitalize() if over else "No call"
    told = f"{say_count(under, 'report')} should have been made" if under else "nothing left untold"
    said = f"{calls} could have been avoided, {told}"
    if agreed_only:
        return f"The group agreed: {said[0].lower()}{said[1:]}"
    both, decided = over + under, agreed["avoidable"] + agreed["untold"]
    if decided == both:
        return f"{said}: agreed by the group"
    return f"{said}: {f'{decided} of {both} agreed so far' if decided else 'none agreed yet'}"


def _count_standing(counts: pl.DataFrame) -> int:
    return int(counts.select((pl.col("agreed") + pl.col("suggested")).sum()).item() or 0)


def say_by_rule(rules: pl.DataFrame) -> str:
    """Under how many clauses, and which has most where one has; dismissed ones are not counted."""
    by_clause = (
        rules.group_by("clause")
        .agg(count=(pl.col("agreed") + pl.col("suggested")).sum())
        .filter(pl.col("count") > 0)
    )
    total = int(by_clause["count"].sum())
    findings = say_count(total, "finding")
    if not total:
        return "No finding under any clause"
    if by_clause.height == 1:
        return f"{findings.capitalize()}, all under clause {by_clause['clause'][0]}"
    most = by_clause.filter(pl.col("count") == pl.col("count").max())
    said = f"{findings.capitalize()} under {by_clause.height} clauses"
    if most.height > 1 or most["count"][0] == 1:
        return said
    return f"{said}, {most['count'][0]} of them under {most['clause'][0]}"


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


def say_agreement(found: Agreement) -> str:
    """How often the group agreed, with Wilson's interval: of what it decided, not of all."""
    if found.share is None or found.lower is None or found.upper is None:
        if not found.waiting:
            return "Nothing was suggested for the group to decide"
        return f"The group has decided none of {say_count(found.waiting, 'suggestion')} yet"
    return (
        f"The group agreed {found.agreed:,} of {say_count(found.decided, 'suggestion')} it decided"
        f", {say_percent(found.share)} (95{NBSP}% interval: {say_percent(found.lower)} to "
        f"{say_percent(found.upper)})"
    )


def say_rule_share(share: float | None, lower: float | None, upper: float | None) -> str:
    """One rule's share with its interval; where too few were decided, that."""
    if share is None or lower is None or upper is None:
        return "too few for a share"
    return f"{say_percent(share)} ({say_percent(lower)} to {say_percent(upper)})"


def say_disputed(disputed: pl.DataFrame) -> str:
    """Whether there are rules to talk about: those that the group dismissed more than once."""
    if disputed.is_empty():
        return "No rule was dismissed more than once."
    noun = "rule was" if disputed.height == 1 else "rules were"
    return f"Worth a talk: {disputed.height} {noun} dismissed more than once."


def say_disputed_rule(rule: Mapping[str, Any]) -> str:
    """One of them: its clause, its words and how often."""
    decided = rule["agreed"] + rule["dismissed"]
    return f"{rule['clause']}: {rule['message']} Dismissed {rule['dismissed']} of {decided} times."


def say_agreement_method(period: Period) -> str:
    """What the shares are of, and why they are less certain than their intervals say."""
    return (
        f"Findings not in line that the group decided, by the day of the incident, "
        f"{say_period(period)}; Wilson's interval, for a rule from {FEWEST_DECIDED} decided. "
        "Findings of one incident are decided together, so the true interval is wider. "
        "Worth asking and not recorded are left out."
    )


def say_needed_dispute(suggested: str, agreed: str) -> str:
    """One call-out where the group answered otherwise."""
    return f"suggested {ANSWER_WORDS[suggested]}, agreed {ANSWER_WORDS[agreed]}"


def say_needed_method(period: Period) -> str:
    """What the table of answers counts."""
    return (
        f"Reviewed call-outs, {say_period(period)}: a row for what the rules suggested, a column "
        "for what the group agreed. “Cannot tell” in a row is a question left open; answering it "
        "is no difference."
    )


def say_needed_answers(answers: pl.DataFrame) -> str:
    """Were police needed: how often the group's answer was the suggested one."""
    cells = {row.pop("suggested"): row for row in answers.to_dicts()}
    closed = sum(cells["yes"].values()) + sum(cells["no"].values())
    left_open = sum(cells["unknown"].values())
    if not closed + left_open:
        return "Were police needed? The group has answered for no call-out yet"
    parts = []
    if closed:
        same = cells["yes"]["yes"] + cells["no"]["no"]
        parts.append(f"answered as suggested for {same:,} of {closed:,}")
    if left_open:
        settled = left_open - cells["unknown"]["unknown"]
        parts.append(f"settled {settled:,} of {left_open:,} left open")
    return f"Were police needed? The group {' and '.join(parts)}"


def say_levels_set(levels: int, reviewed: int) -> str:
    """At how many of the reviewed incidents a person set the level."""
    if not levels:
        return f"The level was the rules' at all of {say_count(reviewed, 'reviewed incident')}."
    return (
        f"A person set the level at {levels:,} of {say_count(reviewed, 'reviewed incident')}; the "
        "rules then ran on that level, and what they no longer suggested is in no count here."
    )


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
