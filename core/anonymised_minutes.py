"""Frozen minutes without the words on an incident, or without a former member's name.

The decisions, levels and counts that were minuted stay. The audit names the digest before and
after, so that a printed copy can still be held to it and `check` knows that this was no forgery.
"""

from collections.abc import Callable, Collection
from dataclasses import replace

from sqlmodel import col, select

from core.reports.minutes import (
    MinutedAction,
    MinutedItem,
    Minutes,
    build_digest,
    build_minutes,
    dump_minutes,
)
from core.store import Change
from core.tables import Meeting

TAKEN_OUT = "(taken out)"
"""What stands where words were: that there were some is a figure, what they said is not."""


def take_incidents_out(change: Change, incident_ids: Collection[int]) -> int:
    """Take the words on these incidents out of every closed meeting's minutes; how many changed."""
    gone = frozenset(incident_ids)
    return _rewrite(change, lambda minutes: _without_incidents(minutes, gone))


def take_name_out(change: Change, name: str, instead: str) -> int:
    """Put another name for a person's in every closed meeting's minutes; how many changed."""
    return _rewrite(change, lambda minutes: _without_name(minutes, name, instead))


def _rewrite(change: Change, rewrite: Callable[[Minutes], Minutes]) -> int:
    changed = 0
    query = select(Meeting).where(col(Meeting.closed_at).is_not(None)).order_by(col(Meeting.id))
    for meeting in change.session.exec(query).all():
        if meeting.minutes is None:
            continue
        before = build_minutes(meeting.minutes)
        after = rewrite(before)
        if after == before:
            continue
        was = meeting.minutes_digest
        meeting.minutes = dump_minutes(after)
        meeting.minutes_digest = build_digest(meeting.minutes)
        change.session.add(meeting)
        digests = [f"is:{meeting.minutes_digest}", f"was:{was}"]
        change.record("anonymised", "minutes", meeting.id, digests, figures=False)
        changed += 1
    return changed


def _without_incidents(minutes: Minutes, gone: frozenset[int]) -> Minutes:
    return replace(
        minutes,
        last_actions=_without_titles(minutes.last_actions, gone),
        actions=_without_titles(minutes.actions, gone),
        items=tuple(
            _without_words(item) if item.incident_id in gone else item for item in minutes.items
        ),
    )


def _without_titles(
    actions: tuple[MinutedAction, ...], gone: frozenset[int]
) -> tuple[MinutedAction, ...]:
    return tuple(
        replace(action, title=TAKEN_OUT) if action.incident_id in gone else action
        for action in actions
    )


def _without_words(item: MinutedItem) -> MinutedItem:
    return replace(
        item,
        note=item.note and TAKEN_OUT,
        findings=tuple(replace(f, reason=f.reason and TAKEN_OUT) for f in item.findings),
        decisions=tuple(replace(decision, words=TAKEN_OUT) for decision in item.decisions),
        actions=tuple(replace(action, title=TAKEN_OUT) for action in item.actions),
        interests=tuple(TAKEN_OUT for _ in item.interests),
    )


def _without_name(minutes: Minutes, name: str, instead: str) -> Minutes:
    def swap(said: str) -> str:
        return instead if said == name else said

    def swap_owners(actions: tuple[MinutedAction, ...]) -> tuple[MinutedAction, ...]:
        return tuple(replace(action, owner=swap(action.owner)) for action in actions)

    return replace(
        minutes,
        closed_by=minutes.closed_by and swap(minutes.closed_by),
        last_actions=swap_owners(minutes.last_actions),
        actions=swap_owners(minutes.actions),
        decisions=tuple(replace(d, by=swap(d.by)) for d in minutes.decisions),
        items=tuple(
            replace(
                item,
                decisions=tuple(replace(d, by=swap(d.by)) for d in item.decisions),
                actions=swap_owners(item.actions),
                interests=tuple(
                    f"{instead}: {words}" if owner == name else said
                    for said in item.interests
                    for owner, _, words in [said.partition(": ")]
                ),
            )
            for item in minutes.items
        ),
    )
