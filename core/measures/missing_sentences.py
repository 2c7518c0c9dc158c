"""Missing episodes in words: counts first, shares only where there is enough, no claim of cause."""

from datetime import date

from core.clock import say_date
from core.measures.answers import Answers
from core.measures.period import Period, say_period
from core.measures.sentences import NBSP, say_count, say_percent


def say_missing_title(episodes: int, known: int, children: int, period: Period) -> str:
    """Events beside distinct children; the children only where every episode names one."""
    if not episodes:
        return f"No missing episode recorded in {say_period(period)}"
    said = say_count(episodes, "missing episode").capitalize()
    if known < episodes:
        return said
    return f"{said}, by {_say_children(children)}"


def _say_children(children: int) -> str:
    return "one child" if children == 1 else f"{children:,} children"


def say_children_of(episodes: int, known: int, children: int, *, may_see: bool) -> str:
    """Of how many children the episodes are, or why that is not said."""
    if not may_see:
        return "how many children is not shown here"
    if not known:
        return "no child's reference is recorded"
    said = f"by {_say_children(children)}"
    if known < episodes:
        said += f"; {episodes - known} without a child's reference"
    return said


def say_answers(answers: Answers) -> str:
    """Counts, with the share and Wilson interval where enough is known; the unknown always said."""
    unknown = f"; {answers.unknown} not recorded" if answers.unknown else ""
    if not answers.asked:
        return "none to ask it of"
    if not answers.known:
        return f"not recorded for any of {answers.asked}"
    if answers.share is None or answers.limits is None:
        return f"{answers.yes} of {answers.known} with an answer{unknown}"
    lower, upper = answers.limits
    return (
        f"{answers.yes} of {answers.known} with an answer, {say_percent(answers.share)} "
        f"(95{NBSP}% interval: {say_percent(lower)} to {say_percent(upper)}){unknown}"
    )


def say_share(answers: Answers) -> str:
    """What stands beside a count "2 of 5" that is already said: share, interval, the unknown."""
    if not answers.known:
        return say_answers(answers)
    unknown = f"; {answers.unknown} not recorded" if answers.unknown else ""
    if answers.share is None or answers.limits is None:
        return f"calls with an answer{unknown}"
    lower, upper = answers.limits
    return (
        f"calls with an answer, {say_percent(answers.share)} (95{NBSP}% interval: "
        f"{say_percent(lower)} to {say_percent(upper)}){unknown}"
    )


def say_question(question: str, answers: Answers) -> str:
    """One question of a few episodes, instead of a bar: "Trigger plan: yes for none of 2"."""
    if not answers.known:
        return f"{question}: not recorded for any of {answers.asked}"
    unknown = f"; {answers.unknown} not recorded" if answers.unknown else ""
    return f"{question}: yes for {answers.yes or 'none'} of {answers.known}{unknown}"


def say_known_safe(answers: Answers) -> str:
    """The protocol's question: how many calls were about a child known to be safe."""
    if not answers.asked:
        return "No missing episode was reported to the police"
    if not answers.known:
        return (
            "Whether the children reported missing were known to be safe is not recorded "
            f"({answers.asked})"
        )
    unknown = f"; {answers.unknown} not recorded" if answers.unknown else ""
    if not answers.yes:
        return f"No call is known to be about a child who was safe{unknown}"
    are = "was" if answers.yes == 1 else "were"
    return f"{answers.yes} of {answers.known} calls {are} about a child known to be safe{unknown}"


def say_interviews(held: Answers, in_time: Answers) -> str:
    """Return home interviews held, and how many of them within 72 hours of the return."""
    if not held.asked:
        return "No missing episode, so no return home interview"
    if not held.known:
        return f"What became of the return home interview is not recorded ({held.asked})"
    said = f"Return home interview held after {held.yes} of {say_count(held.known, 'episode')}"
    if in_time.known:
        said += f", {in_time.yes or 'none'} of them within 72 hours"
    if in_time.unknown:
        said += f"; {in_time.unknown} without its times"
    return said + (f"; {held.unknown} not recorded" if held.unknown else "")


def say_declined(declined: int) -> str:
    """That a declined interview counts as not held, and is no fault."""
    if not declined:
        return ""
    were = "was" if declined == 1 else "were"
    return f"{declined} {were} declined by the child, which is the child's right. "


def say_minutes(minutes: float) -> str:
    """A span of time: "47 minutes", "2 hours 5 minutes", "3 days 4 hours"."""
    whole = round(minutes)
    days, hours, rest = whole // 1440, whole % 1440 // 60, whole % 60
    if days:
        parts = [(days, "day"), (hours, "hour")]
    elif hours:
        parts = [(hours, "hour"), (rest, "minute")]
    else:
        parts = [(rest, "minute")]
    said = [say_count(number, unit) for number, unit in parts if number]
    return " ".join(said) or "less than a minute"


def say_wait(row: dict[str, object]) -> str:
    """One row of `core.measures.missing.build_waits`: median and range with how many, or nothing.

    A median is said of three and more; of fewer the times themselves.
    """
    counted, unknown = int(str(row["counted"])), int(str(row["unknown"]))
    tail = f"; {unknown} not recorded" if unknown else ""
    start = f"Time {row['step']}: "
    if not counted:
        return f"{start}{f'not recorded for any of {unknown}' if unknown else 'none to measure'}."
    shortest, longest, median = (float(str(row[n])) for n in ("shortest", "longest", "median"))
    span = f"{say_minutes(shortest)} to {say_minutes(longest)}"
    if counted == 1:
        return f"{start}{say_minutes(median)}, known for 1{tail}."
    if counted == 2:
        return f"{start}{span}, known for 2{tail}."
    return f"{start}{say_minutes(median)} at the median, {span}, known for {counted}{tail}."


def say_arrival_title(row: dict[str, object]) -> str:
    """How soon the police arrived, from the row of the report to the arrival."""
    counted = int(str(row["counted"]))
    if not counted:
        return "How soon the police arrived is not recorded"
    if counted < 3:
        return f"How soon the police arrived is known for {say_count(counted, 'episode')}"
    median = say_minutes(float(str(row["median"])))
    return f"After the report the police arrived in {median} at the median"


def say_repeated(
    name: str,
    episodes: int,
    known: int,
    children: int,
    spell: tuple[date, date],
    until: date,
    uncovered: int,
) -> str:
    """One home's repeated episodes: counts, days, and what followed as far as imports cover it.

    Args:
        name: the home's, as it is to be shown.
        episodes: three or more.
        known: episodes with a child's reference.
        children: distinct references.
        spell: days of the first and the last episode.
        until: the last day looked at.
        uncovered: days after the last episode, to `until`, that no import covers.
    """
    first, last = spell
    said = f"{name}: {say_count(episodes, 'episode')}"
    if known == episodes:
        said += f" by {_say_children(children)}"
    elif known:
        said += f", {known} of them by {_say_children(children)}"
    said += f", {say_period(Period(first, last))}."
    if last >= until:
        return said
    if uncovered:
        days = say_count(uncovered, "day")
        return f"{said} None recorded since, but {days} to {say_date(until)} are in no import."
    return f"{said} None since, to {say_date(until)}."


def say_noted(on_day: date, words: str, before: int, since: int) -> str:
    """What was noted at the home, with the episodes before and since: counts, not a proof."""
    return (
        f"{say_date(on_day)}, noted: {words}. {before or 'None'} before, {since or 'none'} since."
    )


def say_repeated_title(homes: int, span: Period) -> str:
    """How many homes had three missing episodes or more in the span."""
    if not homes:
        return f"No home had three missing episodes or more, {say_period(span)}"
    return f"{say_count(homes, 'home')} had three missing episodes or more, {say_period(span)}"


def say_away(away: int, reported: int, *, sees_unreported: bool) -> str:
    """What "away without authorisation" is, with how many were reported."""
    if not away:
        none = "none recorded" if sees_unreported else "none that your role sees"
        return f"{none}; never counted as missing"
    return f"{reported} reported to the police; never counted as missing"


def say_by_home_title(homes: int, away: int) -> str:
    """At how many homes there were episodes, and at how many a child was away otherwise."""
    said = f"Missing episodes at {say_count(homes, 'home')}"
    return f"{said}, away without authorisation at {away}" if away else said


def say_other_homes(homes: int, *, sees_unreported: bool) -> str:
    """How many open homes are not in the table, because nothing of the kind is seen there."""
    if not homes:
        return "Every home has one."
    have = "has" if homes == 1 else "have"
    none = "none recorded" if sees_unreported else "none that your role sees"
    return f"{say_count(homes, 'other home').capitalize()} {have} {none} in this period."


def say_causes_title(causes: int, span: Period, *, may_see: bool) -> str:
    """How many episodes have a cause written; nothing of it to roles that see no child."""
    if not may_see:
        return "Causes are not shown to your role"
    if not causes:
        return f"No cause of a missing episode is written, {say_period(span)}"
    return f"A cause is recorded for {say_count(causes, 'missing episode')}, {say_period(span)}"
