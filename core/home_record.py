"""What the group notes of a home beside its incidents: contacts, training, policies, agreements."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from core.access import Permission, Sight, Viewer, check_can, find_contact_sight
from core.clock import read_today, read_utc_now
from core.contacts import check_home, check_past, is_own_of_today
from core.contacts import log_contact as log_contact
from core.errors import AccessDenied, Conflict, InvalidInput
from core.store import Store
from core.tables import HomeContact, HomeTraining, Person
from core.vocabulary import TrainingKind

RESTORATIVE_SOURCE = "Howard League, part 3, Waltham Forest"
"""Where the number of restorative-trained staff comes from: a wish of the police, no clause."""

_FEWEST_TRAINED = 2
_ONE_IN = 4
_CONTACT_COLUMNS: dict[str, Any] = {
    "id": pl.Int64,
    "on_day": pl.Date,
    "how": pl.String,
    "present": pl.String,
    "about": pl.String,
    "person": pl.String,
    "note": pl.String,
}
_TRAINING_COLUMNS: dict[str, Any] = {
    "id": pl.Int64,
    "kind": pl.String,
    "on_day": pl.Date,
    "staff_trained": pl.Int64,
    "staff_total": pl.Int64,
}


@dataclass(frozen=True)
class RestorativeStaff:
    """A home's latest count of restorative-trained staff; None is not recorded, never a nought.

    `needed` is None without a total, `enough` where either number is not recorded.
    """

    on_day: date
    trained: int | None
    total: int | None
    needed: int | None
    enough: bool | None


@dataclass(frozen=True)
class HomeRecord:
    """What one viewer sees of what is noted of a home; both frames newest first.

    `contacts`: a row each: `id`, `on_day`, `how`, `present`, `about`, `person` (a name), `note`;
    but for `id` and `on_day` null where `contact_sight` is STATE. Empty where it is NONE, which is
    not "no contacts". `training`: a row each: `id`, `kind`, `on_day`, `staff_trained`,
    `staff_total`.
    `restorative`: None where the home's restorative training was never recorded.
    """

    contact_sight: Sight
    contacts: pl.DataFrame
    training: pl.DataFrame
    restorative: RestorativeStaff | None


def find_restorative_needed(staff_total: int) -> int:
    """How many of a home's staff are to be restorative-trained: a quarter or two, the greater.

    A part of a person counts as one. Howard League, part 3: what the police in Waltham Forest ask
    of homes; the Protocol (4.4, 6.6, 13) recommends the approach and names no number.

    Raises:
        InvalidInput: a home without staff.
    """
    if staff_total < 1:
        raise InvalidInput("A home has at least one member of staff.")
    return max(_FEWEST_TRAINED, -(-staff_total // _ONE_IN))


def read_home_record(store: Store, viewer: Viewer, home_id: int) -> HomeRecord:
    """What is noted of a home beside its incidents, as far as the viewer may see it.

    Raises:
        AccessDenied: the viewer does not see this home by name, or there is none such.
    """
    with store.read(viewer) as session:
        check_home(session, viewer, home_id)
        sight = find_contact_sight(viewer, home_id)
        training = _read_training(session, home_id)
        return HomeRecord(
            contact_sight=sight,
            contacts=_read_contacts(session, home_id, sight),
            training=training,
            restorative=_find_restorative(training),
        )


def _read_contacts(session: Session, home_id: int, sight: Sight) -> pl.DataFrame:
    query = (
        select(HomeContact, Person.name)
        .join(Person, col(Person.id) == col(HomeContact.person_id), isouter=True)
        .where(HomeContact.home_id == home_id)
        .order_by(col(HomeContact.on_day).desc(), col(HomeContact.id).desc())
    )
    rows = session.exec(query).all() if sight is not Sight.NONE else []
    whole = sight is Sight.ALL
    return pl.DataFrame(
        [
            (c.id, c.on_day, *((c.how, c.present, c.about, name, c.note) if whole else (None,) * 5))
            for c, name in rows
        ],
        schema=_CONTACT_COLUMNS,
        orient="row",
    )


def _read_training(session: Session, home_id: int) -> pl.DataFrame:
    query = (
        select(HomeTraining)
        .where(HomeTraining.home_id == home_id)
        .order_by(col(HomeTraining.on_day).desc(), col(HomeTraining.id).desc())
    )
    return pl.DataFrame(
        [tuple(getattr(row, name) for name in _TRAINING_COLUMNS) for row in session.exec(query)],
        schema=_TRAINING_COLUMNS,
        orient="row",
    )


def _find_restorative(training: pl.DataFrame) -> RestorativeStaff | None:
    latest = training.filter(kind=TrainingKind.RESTORATIVE.value).head(1).to_dicts()
    if not latest:
        return None
    trained, total = latest[0]["staff_trained"], latest[0]["staff_total"]
    needed = find_restorative_needed(total) if total is not None else None
    return RestorativeStaff(
        on_day=latest[0]["on_day"],
        trained=trained,
        total=total,
        needed=needed,
        enough=None if needed is None or trained is None else trained >= needed,
    )


def record_training(
    store: Store,
    viewer: Viewer,
    *,
    home_id: int,
    kind: TrainingKind,
    on_day: date,
    staff_trained: int | None = None,
    staff_total: int | None = None,
) -> int:
    """Record what a home has in place as of a day; returns its id.

    Another entry of the same home, kind and day corrects the first.

    Raises:
        AccessDenied: the home is not the viewer's.
        InvalidInput: a day that lies ahead, no staff at all, or more trained than there are.
    """
    _check_staff(staff_trained, staff_total)
    meaning = build_training_meaning(home_id, kind, on_day)
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.KEEP_HOME_RECORD)
        check_home(session, viewer, home_id)
        check_past(on_day)
        found = session.exec(select(HomeTraining).where(HomeTraining.meaning == meaning)).first()
        said = (staff_trained, staff_total)
        if found is not None and said == (found.staff_trained, found.staff_total):
            return found.id or 0
        verb = "corrected" if found else "recorded"
        training = found or HomeTraining(
            home_id=home_id,
            kind=kind.value,
            on_day=on_day,
            created_at=read_utc_now(),
            created_by=viewer.person_id,
            meaning=meaning,
        )
        training.staff_trained, training.staff_total = said
        session.add(training)
        session.flush()
        assert training.id is not None
        change.record(verb, "training", training.id, ["kind", "staff_trained", "staff_total"])
        return training.id


def undo_training(store: Store, viewer: Viewer, training_id: int, recorded_at: datetime) -> None:
    """Take back an entry that the viewer made by mistake today (UK); a repeat is a success.

    `recorded_at`: when the entry that is meant was made, as for `undo_contact`.

    Raises:
        AccessDenied: somebody else made it, or on an earlier day, or the home is not the viewer's.
        Conflict: the number is another entry's by now.
    """
    with store.write(viewer) as change:
        check_can(viewer, Permission.KEEP_HOME_RECORD)
        training = change.session.get(HomeTraining, training_id)
        if training is None:
            return
        check_home(change.session, viewer, training.home_id)
        if not is_own_of_today(viewer, training.created_by, training.created_at, read_today()):
            raise AccessDenied("An entry is taken back by whoever made it, on the day they did.")
        if training.created_at != recorded_at:
            raise Conflict("This entry was taken back already. Nothing else was; look again.")
        change.session.delete(training)
        change.record("took back", "training", training_id, ["home_id", "kind", "on_day"])


def build_training_meaning(home_id: int, kind: TrainingKind, on_day: date) -> str:
    """What makes two entries of training the same: home, kind and day."""
    return f"{home_id}:{kind.value}:{on_day}"


def _check_staff(trained: int | None, total: int | None) -> None:
    if (trained is not None and trained < 0) or (total is not None and total < 1):
        raise InvalidInput("A home has at least one member of staff, and trained ones are counted.")
    if trained is not None and total is not None and trained > total:
        raise InvalidInput("More staff are trained than the home has.")
