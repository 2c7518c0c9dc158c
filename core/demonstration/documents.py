"""What the story's group sent out: inspectors' requests, the share log, words cleared to leave."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col, select

from core.contract import fold
from core.demonstration.dates import Story, stamp
from core.demonstration.drawing import Drawer
from core.measures.period import Period
from core.store import Change
from core.tables import Incident, InspectionRequest, PassageClearance, Share
from core.vocabulary import (
    Category,
    DisclosureLevel,
    DocumentKind,
    LawfulBasis,
    Passage,
    RequestState,
    Severity,
    YesNo,
)

_INSPECTOR = "Ofsted, social care inspector"
_ASKED_AGO = ((200, 1), (131, 3), (74, 0), (2, None))
"""Requests: how many days ago each came, and after how many days it was answered."""
_RECORD_DAYS = 3 * 365
_MONTHS_SENT = 6
_MOST_CLEARED = 12
_MOST_REVISION = 1
# Serious by itself: what a home would be expected to have told Ofsted of.
_TOLD_OF = (
    Category.SEXUAL_OFFENCE_ALLEGATION,
    Category.PAST_ABUSE_DISCLOSURE,
    Category.CHILD_VICTIM,
    Category.WEAPON_POSSESSION,
    Category.MISSING,
)


def write_documents(
    change: Change,
    story: Story,
    homes: Mapping[tuple[int, str], int],
    people: Mapping[str, int],
) -> None:
    """Write what the first copy's group sent out, once incidents and reviews are there."""
    session = change.session
    own = {name: key for (copy, name), key in homes.items() if copy == 0}
    _write_notified(session)
    _write_cleared(session, story, list(own.values()), people["chair"])
    requests = _write_requests(session, story, own, people["liaison"])
    for sent_on, sharing in _build_shares(story, own, requests):
        content = f"{sent_on}:{sorted(sharing.items())}".encode()
        session.add(
            Share(
                at=stamp(sent_on, 9, 40),
                person_id=people["liaison"],
                role="liaison",
                level=DisclosureLevel.AGREEMENT.value,
                basis=LawfulBasis.PUBLIC_TASK.value,
                file_size=48_000 + len(content),
                # Of no file: nobody was sent this story's documents.
                file_digest=hashlib.sha256(content).hexdigest(),
                data_revision=_MOST_REVISION,
                **sharing,
            )
        )
    change.record("wrote", "documents", fields=["requests", "shares", "cleared words"])


def _write_notified(session: Session) -> None:
    """Whether Ofsted was notified: mostly yes, sometimes not recorded, by each reference."""
    query = select(Incident.id, Incident.reference).where(
        col(Incident.category).in_([category.value for category in _TOLD_OF])
        | (col(Incident.severity) == Severity.SERIOUS.value)
    )
    told: dict[YesNo, list[int]] = {YesNo.YES: [], YesNo.NO: []}
    for key, reference in session.exec(query).all():
        # Drawn from the reference alone: nothing else of the county moves.
        answer = Drawer(f"notified:{reference}", iter(())).pick({"yes": 66, "no": 6, None: 28})
        if answer is not None:
            told[YesNo(answer)].append(key or 0)
    for value, keys in told.items():
        for begin in range(0, len(keys), 500):
            chosen = col(Incident.id).in_(keys[begin : begin + 500])
            session.execute(update(Incident).where(chosen).values(ofsted_notified=value.value))


def _write_cleared(session: Session, story: Story, homes: list[int], chair: int) -> None:
    """The latest accounts that homes gave of reviewed incidents, cleared at the last meeting."""
    found = session.exec(
        select(Incident)
        .where(col(Incident.home_id).in_(homes))
        .where(col(Incident.home_account).is_not(None))
        .where(col(Incident.reviewed_at).is_not(None))
        .order_by(col(Incident.occurred_at).desc())
        .limit(_MOST_CLEARED)
    ).all()
    for incident in found[::2]:
        words = incident.home_account or ""
        session.add(
            PassageClearance(
                incident_id=incident.id or 0,
                passage=Passage.HOME_ACCOUNT.value,
                words_digest=hashlib.sha256(words.encode()).hexdigest(),
                cleared_at=stamp(story.last_meeting, 12),
                cleared_by=chair,
            )
        )


def _write_requests(
    session: Session, story: Story, homes: Mapping[str, int], liaison: int
) -> list[InspectionRequest]:
    names = sorted(homes)
    requests = []
    for place, (ago, took) in enumerate(_ASKED_AGO):
        asked_on = story.today - timedelta(days=ago)
        home_id = homes[names[place * 3 % len(names)]]
        end = min(asked_on, story.data_to)
        start = end - timedelta(days=_RECORD_DAYS - 1)
        answered = None if took is None else asked_on + timedelta(days=took)
        requests.append(
            InspectionRequest(
                home_id=home_id,
                asked_by=_INSPECTOR,
                asked_on=asked_on,
                period_from=start,
                period_to=end,
                state=(RequestState.OPEN if answered is None else RequestState.ANSWERED).value,
                answered_on=answered,
                version=1 if answered is None else 2,
                created_at=stamp(asked_on, 9, 5),
                created_by=liaison,
                meaning=f"{home_id}:{fold(_INSPECTOR)}:{asked_on}:{start}:{end}",
            )
        )
    session.add_all(requests)
    session.flush()
    return requests


def _build_shares(
    story: Story, homes: Mapping[str, int], requests: list[InspectionRequest]
) -> Iterator[tuple[date, dict[str, Any]]]:
    """Each file with the day on which it was prepared, earliest first."""
    shares = [
        *_build_packs(story),
        *((r.answered_on, _answer(r)) for r in requests if r.answered_on is not None),
    ]
    yield from sorted(shares, key=lambda share: share[0])


def _build_packs(story: Story) -> Iterator[tuple[date, dict[str, Any]]]:
    end = story.data_to
    for _ in range(_MONTHS_SENT):
        month = Period(end.replace(day=1), end)
        sent_on = min(end + timedelta(days=5), story.today)
        yield sent_on, _fill(DocumentKind.MONTH_PACK, month, f"month-pack-{end:%Y-%m}.pdf")
        end = month.start - timedelta(days=1)


def _answer(request: InspectionRequest) -> dict[str, Any]:
    period = Period(request.period_from, request.period_to)
    name = f"inspection-record-{request.asked_on}.pdf"
    more = {"home_id": request.home_id, "request_id": request.id, "recipient": request.asked_by}
    return {**_fill(DocumentKind.INSPECTION_RECORD, period, name), **more}


def _fill(kind: DocumentKind, period: Period, file_name: str) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "recipient": "Ofsted, regional inspectors",
        "period_from": period.start,
        "period_to": period.end,
        "file_name": file_name,
    }
