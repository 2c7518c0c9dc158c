"""Why a home is to be inducted to the protocol again, in words. Names are plain text."""

from datetime import date

from core.clock import say_date
from core.measures.induction import InductionCause
from core.measures.sentences import say_count

_LONGEST_NAME = 100


def say_induction(
    cause: InductionCause, since: date, count: int | None, last_induction_on: date | None
) -> str:
    """Why and since when; then what is known of the last induction. `count`: of agency staff."""
    last = "No induction to the protocol is recorded."
    if last_induction_on is not None:
        last = f"The last induction to the protocol was on {say_date(last_induction_on)}."
    if cause is InductionCause.MANAGER:
        why = f"Another registered manager since {say_date(since)}"
    else:
        call_outs = say_count(count or 0, "call-out")
        why = f"Agency staff on shift at {call_outs} since {say_date(since)}"
    return f"{why}. {last}"


def say_induction_action(name: str, cause: InductionCause, since: date) -> str:
    """The title of an action that names the home and the cause."""
    why = "another registered manager" if cause is InductionCause.MANAGER else "agency staff"
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    return f"Re-induct {short} to the protocol: {why} since {say_date(since)}"


def say_induction_given(is_open: bool) -> str:
    """That an action for it exists; done without an induction recorded it still is not known."""
    if is_open:
        return "Given as an action, not done yet."
    return "Given as an action, and done; record the induction when it was held."
