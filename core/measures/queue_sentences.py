"""The queue of what waits for the group, in sentences."""

from collections.abc import Mapping

import polars as pl

from core.measures.sentences import say_count


def say_left(left: int, skipped: int, outside: int) -> str:
    """How many are left to grade, of them skipped, and beside them outside the filters."""
    said = f"{say_count(left, 'incident')} left to grade" if left else "None left to grade"
    if skipped:
        said += f", {skipped:,} of them skipped"
    if outside:
        said += f"; {outside:,} more outside the filters"
    return said


def say_to_decide(row: Mapping[str, int]) -> str:
    """What there is to decide at one incident, in the words of the queue's columns."""
    parts = [
        *([say_count(row["answers"], "finding")] if row["answers"] else []),
        *(
            [f"{say_count(row['blanks'], 'blank')} that matter{'s' if row['blanks'] == 1 else ''}"]
            if row["blanks"]
            else []
        ),
        *(["whether police were needed"] if row["open"] else []),
    ]
    if not parts:
        return "nothing is suggested"
    return "to decide: " + (
        parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    )


def say_interests(queue: pl.DataFrame) -> str:
    """How many wait for somebody else, because the viewer has an interest; "" for none."""
    count = queue.filter("interest").height
    if not count:
        return ""
    noun = "waits" if count == 1 else "wait"
    return f"{say_count(count, 'incident')} {noun} for somebody else: you have an interest there."


def say_queue_order() -> str:
    """In which order the queue is gone through, and why."""
    return (
        "Fastest first: findings to answer, blanks that matter, an open “were police needed?” and "
        "rules that the group often dismisses count one each; then the oldest."
    )
