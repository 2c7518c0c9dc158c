"""A home with all that a summary can hold, and all that it must not: for the tests of documents."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from core.access import SYSTEM
from core.actions import give_action
from core.annotations import add_annotation
from core.home_record import log_contact, record_training
from core.measures.period import Period
from core.reports.document import (
    Bars,
    Document,
    Heading,
    Intervals,
    Paragraph,
    Points,
    Table,
    say_cell,
)
from core.review import review_incident
from core.tables import Batch, HomePlaces
from core.vocabulary import (
    Agency,
    ContactAbout,
    ContactHow,
    ContactPresent,
    FindingState,
    Role,
    TrainingKind,
)
from tests.world import World, add_incident, add_possession, add_unneeded_call

MAY = Period(date(2019, 5, 1), date(2019, 5, 31))
MADE_AT = datetime(2019, 6, 30, 12, tzinfo=UTC)
SECRETS = {
    "child_ref": "K7-SECRET",
    "summary": "SECRET summary",
    "home_account": "SECRET account",
    "child_account": "SECRET child account",
    "missing_cause": "SECRET cause",
    "placing_authority": "SECRET authority",
}


def cover(world: World, first: date, last: date) -> None:
    """State that an import covers these days."""
    with world.store.write(SYSTEM) as change:
        change.session.add(
            Batch(
                noun="incidents",
                file_name="x.csv",
                file_digest="x",
                imported=0,
                updated=0,
                duplicate=0,
                rejected=0,
                skipped=0,
                covers_from=first,
                covers_to=last,
                created_at=datetime(2019, 7, 1, tzinfo=UTC),
            )
        )
        change.record("imported", "incidents")


def agree(world: World, incident_id: int, *, needed: str | None = "no") -> None:
    """The group agrees every finding of an incident."""
    decisions = {rule: (FindingState.CONFIRMED, None) for rule in world.findings(incident_id)}
    review_incident(
        world.store,
        world.viewer(Role.CHAIR),
        incident_id,
        world.incident(incident_id).version,
        police_needed=needed,
        decisions=decisions,
        note="SECRET note",
    )


def fill(world: World) -> World:
    """Alder's May 2019: an agreed call about a cup, one not reviewed, a missing child, advice.

    Kept within the group: a possession that nobody reported, a serious assault that should have
    been told (agreed), titles, notes, every child.
    """
    alder, chair = world.homes["alder"], world.viewer(Role.CHAIR)
    cover(world, date(2017, 1, 1), date(2019, 6, 30))
    with world.store.write(SYSTEM) as change:
        for home_id in world.homes.values():
            change.session.add(HomePlaces(home_id=home_id, places=4))
        change.record("imported", "places")
    world.named["cup"] = add_unneeded_call(world, "CUP-1", **SECRETS)
    agree(world, world.named["cup"])
    world.named["waiting"] = add_unneeded_call(
        world, "CUP-2", occurred_at=datetime(2019, 5, 9, 18), **SECRETS
    )
    missing = {"category": "missing", "severity": None, "channel": "999"}
    add_incident(world, "GONE-1", occurred_at=datetime(2019, 5, 12, 22), **missing, **SECRETS)
    add_incident(
        world, "ADVICE-1", occurred_at=datetime(2019, 5, 14), contact_purpose="advice", **SECRETS
    )
    hurt = {"category": "assault", "severity": "serious", "immediate_risk": "yes"}
    world.named["hurt"] = add_incident(
        world, "HURT-1", occurred_at=datetime(2019, 5, 20, 9), arrested="yes", **hurt, **SECRETS
    )
    world.named["kept"] = add_possession(world, "KEPT-1", 4)
    world.named["untold"] = add_incident(
        world,
        "UNTOLD-1",
        occurred_at=datetime(2019, 5, 21, 9),
        channel="none",
        category="assault",
        severity="serious",
        **SECRETS,
    )
    agree(world, world.named["untold"], needed=None)
    give_action(
        world.store,
        chair,
        title="SECRET title of KEPT-1",
        due_on=date(2019, 6, 1),
        meaning="kept",
        incident_id=world.named["kept"],
        home_id=alder,
        owner_agency=Agency.PROVIDER,
    )
    give_action(
        world.store,
        chair,
        title="Visit the home",
        due_on=date(2019, 7, 1),
        meaning="visit",
        home_id=alder,
        owner_id=world.people[Role.SPOC],
    )
    log_contact(
        world.store,
        chair,
        home_id=alder,
        on_day=date(2019, 5, 7),
        how=ContactHow.VISIT,
        present=ContactPresent.STAFF,
        note="SECRET contact",
        about=ContactAbout.ADVICE,
    )
    record_training(
        world.store,
        chair,
        home_id=alder,
        kind=TrainingKind.RESTORATIVE,
        on_day=date(2019, 2, 1),
        staff_trained=2,
        staff_total=9,
    )
    for words, cleared in (("Agency staff on most shifts", True), ("SECRET annotation", False)):
        add_annotation(
            world.store, chair, words=words, on_day=date(2019, 5, 2), home_id=alder, cleared=cleared
        )
    return world


def read_words(document: Document) -> str:
    """All that a document says, figures and their alternative texts too."""
    return "\n".join([document.title, document.about, *_read_blocks(document)])


def _read_blocks(document: Document) -> Iterator[str]:
    for block in document.blocks:
        match block:
            case Heading():
                yield block.words
            case Paragraph():
                yield f"{block.label}: {block.words}"
            case Points():
                yield from (block.label, *block.words)
            case Table():
                yield from (*block.headings, block.alt, block.name)
                yield from (say_cell(cell) for row in block.rows for cell in row)
            case Bars() | Intervals():
                yield repr(block)


def find_table(document: Document, name: str) -> list[dict[str, object]]:
    """The rows of the document's table of this name, by heading; empty where there is none."""
    for block in document.blocks:
        if isinstance(block, Table) and block.name == name:
            return [dict(zip(block.headings, row, strict=True)) for row in block.rows]
    return []
