"""Incidents that went to a decision forum or an out-of-court decision panel, and the outcome.

The protocol has what may be dealt with out of court decided with the out-of-court disposal team
(7.4, 7.7) and the advice of the child's social worker and the SPOC (7.5); prosecution is section
9's. A decision making forum is West Mercia's (Howard League, part 3).
"""

from datetime import date
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from core.access import Permission, Sight, Viewer, check_can, read_access
from core.action_checks import names_a_child
from core.clock import read_today, read_utc_now, say_date, say_moment, to_uk
from core.errors import AccessDenied, Conflict, InvalidInput
from core.frames import read_frame
from core.incident_detail import check_sees
from core.incident_sight import check_holds_words
from core.reading import read_view
from core.store import Change, Store
from core.tables import Audit, Incident, PanelReferral, Person
from core.vocabulary import Channel, Panel, PanelOutcome

_LONGEST_NOTE = 2000
_NOT_YOURS = "There is no such referral among those you may see."
_COLUMNS: dict[str, Any] = {
    "id": pl.Int64,
    "incident_id": pl.Int64,
    "panel": pl.String,
    "on_day": pl.Date,
    "outcome": pl.String,
    "note": pl.String,
    "version": pl.Int64,
}
_OF_INCIDENT = ["reference", "home_id", "occurred_on", "category", "severity", "drug_class"]


def refer_to_panel(
    store: Store, viewer: Viewer, incident_id: int, panel: Panel, on_day: date
) -> int:
    """Record that an incident was sent to a panel on a day; returns the id. Twice is once.

    What nobody reported is not sent to a panel, where the police sit (5.3, 7.10), unless the group
    has referred it to them.

    Raises:
        AccessDenied: the incident is not the viewer's to see.
        InvalidInput: a day before the incident or ahead; an incident the police may not know of.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REVIEW)
        session = change.session
        incident = check_sees(session, viewer, session.get(Incident, incident_id))
        check_holds_words(incident)
        if incident.channel == Channel.NONE and incident.referred_to_police_at is None:
            raise InvalidInput(
                "Nobody reported this incident to the police, so no panel is asked about it unless "
                "the group refers it to them."
            )
        if on_day > read_today():
            raise InvalidInput("What is recorded has happened: the day lies ahead.")
        if on_day < incident.occurred_at.date():
            happened = say_date(incident.occurred_at.date())
            raise InvalidInput(f"The incident happened on {happened}, after that day.")
        known = session.exec(
            select(PanelReferral.id)
            .where(PanelReferral.incident_id == incident_id)
            .where(PanelReferral.panel == panel.value)
            .where(PanelReferral.on_day == on_day)
        ).first()
        if known is not None:
            return known
        referral = PanelReferral(
            incident_id=incident_id,
            panel=panel.value,
            on_day=on_day,
            created_at=read_utc_now(),
            created_by=viewer.person_id,
        )
        session.add(referral)
        session.flush()
        assert referral.id is not None
        change.record("sent to", "panel", referral.id, ["incident_id", "panel", "on_day"])
        return referral.id


def record_outcome(
    store: Store,
    viewer: Viewer,
    referral_id: int,
    expected_version: int,
    outcome: PanelOutcome | None,
    note: str | None = None,
) -> None:
    """Record or correct what a panel decided; None is pending again. The same again is a success.

    Raises:
        AccessDenied: the incident is not the viewer's to see, or there is no such referral.
        InvalidInput: a note over 2,000 characters or with a child's reference in it.
        Conflict: somebody else recorded something first; the text says who and when.
    """
    note = (note or "").strip() or None
    if note and len(note) > _LONGEST_NOTE:
        raise InvalidInput(f"A note has at most {_LONGEST_NOTE} characters.")
    with store.write(viewer) as change:
        referral = _check_referral(change, referral_id)
        if note and names_a_child(change.session, note):
            raise InvalidInput("A note names no child: take the child's reference out.")
        said = (outcome.value if outcome else None, note)
        if said == (referral.outcome, referral.note):
            return
        if referral.version != expected_version:
            raise Conflict(_say_changed(change.session, referral_id))
        referral.outcome, referral.note = said
        referral.version += 1
        change.session.add(referral)
        change.record("recorded outcome", "panel", referral_id, ["outcome", "note"])


def withdraw_referral(
    store: Store, viewer: Viewer, referral_id: int, incident_id: int, expected_version: int
) -> None:
    """Take back a referral recorded by mistake, while it has no outcome; a repeat is a success.

    The audit keeps both. `incident_id` is the incident that is meant: a number is given again once
    its referral is gone.

    Raises:
        AccessDenied: the incident is not the viewer's to see.
        InvalidInput: it has an outcome, which is corrected first.
        Conflict: somebody changed it meanwhile; the text says who and when.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.REVIEW)
        known = change.session.get(PanelReferral, referral_id)
        if known is None or known.incident_id != incident_id:
            return
        referral = _check_referral(change, referral_id)
        if referral.version != expected_version:
            raise Conflict(_say_changed(change.session, referral_id))
        if referral.outcome is not None:
            raise InvalidInput("It has an outcome. Set it to pending first, if that was a mistake.")
        change.session.delete(referral)
        change.record("withdrew", "panel", referral_id, ["incident_id", "panel", "on_day"])


def _check_referral(change: Change, referral_id: int) -> PanelReferral:
    check_can(change.viewer, Permission.REVIEW)
    session = change.session
    referral = session.get(PanelReferral, referral_id)
    if referral is None:
        raise AccessDenied(_NOT_YOURS)
    try:
        check_holds_words(
            check_sees(session, change.viewer, session.get(Incident, referral.incident_id))
        )
    except AccessDenied:
        raise AccessDenied(_NOT_YOURS) from None
    return referral


def _say_changed(session: Session, referral_id: int) -> str:
    row = session.exec(
        select(Audit)
        .where(Audit.noun == "panel", Audit.noun_id == str(referral_id))
        .order_by(col(Audit.seq).desc())
    ).first()
    if row is None:
        return "Somebody changed this first. Nothing of yours was saved; look again."
    person = session.get(Person, row.person_id) if row.person_id else None
    return (
        f"{person.name if person else 'The system'} changed this first, on "
        f"{say_moment(to_uk(row.at))}. Nothing of yours was saved; look again."
    )


def read_panels(store: Store, viewer: Viewer) -> pl.DataFrame:
    """What was sent to a panel, of the incidents that the viewer sees, latest first, a row each.

    `id`, `incident_id`, `panel`, `on_day` (when it was sent), `decided`, `outcome` (null: pending,
    or not the viewer's to know where only the state is), `note` (null to those who are not told who
    the child is), `version`, and of the incident `reference`, `home_id`, `home`, `occurred_on`,
    `category`, `severity`, `drug_class`.
    """
    view, row = read_view(store, viewer), read_access(viewer)
    with store.read(viewer) as session:
        sent = read_frame(session, PanelReferral, _COLUMNS)
    seen = view.incidents.select(pl.col("id").alias("incident_id"), *_OF_INCIDENT)
    hides_outcome = row.actions in {Sight.STATE, Sight.NONE}
    hides_note = hides_outcome or row.child_refs is Sight.NONE
    return (
        sent.with_columns(
            decided=pl.col("outcome").is_not_null(),
            outcome=pl.lit(None, dtype=pl.String) if hides_outcome else pl.col("outcome"),
            note=pl.lit(None, dtype=pl.String) if hides_note else pl.col("note"),
        )
        .join(seen, on="incident_id")
        .join(view.homes.select("home_id", home="name"), on="home_id", how="left")
        .sort("on_day", "id", descending=True)
    )
