"""Minutes as one value: what a meeting recorded, frozen when it closes, rendered for a reader."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True)
class MinutedAction:
    """An action as it was given: `owner` is a person's name, or blank where it is an agency's."""

    incident_id: int | None
    title: str
    owner: str
    owner_agency: str | None
    due_on: date
    state: str


@dataclass(frozen=True)
class MinutedFinding:
    """A finding and what the group said of it."""

    clause: str
    message: str
    verdict: str
    owner: str
    state: str
    reason: str | None


@dataclass(frozen=True)
class MinutedDecision:
    """Words as they were spoken, and when they were saved (UTC)."""

    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class MinutedItem:
    """One incident: without its reference, and without a word on the child.

    `settled` false: the meeting did not reach it, and it waits for the next. `changed`: the group's
    answer was changed after the meeting.
    """

    incident_id: int
    home_id: int
    home: str
    occurred_on: date
    category: str
    channel: str
    call_out: bool
    level: int | None
    reasons: tuple[str, ...]
    closed_part: bool
    settled: bool
    settled_at: datetime | None
    settled_version: int | None
    police_needed: str | None
    note: str | None
    findings: tuple[MinutedFinding, ...]
    decisions: tuple[MinutedDecision, ...]
    actions: tuple[MinutedAction, ...]
    interests: tuple[str, ...]
    changed: bool = False


@dataclass(frozen=True)
class Minutes:
    """Everything that a meeting recorded; moments in UTC, bounds of the period inclusive.

    `figures` are sentences as they stood at `data_revision`, `kept_figures` those that count what
    nobody reported; `last_actions` were open at the meeting or done since the one before.
    `closed_at` None: a draft.
    """

    held_on: date
    period_from: date | None
    period_to: date | None
    opened_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    attendance: tuple[tuple[str, str, int | None], ...]
    figures: tuple[str, ...]
    kept_figures: tuple[str, ...]
    last_actions: tuple[MinutedAction, ...]
    items: tuple[MinutedItem, ...]
    decisions: tuple[MinutedDecision, ...]
    actions: tuple[MinutedAction, ...]
    data_revision: int
    digest: str | None = None


_MINUTES: TypeAdapter[Minutes] = TypeAdapter(Minutes)


def dump_minutes(minutes: Minutes) -> dict[str, Any]:
    """The minutes as JSON values, as they are stored."""
    dumped: dict[str, Any] = _MINUTES.dump_python(minutes, mode="json")
    return dumped


def build_minutes(stored: dict[str, Any]) -> Minutes:
    """The minutes from what `dump_minutes` gave."""
    return _MINUTES.validate_python(stored)


def build_digest(stored: dict[str, Any]) -> str:
    """SHA-256 of stored minutes, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()
