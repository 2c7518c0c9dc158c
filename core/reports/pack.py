"""The pack to send out before a meeting: agenda, figures, the last meeting's actions.

It is for the members who see the whole area, the police among them: not for providers of homes,
who would subtract their own from its figures and agenda. Nothing that nobody reported is in it, nor
that there was any; homes are letters as on the wall; no child, no account, no suggested finding.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, check_can
from core.agenda import ItemRow, read_items
from core.errors import AccessDenied, Conflict
from core.letters import find_letters, find_seed
from core.minuting import Figures, build_last_actions
from core.reading import read_view
from core.reports.minutes import MinutedAction
from core.store import Store
from core.tables import Incident, Meeting, Person
from core.vocabulary import AgendaReason, Channel, ItemState, MeetingState

# What it would tell rests on more incidents than the one that it is about.
_OF_OTHERS = frozenset({AgendaReason.CHILD_WITH_SEVERAL})


@dataclass(frozen=True)
class PackItem:
    """One incident of the agenda: `home` is its letter; `reasons` are codes, few or none."""

    home: str
    occurred_on: date
    category: str
    call_out: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """What members who see the whole area may read before a meeting; bounds inclusive."""

    held_on: date
    period_from: date | None
    period_to: date | None
    items: tuple[PackItem, ...]
    figures: tuple[str, ...]
    last_actions: tuple[MinutedAction, ...]
    data_revision: int


def build_pack(store: Store, viewer: Viewer, meeting_id: int, figures: Figures) -> Pack:
    """The pack of a meeting that is planned or running, its items in the agenda's order.

    Of `figures` only those that count nothing unreported are taken.

    Raises:
        AccessDenied: the role does not prepare meetings, or there is none such.
        Conflict: the meeting was held.
    """
    view = read_view(store, viewer)
    by_urn = find_letters(view.homes["urn"], find_seed(view))
    homes = view.homes.select("home_id", "name", "urn").rows()
    letters = {home_id: f"Home {by_urn[urn]}" for home_id, _, urn in homes}
    named = {name: letters[home_id] for home_id, name, _ in homes}
    with store.read(viewer) as session:
        check_can(viewer, Permission.RECORD_MEETINGS)
        check_can(viewer, Permission.EXPORT)
        meeting = session.get(Meeting, meeting_id)
        if meeting is None:
            raise AccessDenied("There is no such meeting.")
        if meeting.state not in {MeetingState.PLANNED.value, MeetingState.RUNNING.value}:
            raise Conflict("This meeting was held: its minutes say what it looked at.")
        items = [
            _build_item(session, item, letters)
            for item in read_items(session, viewer, meeting_id)
            if item.state is ItemState.TAKEN and not item.closed_part
        ]
        return Pack(
            held_on=meeting.held_on,
            period_from=meeting.period_from,
            period_to=meeting.period_to,
            items=tuple(items),
            figures=tuple(figures.said),
            last_actions=_build_actions(session, meeting, named),
            data_revision=figures.data_revision,
        )


def hide_home_names(words: str, letters: Mapping[str, str]) -> str:
    """Words with the names of homes as letters; `letters` has a name's, "Home C"."""
    for name in sorted(letters, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", letters[name], words, flags=re.I)
    return words


def _build_item(session: Session, item: ItemRow, letters: Mapping[int, str]) -> PackItem:
    incident = session.get_one(Incident, item.incident_id)
    return PackItem(
        home=letters[item.home_id],
        occurred_on=incident.occurred_at.date(),
        category=incident.category,
        call_out=incident.call_out,
        reasons=tuple(reason.value for reason in item.reasons if reason not in _OF_OTHERS),
    )


def _build_actions(
    session: Session, meeting: Meeting, letters: Mapping[str, str]
) -> tuple[MinutedAction, ...]:
    names = {p.id: p.name for p in session.exec(select(Person))}
    actions = build_last_actions(session, meeting, names)
    unreported = set(
        session.exec(
            select(Incident.id)
            .where(Incident.channel == Channel.NONE.value)
            .where(col(Incident.referred_to_police_at).is_(None))
            .where(col(Incident.id).in_([a.incident_id for a in actions if a.incident_id]))
        )
    )
    return tuple(
        replace(action, title=hide_home_names(action.title, letters))
        for action in actions
        if action.incident_id not in unreported
    )
