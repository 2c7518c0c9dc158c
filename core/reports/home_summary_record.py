"""What a home's summary takes from the record beside incidents: SPOCs, contacts, training, actions.

Whoever calls has checked that the viewer may prepare the document; only what may stand in it is
returned.
"""

from datetime import date

import polars as pl
from sqlmodel import Session, col, or_, select

from core.clock import to_uk
from core.measures.period import Period
from core.reports.home_summary_value import FollowUp, HomeStaff, HomeVisit
from core.tables import HomeContact, HomeTraining, Person, PersonHome
from core.vocabulary import (
    ActionState,
    Agency,
    ContactAbout,
    ContactHow,
    Role,
    TrainingKind,
)


def read_spocs_on(session: Session, home_id: int, day: date) -> tuple[str, ...]:
    """The names of a home's SPOCs on a day, by name; a link ends on the day the next one begins."""
    query = (
        select(Person.name)
        .join(PersonHome, col(PersonHome.person_id) == col(Person.id))
        .where(PersonHome.home_id == home_id)
        .where(PersonHome.from_on <= day)
        .where(or_(col(PersonHome.until_on).is_(None), col(PersonHome.until_on) > day))
        .order_by(col(Person.name))
    )
    return tuple(dict.fromkeys(session.exec(query)))


def read_visits(session: Session, home_id: int, period: Period) -> tuple[HomeVisit, ...]:
    """The contacts with a home in a period, earliest first; no note, and nobody's name."""
    query = (
        select(HomeContact)
        .where(HomeContact.home_id == home_id)
        .where(col(HomeContact.on_day).between(period.start, period.end))
        .order_by(col(HomeContact.on_day), col(HomeContact.id))
    )
    return tuple(
        HomeVisit(row.on_day, ContactHow(row.how), ContactAbout(row.about))
        for row in session.exec(query)
    )


def read_training(session: Session, home_id: int, day: date) -> tuple[HomeStaff, ...]:
    """What a home had in place on a day: the latest entry of each kind, in the order of kinds."""
    query = (
        select(HomeTraining)
        .where(HomeTraining.home_id == home_id)
        .where(HomeTraining.on_day <= day)
        .order_by(col(HomeTraining.on_day), col(HomeTraining.id))
    )
    latest = {row.kind: row for row in session.exec(query)}
    return tuple(
        HomeStaff(kind, row.on_day, row.staff_trained, row.staff_total)
        for kind in TrainingKind
        if (row := latest.get(kind.value)) is not None
    )


def build_follow_ups(
    session: Session, actions: pl.DataFrame, period: Period, today: date, titled: pl.Series
) -> tuple[FollowUp, ...]:
    """A home's actions that are open, or were done since the period began; earliest due first.

    `actions`: one home's, as `core.reading.read_actions` gives them. `titled`: the incidents the
    titles of whose actions may be shown; one about no incident keeps the title it has.
    """
    agencies = _read_agencies(session)
    shown = set(titled)
    found = []
    for row in actions.sort("due_on", "created_at", "id").iter_rows(named=True):
        done_on = to_uk(row["done_at"]).date() if row["done_at"] else None
        is_done = row["state"] == ActionState.DONE.value
        if is_done and done_on is not None and done_on < period.start:
            continue
        about = "finding" if row["finding_id"] else "incident" if row["incident_id"] else "home"
        may_show = row["incident_id"] is None or row["incident_id"] in shown
        agency = row["owner_agency"] or agencies.get(row["owner_id"])
        found.append(
            FollowUp(
                about=about,
                owner=Agency(agency) if agency else None,
                due_on=row["due_on"],
                done_on=done_on if is_done else None,
                is_overdue=not is_done and row["due_on"] < today,
                title=row["title"] if may_show else None,
            )
        )
    return tuple(found)


_BY_ROLE = {
    Role.SPOC.value: Agency.POLICE,
    Role.POLICE_REVIEWER.value: Agency.POLICE,
    Role.PROVIDER.value: Agency.PROVIDER,
}


def _read_agencies(session: Session) -> dict[int, Agency | str]:
    rows = session.exec(select(Person.id, Person.agency, Person.role)).all()
    found = {key: agency or _BY_ROLE.get(role) for key, agency, role in rows if key is not None}
    return {key: agency for key, agency in found.items() if agency}
