"""The homes register: add and change a home, and accept further names of homes and authorities."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from core.access import Permission, Viewer, can, check_can
from core.clock import read_now, say_moment, to_uk
from core.contract import CellError, Value
from core.errors import Conflict, InvalidInput
from core.intake.authorities import (
    UnmatchedAuthority,
    accept_authority_alias,
    list_area_authorities,
    list_unmatched_authorities,
)
from core.intake.home_changes import (
    JUDGED_BY,
    apply_facts,
    check_days,
    judge_homes,
    read_places,
    set_places,
)
from core.intake.home_names import fold_name, read_home_book
from core.intake.homes_import import import_homes
from core.intake.homes_list import HOME_FACTS, read_home_fact
from core.store import Store
from core.tables import Audit, Home, HomeAlias, Person

__all__ = [
    "UnmatchedAuthority",
    "accept_alias",
    "accept_authority_alias",
    "add_home",
    "change_home",
    "import_homes",
    "list_area_authorities",
    "list_unmatched_authorities",
    "remove_alias",
]

_NEVER_BLANK = frozenset({"urn", "name", "setting_type"})
_LONGEST_NAME = 200


def add_home(
    store: Store, viewer: Viewer, values: Mapping[str, object], *, now: datetime | None = None
) -> int:
    """Add a home and say its id; the same home again is a success.

    Args:
        store: where to.
        viewer: who adds it.
        values: the contract's columns of a home; urn, name and setting_type are needed.
        now: UK local time; by default the present.

    Raises:
        InvalidInput: a value cannot be read; the text names its column.
        Conflict: another home has the URN.
    """
    now = now or read_now()
    facts = _read_facts(values, now)
    if missing := sorted(_NEVER_BLANK - {name for name, value in facts.items() if value}):
        raise InvalidInput(f"A home needs {', '.join(missing)}.")
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_HOMES)
        session = change.session
        home = session.exec(select(Home).where(Home.urn == facts["urn"])).one_or_none()
        if home is not None:
            assert home.id is not None
            if not _differs(session, home, facts, now.date()):
                return home.id
            raise Conflict(f"{home.name} has the URN {home.urn} already.")
        home = Home(urn="", name="", setting_type="")
        apply_facts(home, facts, now.date())
        session.add(home)
        session.flush()
        assert home.id is not None
        if isinstance(facts.get("registered_places"), int):
            set_places(session, home.id, int(str(facts["registered_places"])), now.date())
        change.record("added", "home", home.id, sorted(facts))
        return home.id


def change_home(
    store: Store,
    viewer: Viewer,
    home_id: int,
    values: Mapping[str, object],
    expected_version: int,
    *,
    as_of: date | None = None,
    now: datetime | None = None,
) -> int:
    """Change what `values` names of a home and say its new version; the same again is a success.

    Unlike an import, a blank here erases; the URN, the name and the type cannot be blank, and
    places are only counted anew.

    Raises:
        InvalidInput: a value cannot be read, or `as_of` (from when changed places hold) lies ahead.
        Conflict: somebody changed the home after `expected_version`; the text says who and when.
    """
    now = now or read_now()
    as_of = as_of or now.date()
    if as_of > now.date():
        raise InvalidInput("The day from which the places hold lies in the future.")
    facts = _read_facts(values, now)
    if blank := sorted(name for name in _NEVER_BLANK & set(facts) if not facts[name]):
        raise InvalidInput(f"A home needs {', '.join(blank)}.")
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_HOMES)
        session = change.session
        home = _read_home(session, home_id)
        if not _differs(session, home, facts, as_of):
            return home.version
        if home.version != expected_version:
            raise Conflict(_say_changed(session, home))
        if facts.get("urn", home.urn) != home.urn:
            raise InvalidInput("A home keeps its URN; add the new one as a home of its own.")
        _check_open(home, facts)
        changed = apply_facts(home, facts, as_of)
        places = facts.get("registered_places")
        if isinstance(places, int) and set_places(session, home_id, places, as_of):
            changed.add("registered_places")
        home.version += 1
        session.add(home)
        if changed & JUDGED_BY:
            judge_homes(session, [home_id])
        change.record("changed", "home", home_id, sorted(changed))
        return home.version


def _read_facts(values: Mapping[str, object], now: datetime) -> dict[str, Value]:
    known = {column.name for column in HOME_FACTS}
    facts: dict[str, Value] = {}
    for name, raw in values.items():
        if name not in known:
            raise InvalidInput(f'"{name}" is nothing that the register holds of a home.')
        try:
            facts[name] = read_home_fact(name, raw, now)
        except CellError as error:
            raise InvalidInput(f"{name} {error}.") from None
    _check_open(None, facts)
    return facts


def _check_open(home: Home | None, facts: Mapping[str, Value]) -> None:
    try:
        check_days(
            facts.get("opened_on", home.opened_on if home else None),
            facts.get("closed_on", home.closed_on if home else None),
        )
    except InvalidInput as error:
        raise InvalidInput(f"closed_on {error}.") from None


def _differs(session: Session, home: Home, facts: Mapping[str, Value], day: date) -> bool:
    assert home.id is not None
    places = facts.get("registered_places")
    if places is not None and places != read_places(session, home.id, day):
        return True
    return any(
        getattr(home, name) != value for name, value in facts.items() if name != "registered_places"
    )


def _read_home(session: Session, home_id: int) -> Home:
    home = session.get(Home, home_id)
    if home is None:
        raise InvalidInput("There is no such home in the register.")
    return home


def _say_changed(session: Session, home: Home) -> str:
    """Who changed it: an import names only its batch in the audit, so then it names nobody."""
    row = session.exec(
        select(Audit)
        .where(Audit.noun == "home", Audit.noun_id == str(home.id))
        .order_by(col(Audit.seq).desc())
    ).first()
    if row is None:
        return f"{home.name} was changed meanwhile. Nothing of yours was saved; look again."
    person = session.get(Person, row.person_id) if row.person_id else None
    return (
        f"{home.name} was changed meanwhile, last by {person.name if person else 'the system'} "
        f"on {say_moment(to_uk(row.at))}. Nothing of yours was saved; look again."
    )


def _check_may_match(viewer: Viewer) -> None:
    """Who imports incidents matches their homes' names too (product.md, "Reviewer")."""
    if not can(viewer, Permission.IMPORT_INCIDENTS):
        check_can(viewer, Permission.MANAGE_HOMES)


def accept_alias(store: Store, viewer: Viewer, home_id: int, alias: str) -> None:
    """Accept another name of a home; files that use it match from then on. A repeat is a success.

    Raises:
        InvalidInput: a blank or over-long name, or no such home.
        Conflict: it is the name, or an accepted one, of another home.
    """
    alias = alias.strip()
    if not 1 <= len(alias) <= _LONGEST_NAME:
        raise InvalidInput(f"A name has 1 to {_LONGEST_NAME} characters.")
    with store.write(viewer) as change:
        _check_may_match(viewer)
        book = read_home_book(change.session)
        home = _read_home(change.session, home_id)
        named = book.find_named(alias)
        if named == {home_id}:
            return
        if named:
            others = ", ".join(sorted(book.homes[key].name for key in named - {home_id}))
            raise Conflict(f'"{alias}" is already a name of {others}.')
        row = HomeAlias(home_id=home_id, alias=alias, folded=fold_name(alias))
        change.session.add(row)
        change.record("accepted alias", "home", home.id, ["alias"], figures=False)


def remove_alias(store: Store, viewer: Viewer, home_id: int, alias: str) -> None:
    """Take an accepted name of a home back; what was imported under it stays. A repeat is fine."""
    with store.write(viewer) as change:
        _check_may_match(viewer)
        row = change.session.exec(
            select(HomeAlias)
            .where(HomeAlias.home_id == home_id)
            .where(HomeAlias.folded == fold_name(alias))
        ).one_or_none()
        if row is not None:
            change.session.delete(row)
            change.record("removed alias", "home", home_id, ["alias"], figures=False)
