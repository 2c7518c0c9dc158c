"""A store in which every secret is a word of its own: wherever one shows, it is known which.

Alder and Birch are the provider's, Alder and Cedar the SPOC's, Dogwood nobody's. `CALLS` were
reported, `KEPT` were not; of those the group referred `*_referred` to the police, and the partner's
authority placed the child of `dogwood_placed`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path
from string import ascii_lowercase

from sqlmodel import col, select, update

from core.access import SYSTEM
from core.actions import give_action, tick_action
from core.agenda import read_agenda, take_items
from core.clock import read_today, read_utc_now
from core.inspection_requests import log_request
from core.judging import judge_incidents
from core.measures.period import Period
from core.meeting_steps import hear_home, note_decision, note_police_left, reveal_findings
from core.meetings import open_meeting, plan_meeting
from core.minutes import close_meeting
from core.minuting import Figures
from core.people import PersonForm, add_first_person, add_person
from core.review import refer_incident, review_incident
from core.spocs import set_spoc
from core.store import Store, build_url, open_store
from core.tables import (
    Action,
    Annotation,
    Batch,
    Escalation,
    EscalationStep,
    Finding,
    Home,
    HomeContact,
    HomePlaces,
    Incident,
    Interest,
    PanelReferral,
    Share,
)
from core.vocabulary import (
    Agency,
    AgendaReason,
    ContactHow,
    ContactPresent,
    FindingState,
    Panel,
    Role,
    StoreKind,
)
from tests.attack.sight import HOMES, INCIDENTS, KEPT, TEXTS
from tests.world import World, copy_world

TODAY = read_today()
PEOPLE: dict[Role, dict[str, object]] = {
    # The first in the register is an administrator, whatever else they are.
    Role.ADMINISTRATOR: {"administrator": True, "agency": Agency.COUNCIL},
    Role.CHAIR: {"agency": Agency.YOUTH_JUSTICE},
    Role.PROTOCOL_LEAD: {"agency": Agency.COUNCIL},
    Role.POLICE_REVIEWER: {"agency": Agency.POLICE},
    Role.SPOC: {"agency": Agency.POLICE},
    Role.PROVIDER: {},
    Role.PARTNER: {"agency": Agency.HEALTH, "authority": "Dorset Council"},
    Role.LIAISON: {},
}


@dataclass
class Secrets:
    """The words, each with what it is: a kind, and whose (`home:alder`, `incident:alder_call`)."""

    world: World
    words: dict[str, tuple[str, str]] = field(default_factory=dict)
    urns: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    requests: list[int] = field(default_factory=list)

    def find(self, kind: str, whose: str) -> str:
        """The word of this kind and owner."""
        return next(word for word, what in self.words.items() if what == (kind, whose))

    def copy(self, folder: Path) -> "Secrets":
        """The same secrets in a file of their own, to be changed."""
        return replace(self, world=copy_world(self.world, folder))


def _invent() -> Iterator[str]:
    # Letters that no word of the app, no code and hardly any hash has in this order.
    for letters in product("bcdfghjkmnpvw", ascii_lowercase, "bcdfghjkmnpvw"):
        yield f"Zq{''.join(letters)}xj"


# Words that are compared, addressed by or counted in letters, and the rules' own: they stay bare.
_BARE = {"e-mail", "urn", "provider", "authority", "inspector", "suggested", "agreed"}


class _Planter:
    """Makes words and remembers what each of them is; `tail` follows each that is free text."""

    def __init__(self, tail: str = "") -> None:
        self.words: dict[str, tuple[str, str]] = {}
        self._new = _invent()
        self._tail = tail

    def __call__(self, kind: str, whose: str) -> str:
        word = next(self._new)
        self.words[word] = (kind, whose)
        return word if kind in _BARE else word + self._tail


def build_secrets(folder: Path, tail: str = "") -> Secrets:
    """The store, in a folder, with everything in it that a page can show."""
    store = open_store(build_url(folder / "secrets.db"), create=StoreKind.OWN)
    plant = _Planter(tail)
    world, urns = _write_homes(store, plant)
    _write_people(world, plant)
    _write_incidents(world, plant)
    _write_follow_up(world, plant)
    _write_record(world, plant)
    secrets = Secrets(world, plant.words, urns)
    _write_meetings(secrets, plant)
    _write_shares(secrets, plant)
    return secrets


def _write_homes(store: Store, plant: _Planter) -> tuple[World, dict[str, str]]:
    acme = plant("provider", "home:alder")
    providers = {"alder": acme, "birch": acme}
    homes, urns = {}, {}
    with store.write(SYSTEM) as change:
        for name in HOMES:
            provider = providers.get(name) or plant("provider", f"home:{name}")
            home = Home(
                urn=plant("urn", f"home:{name}"),
                name=plant("home name", f"home:{name}"),
                provider=provider,
                setting_type="childrens_home",
                sector="private",
                host_authority="Dorset Council",
                registered_manager=plant("manager", f"home:{name}"),
                latest_judgement="good",
            )
            change.session.add(home)
            change.session.flush()
            assert home.id is not None
            homes[name], urns[name] = home.id, home.urn
            change.session.add(HomePlaces(home_id=home.id, places=4))
        change.record("imported", "homes")
    return World(store, homes), urns


def _write_people(world: World, plant: _Planter) -> None:
    for role, more in PEOPLE.items():
        email = f"{plant('e-mail', role.value)}@example.org"
        if role is Role.PROVIDER:
            more = {"provider": _read_home(world, "alder").provider, "agency": Agency.PROVIDER}
        form = PersonForm(name=f"A {role.value}", email=email, role=role, **more)  # type: ignore[arg-type]
        if world.people:
            world.people[role] = add_person(world.store, SYSTEM, form)
        else:
            world.people[role] = add_first_person(world.store, form)
    for home in ("alder", "cedar"):
        set_spoc(world.store, SYSTEM, world.homes[home], world.people[Role.SPOC], date(2019, 1, 1))


def _read_home(world: World, name: str) -> Home:
    with world.store.read() as session:
        home = session.get_one(Home, world.homes[name])
        session.expunge(home)
        return home


def _write_incidents(world: World, plant: _Planter) -> None:
    with world.store.write(SYSTEM) as change:
        batch = Batch(
            noun="incidents",
            file_name=f"{plant('file name', 'importers')}.csv",
            file_digest="0" * 64,
            imported=len(INCIDENTS),
            updated=0,
            duplicate=0,
            rejected=0,
            skipped=0,
            created_at=read_utc_now(),
        )
        change.session.add(batch)
        change.session.flush()
        for number, name in enumerate(INCIDENTS):
            whose = f"incident:{name}"
            home = name.split("_")[0]
            incident = Incident(
                reference=plant("reference", whose),
                home_id=world.homes[home],
                batch_id=batch.id,
                occurred_at=datetime.combine(TODAY - timedelta(40 + 9 * number), time(19, 30)),
                child_ref=plant("child", whose),
                child_age=14,
                child_gender="female",
                child_ethnicity="W1",
                placing_authority="Dorset Council"
                if name == "dogwood_placed"
                else plant("authority", whose),
                **{text: plant(text, whose) for text in TEXTS},
                **_say_what(name),
            )
            change.session.add(incident)
            change.session.flush()
            assert incident.id is not None
            world.named[name] = incident.id
        judge_incidents(change.session, list(world.named.values()))
        change.record("imported", "incidents")
    for name in ("alder_referred", "dogwood_referred"):
        words = plant("referral", f"incident:{name}")
        refer_incident(world.store, SYSTEM, world.named[name], 1, words)
    for name in ("alder_agreed", "dogwood_agreed"):
        key, whose = world.named[name], f"incident:{name}"
        agreed = {
            rule: (FindingState.CONFIRMED, plant("finding reason", whose))
            for rule in world.findings(key)
        }
        note = plant("review note", whose)
        review_incident(world.store, SYSTEM, key, 1, agreed, "no", note)
    with world.store.write(SYSTEM) as change:
        for name, key in world.named.items():
            for finding in change.session.exec(select(Finding).where(Finding.incident_id == key)):
                kind = "agreed" if finding.state == FindingState.CONFIRMED else "suggested"
                said = plant(kind, f"incident:{name}")
                # Two rules of an incident may have the same words: each is one secret.
                change.session.exec(
                    update(Finding).where(col(Finding.id) == finding.id).values(message=said)
                )
        change.record("judged", "incidents")


def _say_what(name: str) -> dict[str, object]:
    if name in KEPT:
        return {"channel": "none", "category": "criminal_damage", "severity": "serious"}
    if name.endswith("_missing"):
        return {"channel": "101", "category": "missing"}
    return {
        "channel": "101",
        "category": "criminal_damage",
        "severity": "minor",
        "exception": "none",
        "immediate_risk": "no",
        "victim_wants_police": "no",
        "social_worker_told": "yes",
    }


def _write_follow_up(world: World, plant: _Planter) -> None:
    spoc, provider = world.people[Role.SPOC], world.people[Role.PROVIDER]
    police, lead = world.people[Role.POLICE_REVIEWER], world.people[Role.PROTOCOL_LEAD]
    given: dict[str, tuple[str, str | None, dict[str, object]]] = {
        "spoc": ("alder", "alder_call", {"owner_id": spoc}),
        "police": ("dogwood", "dogwood_call", {"owner_id": police}),
        "provider": ("birch", None, {"owner_id": provider}),
        "provider_kept": ("alder", "alder_kept", {"owner_id": provider}),
        "health": ("dogwood", "dogwood_call", {"owner_agency": Agency.HEALTH}),
        "lead_kept": ("cedar", "cedar_kept", {"owner_id": lead}),
        "lead_kept_own": ("alder", "alder_kept", {"owner_agency": Agency.COUNCIL}),
    }
    for name, (home, incident, owner) in given.items():
        action_id = give_action(
            world.store,
            SYSTEM,
            title=f"Visit {plant('action', name)}",
            detail=plant("action", name),
            due_on=TODAY - timedelta(9),
            meaning=name,
            home_id=world.homes[home],
            incident_id=world.named[incident] if incident else None,
            **owner,  # type: ignore[arg-type]
        )
        if name in {"health", "provider_kept"}:
            with world.store.read() as session:
                version = session.get_one(Action, action_id).version
            tick_action(world.store, SYSTEM, action_id, version, plant("action", name))


def _write_record(world: World, plant: _Planter) -> None:
    now = read_utc_now()
    with world.store.write(SYSTEM) as change:
        step = EscalationStep(position=1, name="Head of the service")
        change.session.add(step)
        change.session.flush()
        for name in HOMES:
            home, whose = world.homes[name], f"home:{name}"
            change.session.add(
                HomeContact(
                    home_id=home,
                    person_id=world.people[Role.SPOC],
                    on_day=TODAY - timedelta(20),
                    how=next(iter(ContactHow)).value,
                    present=next(iter(ContactPresent)).value,
                    note=plant("contact note", whose),
                    created_at=now,
                    meaning=f"contact {name}",
                )
            )
            change.session.add(
                Annotation(
                    home_id=home,
                    on_day=TODAY - timedelta(60),
                    words=plant("uncleared note", whose),
                    created_at=now,
                    meaning=f"note {name}",
                )
            )
            change.session.add(
                Escalation(
                    home_id=home,
                    cause="repeated",
                    step_id=step.id,
                    state="escalated",
                    reason=plant("escalation", whose),
                    decided_at=now,
                    meaning=f"repeated:{home}:unnecessary-call#0",
                )
            )
        change.session.add(
            Annotation(
                on_day=TODAY - timedelta(60),
                words=plant("uncleared area note", "area"),
                created_at=now,
                meaning="note area",
            )
        )
        for name in ("alder_call", "dogwood_call", "cedar_kept", "alder_kept"):
            change.session.add(
                Interest(
                    incident_id=world.named[name],
                    person_id=world.people[Role.PROTOCOL_LEAD],
                    words=plant("interest", f"incident:{name}"),
                    declared_at=now,
                )
            )
        for name in ("alder_call", "dogwood_call", "alder_referred", "dogwood_referred"):
            change.session.add(
                PanelReferral(
                    incident_id=world.named[name],
                    panel=next(iter(Panel)).value,
                    on_day=TODAY - timedelta(5),
                    note=plant("panel note", f"incident:{name}"),
                    created_at=now,
                )
            )
        change.record("recorded", "follow-up")


def _write_meetings(secrets: Secrets, plant: _Planter) -> None:
    world = secrets.world
    chair = world.viewer(Role.CHAIR)
    talked = ("alder_call", "alder_kept", "dogwood_kept", "cedar_call", "dogwood_placed")
    for state, day in (("closed", TODAY), ("planned", TODAY + timedelta(1))):
        meeting_id = secrets.meetings[state] = plan_meeting(world.store, chair, day)
        wanted = {world.named[name]: tuple(AgendaReason) for name in talked}
        take_items(world.store, chair, meeting_id, wanted)
        if state == "planned":
            break
        open_meeting(world.store, chair, meeting_id)
        general = plant("general decision", "minutes")
        note_decision(world.store, chair, meeting_id, None, general)
        note_police_left(world.store, chair, meeting_id, left=True)
        names = {key: name for name, key in world.named.items()}
        for item in read_agenda(world.store, chair, meeting_id):
            hear_home(world.store, chair, meeting_id, item.id)
            reveal_findings(world.store, chair, meeting_id, item.id)
            words = plant("decision", f"incident:{names[item.incident_id]}")
            note_decision(world.store, chair, meeting_id, item.id, words)
        figures = Figures(
            world.store.read_revision(),
            (plant("figure", "area"),),
            (plant("kept figure", "group"),),
        )
        close_meeting(world.store, chair, meeting_id, figures)


def _write_shares(secrets: Secrets, plant: _Planter) -> None:
    world = secrets.world
    period = Period(TODAY - timedelta(364), TODAY)
    for home in ("alder", "dogwood"):
        asked_by = plant("inspector", home)
        secrets.requests.append(
            log_request(
                world.store,
                SYSTEM,
                home_id=world.homes[home],
                asked_by=asked_by,
                asked_on=TODAY,
                period=period,
            )
        )
    with world.store.write(SYSTEM) as change:
        for number, home in enumerate(("alder", "cedar", "dogwood")):
            change.session.add(
                Share(
                    at=read_utc_now(),
                    person_id=world.people[Role.LIAISON],
                    role="liaison",
                    kind="home_summary",
                    level="agreement",
                    basis="public_task",
                    recipient=plant("recipient", home),
                    home_id=world.homes[home],
                    period_from=period.start,
                    period_to=period.end,
                    request_id=secrets.requests[0] if number == 0 else None,
                    file_name=f"{plant('shared file', home)}.pdf",
                    file_size=9,
                    file_digest=f"{number}" * 64,
                    data_revision=1,
                )
            )
        change.record("prepared", "share")
