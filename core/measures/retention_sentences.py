"""What is set, what is due and what was done about old incidents, in sentences."""

from collections import Counter
from collections.abc import Iterable

from core.measures.sentences import say_count


def say_retention_title(years: int | None, due: int, held: int) -> str:
    """The finding: whether an age is set, and what is past it."""
    if years is None:
        return "No age is set, so nothing is anonymised"
    age = say_count(years, "year")
    if not due and not held:
        return f"Nothing past {age} is left to anonymise"
    if not due:
        return f"Nothing can go yet: {say_count(held, 'incident')} past {age} must still stay"
    verb = "is" if due == 1 else "are"
    return f"{say_count(due, 'incident')} {verb} past {age} and can be anonymised"


def say_holds(holds: Iterable[str]) -> list[str]:
    """Why incidents past the age stay, the commonest reason first, one sentence each."""
    counts = Counter(holds)
    return [
        f"{say_count(count, 'incident')} {'stays' if count == 1 else 'stay'}: {why}."
        for why, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def say_done(incidents: int, minutes: int, rewritten: bool) -> str:
    """What a run did."""
    said = f"{say_count(incidents, 'incident')} anonymised."
    if minutes:
        said += f" {say_count(minutes, 'meeting')} lost the words about them in its minutes."
    if not rewritten:
        said += (
            " The file could not be written anew because the store was busy or the disk full, so "
            "traces may be left in it: run “python -m core retain” when nobody works."
        )
    return said


TAKEN_OUT = (
    "The child's reference, age, gender, ethnicity and placing authority; the force's log number.",
    "Every word written about it: summary, accounts, cause, notes, reasons, actions, interests, "
    "panels, decisions of meetings, and the copies that imports kept. “(taken out)” stands where "
    "there were some.",
    "The words on it in closed minutes. The audit keeps the minutes' digest before and after, so a "
    "printed copy can still be told from a forged one.",
    "The minute on the clock: it begins on the hour, and every delay stays as long as it was.",
)
KEPT = (
    "What figures count: home, day and hour, channel, kind, level, verdicts, answers, outcomes. "
    "Counts and rates of past years do not change.",
    "Figures by child, age, gender, ethnicity and placing authority do: they count it as not "
    "recorded from then on.",
    "The audit, which never held any of this. Its chain goes on.",
)
NOT_REACHED = (
    "Backups and copies of the store that are older than this run: they are listed below with the "
    "day on which each ends. A restore of one does again what was erased since.",
    "Documents already prepared or printed, and the force's own records.",
    "General notes (of a home, of a meeting as a whole) that name nobody's incident: nobody can "
    "find them by it. The product refuses a known child's reference in them.",
    "A home with few children, with the day and kind of an incident, can still tell those who were "
    "there. It is as anonymous as a count of one can be.",
)
