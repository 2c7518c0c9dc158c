"""The homes register as those who keep it read it: every home, with its names, places and SPOC."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import col, select

from core.access import Permission, Viewer, check_can
from core.store import Store
from core.tables import Home, HomeAlias, HomePlaces, Person, PersonHome


@dataclass(frozen=True)
class RegisterRow:
    """One home of the register; `places` of the day asked for, None where none are known."""

    id: int
    urn: str
    name: str
    provider: str | None
    sector: str | None
    setting_type: str
    host_authority: str | None
    opened_on: date | None
    closed_on: date | None
    registered_manager: str | None
    latest_judgement: str | None
    judged_on: date | None
    version: int
    places: int | None
    aliases: tuple[str, ...]
    spoc_id: int | None
    spoc: str | None

    def is_open(self, day: date) -> bool:
        """Whether the home is open on a day; its opening and closing days count as open."""
        return (self.opened_on is None or self.opened_on <= day) and (
            self.closed_on is None or day <= self.closed_on
        )


def read_register(store: Store, viewer: Viewer, day: date) -> tuple[RegisterRow, ...]:
    """Every home by name, with its places on a day and its SPOC of today.

    Keeping the register shows no call-out: an administrator, who sees none, may read it.

    Raises:
        AccessDenied: the role may not change the register.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.MANAGE_HOMES)
        places: dict[int, int] = {}
        for count in session.exec(
            select(HomePlaces).order_by(col(HomePlaces.from_on).asc().nulls_first())
        ):
            if count.from_on is None or count.from_on <= day:
                places[count.home_id] = count.places
        aliases: dict[int, list[str]] = {}
        for alias in session.exec(select(HomeAlias).order_by(HomeAlias.alias)):
            aliases.setdefault(alias.home_id, []).append(alias.alias)
        spocs = {
            link.home_id: person
            for link, person in session.exec(
                select(PersonHome, Person)
                .join(Person, col(Person.id) == PersonHome.person_id)
                .where(col(PersonHome.until_on).is_(None))
                .where(Person.active)
            )
        }
        return tuple(
            RegisterRow(
                id=home.id or 0,
                urn=home.urn,
                name=home.name,
                provider=home.provider,
                sector=home.sector,
                setting_type=home.setting_type,
                host_authority=home.host_authority,
                opened_on=home.opened_on,
                closed_on=home.closed_on,
                registered_manager=home.registered_manager,
                latest_judgement=home.latest_judgement,
                judged_on=home.judged_on,
                version=home.version,
                places=places.get(home.id or 0),
                aliases=tuple(aliases.get(home.id or 0, ())),
                spoc_id=spocs[home.id].id if home.id in spocs else None,
                spoc=spocs[home.id].name if home.id in spocs else None,
            )
            for home in session.exec(select(Home).order_by(Home.name))
        )
