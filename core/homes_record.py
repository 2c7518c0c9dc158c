"""What the group notes of all the homes that a viewer sees, at once: contacts, training, proposals.

A constant number of queries, however many homes there are.
"""

from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlmodel import Session, col, select

from core.access import Permission, Sight, Viewer, can, can_see_home, find_contact_sight
from core.clock import UK, read_today
from core.frames import read_frame
from core.measures.induction import INDUCTION_MEANING
from core.reading import read_view
from core.store import Store
from core.tables import Action, Home, HomeContact, HomeTraining, Person

_MOMENT = pl.Datetime("us", "UTC")
_CONTACT_COLUMNS: dict[str, Any] = {
    "id": pl.Int64,
    "home_id": pl.Int64,
    "on_day": pl.Date,
    "how": pl.String,
    "present": pl.String,
    "about": pl.String,
    "note": pl.String,
    "person_id": pl.Int64,
    "created_at": _MOMENT,
    "created_by": pl.Int64,
}
_TRAINING_COLUMNS: dict[str, Any] = {
    "id": pl.Int64,
    "home_id": pl.Int64,
    "kind": pl.String,
    "on_day": pl.Date,
    "staff_trained": pl.Int64,
    "staff_total": pl.Int64,
    "created_at": _MOMENT,
    "created_by": pl.Int64,
}
_SHOWN_ALWAYS = ("id", "home_id", "on_day")


@dataclass(frozen=True)
class HomesRecord:
    """What one viewer sees of what is noted of their homes.

    `homes`: a row each home that is open today, not known to lie outside the protocol's area, by
    name: `home_id`, `urn`, `name`, `setting_type`, `opened_on`, `registered_manager`,
    `manager_since`, `knows_contacts` (whether all of its contacts are the viewer's to know).
    `sees_contacts`: whether the viewer may know of any; if not, `contacts` is empty, and that is
    not "none". `contacts`: of these homes, newest first: `id`, `home_id`, `home`, `on_day`, `how`,
    `present`, `about`, `note`, `person` (a name), `created_at` (UTC), `undoable` (the viewer's own
    of today); but for `id`, `home_id`, `home`, `on_day` and `undoable` null where only the state is
    theirs to know. `training`: likewise: `id`, `home_id`, `home`, `kind`, `on_day`,
    `staff_trained`, `staff_total`, `created_at`, `undoable`. `inductions_given`: to those who give
    actions or keep the record, the state of each action that inducts a home again, by its meaning.
    """

    homes: pl.DataFrame
    sees_contacts: bool
    contacts: pl.DataFrame
    training: pl.DataFrame
    inductions_given: dict[str, str]


def read_homes_record(store: Store, viewer: Viewer) -> HomesRecord:
    """What is noted of all the viewer's homes, as far as they may see it."""
    homes = read_view(store, viewer).homes.filter(_is_visited())
    with store.read(viewer) as session:
        homes = _add_sight(session, viewer, homes)
        sights = {find_contact_sight(viewer, home_id) for home_id in homes["home_id"]}
        return HomesRecord(
            homes=homes,
            sees_contacts=bool(sights - {Sight.NONE}),
            contacts=_read_contacts(session, viewer, homes),
            training=_read_training(session, viewer, homes),
            inductions_given=_read_given(session, viewer, homes),
        )


def _is_visited() -> pl.Expr:
    today = pl.lit(read_today())
    is_open = (pl.col("closed_on") >= today).fill_null(True)
    has_opened = (pl.col("opened_on") <= today).fill_null(True)
    return is_open & has_opened & pl.col("in_area").fill_null(True)


def _add_sight(session: Session, viewer: Viewer, homes: pl.DataFrame) -> pl.DataFrame:
    since = read_frame(session, Home, {"id": pl.Int64, "manager_since": pl.Date})
    whole = [
        home_id
        for home_id in homes["home_id"]
        if can_see_home(viewer, home_id) and find_contact_sight(viewer, home_id) is Sight.ALL
    ]
    columns = ["home_id", "urn", "name", "setting_type", "opened_on", "registered_manager"]
    return (
        homes.select(columns)
        .join(since.rename({"id": "home_id"}), on="home_id", how="left")
        .with_columns(knows_contacts=pl.col("home_id").is_in(whole))
        .sort("name", "urn")
    )


def _read_contacts(session: Session, viewer: Viewer, homes: pl.DataFrame) -> pl.DataFrame:
    names = read_frame(session, Person, {"id": pl.Int64, "name": pl.String})
    sees = [h for h in homes["home_id"] if find_contact_sight(viewer, h) is not Sight.NONE]
    contacts = (
        _mark_undoable(viewer, read_frame(session, HomeContact, _CONTACT_COLUMNS))
        .filter(pl.col("home_id").is_in(sees))
        .join(names.rename({"id": "person_id", "name": "person"}), on="person_id", how="left")
        .drop("person_id")
        .join(homes.select("home_id", "knows_contacts", home="name"), on="home_id")
    )
    told = [c for c in contacts.columns if c not in {*_SHOWN_ALWAYS, "home", "undoable"}]
    return (
        contacts.with_columns(pl.when("knows_contacts").then(c).alias(c) for c in told)
        .drop("knows_contacts")
        .sort("on_day", "id", descending=True)
    )


def _read_training(session: Session, viewer: Viewer, homes: pl.DataFrame) -> pl.DataFrame:
    return (
        _mark_undoable(viewer, read_frame(session, HomeTraining, _TRAINING_COLUMNS))
        .join(homes.select("home_id", home="name"), on="home_id")
        .sort("on_day", "id", descending=True)
    )


def _mark_undoable(viewer: Viewer, rows: pl.DataFrame) -> pl.DataFrame:
    """`core.contacts.is_own_of_today`, for a frame."""
    own = pl.col("created_by").eq_missing(pl.lit(viewer.person_id, dtype=pl.Int64))
    logged_on = pl.col("created_at").dt.convert_time_zone(str(UK)).dt.date()
    return rows.with_columns(undoable=own & (logged_on == read_today())).drop("created_by")


def _read_given(session: Session, viewer: Viewer, homes: pl.DataFrame) -> dict[str, str]:
    if not (can(viewer, Permission.GIVE_ACTIONS) or can(viewer, Permission.KEEP_HOME_RECORD)):
        return {}
    rows = session.exec(
        select(Action.meaning, Action.state, Action.home_id).where(
            col(Action.meaning).startswith(INDUCTION_MEANING)
        )
    ).all()
    seen = set(homes["home_id"])
    return {meaning: state for meaning, state, home_id in rows if home_id in seen}
