"""Suggested against agreed, in sentences: findings, police needed, levels that a person set."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from core.measures.agreement import FEWEST_DECIDED, Agreement
from core.measures.period import Period, say_period
from core.measures.sentences import NBSP, say_count, say_percent

ANSWER_WORDS = {"yes": "needed", "no": "not needed", "unknown": "cannot tell"}


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
    if not reviewed:
        return "No incident of this period is reviewed yet."
    if not levels:
        which = "the one reviewed incident" if reviewed == 1 else f"all {reviewed:,} reviewed"
        return f"The group kept the suggested level of {which}."
    return (
        f"A person set the level at {levels:,} of {say_count(reviewed, 'reviewed incident')}; the "
        "rules then ran on that level, and what they no longer suggested is in no count here."
    )


def say_level_set(suggested: int | None, level_set: int) -> str:
    """One incident whose level a person set: the suggested level beside the one that holds."""
    if suggested == (level_set or None):
        # Of a level set by an earlier version of the product the suggested one was not kept.
        return f"level set {level_set or 'none'}"
    return f"suggested level {suggested or 'none'}, set {level_set or 'none'}"


def say_level_moves(levels: pl.DataFrame) -> str:
    """Of `agreement.find_levels_set`, how many were set above and below the suggested level."""
    suggested, level = pl.col("level"), pl.col("level_set").replace(0, None)
    higher, lower = levels.filter(level > suggested).height, levels.filter(level < suggested).height
    other = levels.filter(suggested.is_null() != level.is_null()).height
    parts = [
        *([f"{higher:,} higher than suggested"] if higher else []),
        *([f"{lower:,} lower"] if lower else []),
        *([f"{other:,} between a level and none"] if other else []),
    ]
    return f"Of these {', '.join(parts)}." if parts else ""
