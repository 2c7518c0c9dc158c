"""Every state and transition of what people change (incident, request, …): one table a noun.

The functions that change a noun ask `find_next` for the state after; GLOSSARY.md says the words.
Who may: the permission a transition needs; whose homes and incidents is checked apart
(`core.access`, `core.action_checks`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.access import Permission
from core.errors import Conflict
from core.vocabulary import (
    ActionState,
    EscalationState,
    FindingState,
    IncidentState,
    MeetingState,
    RequestState,
    say,
)


@dataclass(frozen=True)
class Transition:
    """One row: a `verb` leads from any of `before` to `after`; `permission` is what it needs.

    `before` empty: it makes the noun. `needs_reason`: without one it is refused.
    """

    verb: str
    before: tuple[StrEnum, ...]
    after: StrEnum
    permission: Permission
    needs_reason: bool = False


_WAITING, _REVIEWED = IncidentState.WAITING, IncidentState.REVIEWED
INCIDENT: tuple[Transition, ...] = (
    Transition("import", (), _WAITING, Permission.IMPORT_INCIDENTS),
    Transition("set level", (_WAITING,), _WAITING, Permission.REVIEW, needs_reason=True),
    Transition("give account", (_WAITING,), _WAITING, Permission.HOME_ACCOUNT),
    Transition("review", (_WAITING,), _REVIEWED, Permission.REVIEW),
    Transition("reopen", (_REVIEWED,), _WAITING, Permission.REVIEW, needs_reason=True),
    Transition("refer", (_WAITING,), _WAITING, Permission.REFER, needs_reason=True),
    Transition("refer", (_REVIEWED,), _REVIEWED, Permission.REFER, needs_reason=True),
)

_SUGGESTED = FindingState.SUGGESTED
_AGREED = (FindingState.CONFIRMED, FindingState.DISMISSED)
FINDING: tuple[Transition, ...] = (
    Transition("suggest", (), _SUGGESTED, Permission.IMPORT_INCIDENTS),
    Transition("confirm", (_SUGGESTED,), FindingState.CONFIRMED, Permission.REVIEW),
    Transition(
        "dismiss", (_SUGGESTED,), FindingState.DISMISSED, Permission.REVIEW, needs_reason=True
    ),
    Transition("reopen", _AGREED, _SUGGESTED, Permission.REVIEW, needs_reason=True),
)

_OPEN, _DONE = ActionState.OPEN, ActionState.DONE
ACTION: tuple[Transition, ...] = (
    Transition("give", (), _OPEN, Permission.GIVE_ACTIONS),
    Transition("tick", (_OPEN,), _DONE, Permission.OWN_ACTIONS),
    Transition("reopen", (_DONE,), _OPEN, Permission.OWN_ACTIONS),
    Transition("ask for time", (_OPEN,), _OPEN, Permission.OWN_ACTIONS, needs_reason=True),
    Transition("grant time", (_OPEN,), _OPEN, Permission.GIVE_ACTIONS),
    Transition("refuse time", (_OPEN,), _OPEN, Permission.GIVE_ACTIONS, needs_reason=True),
    Transition("hand over", (_OPEN,), _OPEN, Permission.MANAGE_PEOPLE),
)

_PLANNED, _RUNNING = MeetingState.PLANNED, MeetingState.RUNNING
MEETING: tuple[Transition, ...] = (
    Transition("record", (), MeetingState.RECORDED, Permission.RECORD_MEETINGS),
    Transition("plan", (), _PLANNED, Permission.RECORD_MEETINGS),
    Transition("prepare", (_PLANNED,), _PLANNED, Permission.RECORD_MEETINGS),
    Transition("open", (_PLANNED,), _RUNNING, Permission.RECORD_MEETINGS),
    Transition("go on", (_RUNNING,), _RUNNING, Permission.RECORD_MEETINGS),
    Transition("close", (_RUNNING,), MeetingState.CLOSED, Permission.RECORD_MEETINGS),
)

_ESCALATED = EscalationState.ESCALATED
ESCALATION: tuple[Transition, ...] = (
    Transition("escalate", (), _ESCALATED, Permission.ESCALATE, needs_reason=True),
    Transition("decline", (), EscalationState.DECLINED, Permission.ESCALATE, needs_reason=True),
    Transition("answer", (_ESCALATED,), EscalationState.ANSWERED, Permission.ESCALATE),
)

_ASKED, _WITHDRAWN = RequestState.OPEN, RequestState.WITHDRAWN
REQUEST: tuple[Transition, ...] = (
    Transition("log", (), _ASKED, Permission.KEEP_REQUESTS),
    Transition("log again", (_WITHDRAWN,), _ASKED, Permission.KEEP_REQUESTS),
    Transition("answer", (_ASKED,), RequestState.ANSWERED, Permission.KEEP_REQUESTS),
    Transition("withdraw", (_ASKED,), _WITHDRAWN, Permission.KEEP_REQUESTS, needs_reason=True),
)

TABLES: dict[str, tuple[Transition, ...]] = {
    "incident": INCIDENT,
    "finding": FINDING,
    "action": ACTION,
    "meeting": MEETING,
    "escalation": ESCALATION,
    "request": REQUEST,
}


def find_next(noun: str, state: StrEnum | str, verb: str) -> str:
    """The state after a verb.

    Raises:
        Conflict: the noun is in a state that the verb does not lead from; the words say which.
    """
    rows = [row for row in TABLES[noun] if row.verb == verb]
    if not rows:
        raise KeyError(f"{noun}: {verb}")
    for row in rows:
        if state in row.before:
            return row.after.value
    raise Conflict(f"The {noun} is {_say_state(rows, state)} by now; look again.")


def _say_state(rows: Sequence[Transition], state: StrEnum | str) -> str:
    kinds = {type(row.after) for row in rows}
    return say(kinds.pop()(state))
