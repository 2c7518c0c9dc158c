"""A small world for tests: four homes, a person of every role, incidents on demand.

Alder and Birch belong to Acme, Cedar to Bright, Dogwood to Calm; the SPOC has Alder and Cedar; the
partner's authority is Dorset Council. `add_incident` puts incidents in and has them judged.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from sqlmodel import select

from core.access import SYSTEM, Viewer
from core.judging import judge_incidents
from core.people import PersonForm, add_first_person, add_person, build_viewer, set_spoc
from core.store import Store, open_store
from core.tables import Finding, Home, Incident
from core.vocabulary import Agency, Role, StoreKind
from tests.stores import copy_store, new_url

TODAY = date(2019, 6, 30)
HOMES = {
    "alder": "Acme Care",
    "birch": "ACME  care",  # the same provider, as another file spells it
    "cedar": "Bright Homes",
    "dogwood": "Calm Ltd",
}
PEOPLE = {
    Role.CHAIR: {"administrator": True},
    Role.PROTOCOL_LEAD: {},
    Role.POLICE_REVIEWER: {},
    Role.SPOC: {},
    Role.PROVIDER: {"provider": "Acme Care"},
    Role.PARTNER: {"agency": Agency.COUNCIL, "authority": "Dorset Council"},
    Role.LIAISON: {},
    Role.ADMINISTRATOR: {},
}


@dataclass
class World:
    """The store and the ids of what is in it; `named` are incidents that a test gives a name."""

    store: Store
    homes: dict[str, int]
    people: dict[Role, int] = field(default_factory=dict)
    named: dict[str, int] = field(default_factory=dict)

    def viewer(self, role: Role) -> Viewer:
        """The viewer of a role, as the store has them now."""
        return SYSTEM if role is Role.SYSTEM else build_viewer(self.store, self.people[role])

    def incident(self, incident_id: int) -> Incident:
        """An incident as it is stored."""
        with self.store.read() as session:
            found = session.get_one(Incident, incident_id)
            session.expunge(found)
            return found

    def findings(self, incident_id: int) -> dict[str, Finding]:
        """An incident's findings by rule, as they are stored."""
        with self.store.read() as session:
            query = select(Finding).where(Finding.incident_id == incident_id)
            found = {row.rule: row for row in session.exec(query)}
            session.expunge_all()
            return found


def build_world(folder: Path, url: str | None = None) -> World:
    """A new store in a folder (or at `url`), with the homes and people above and no incident."""
    store = open_store(url or new_url(folder / "world.db"), create=StoreKind.OWN)
    with store.write(SYSTEM) as change:
        homes = {}
        for number, (name, provider) in enumerate(HOMES.items(), start=1):
            home = Home(
                urn=f"SC{number:06}",
                name=name.title(),
                provider=provider,
                setting_type="childrens_home",
                host_authority="Dorset Council",
            )
            change.session.add(home)
            change.session.flush()
            homes[name] = home.id or 0
        change.record("imported", "homes")
    world = World(store, homes)
    for role, more in PEOPLE.items():
        form = PersonForm(name=f"A {role.value}", email=f"{role.value}@example.org", role=role)
        form = PersonForm(**{**form.__dict__, **more})
        if not world.people:
            world.people[role] = add_first_person(store, form)
        else:
            world.people[role] = add_person(store, SYSTEM, form)
    for home in ("alder", "cedar"):
        set_spoc(store, SYSTEM, homes[home], world.people[Role.SPOC], date(2019, 1, 1))
    return world


def copy_world(world: World, folder: Path) -> World:
    """The same world in a store of its own: building one takes ten times as long."""
    return replace(world, store=open_store(copy_store(world.store.url, folder / "world.db")))


def add_incident(world: World, reference: str, home: str = "alder", **facts: object) -> int:
    """Put one incident into the store and judge it; returns its id.

    Without other facts: criminal damage, moderate, reported by 101 on 4 May 2019, 19:30.
    """
    usual: dict[str, object] = {
        "occurred_at": datetime(2019, 5, 4, 19, 30),
        "channel": "101",
        "category": "criminal_damage",
        "severity": "moderate",
    }
    with world.store.write(SYSTEM) as change:
        incident = Incident(reference=reference, home_id=world.homes[home], **{**usual, **facts})
        change.session.add(incident)
        change.session.flush()
        assert incident.id is not None
        judge_incidents(change.session, [incident.id])
        change.record("imported", "incident", incident.id)
        return incident.id


def add_unneeded_call(world: World, reference: str, home: str = "alder", **facts: object) -> int:
    """A level 1 call-out about a broken cup: the rule `unnecessary-call` suggests a finding."""
    cup: dict[str, object] = {
        "severity": "minor",
        "exception": "none",
        "immediate_risk": "no",
        "reported_at": datetime(2019, 5, 6, 9),
        "victim_wants_police": "no",
        "social_worker_told": "yes",
    }
    return add_incident(world, reference, home, **{**cup, **facts})


def add_possession(
    world: World, reference: str, day: int, home: str = "alder", **facts: object
) -> int:
    """A class B possession by child K7 on a day of May 2019, found by staff and kept at home."""
    usual: dict[str, object] = {
        "occurred_at": datetime(2019, 5, day, 12),
        "channel": "none",
        "category": "drugs_possession",
        "severity": None,
        "drug_class": "B",
        "child_ref": "K7",
        "immediate_risk": "no",
    }
    return add_incident(world, reference, home, **{**usual, **facts})
