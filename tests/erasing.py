"""An incident with a telling word in every place that holds words, reviewed, minuted and closed."""

from datetime import date, datetime
from pathlib import Path

from sqlmodel import select

from core.actions import tick_action
from core.agenda import read_agenda, take_items
from core.clearing import clear_passage
from core.clock import read_today
from core.dialect import is_postgresql
from core.interests import declare_interest
from core.meeting_steps import hear_home, note_decision, reveal_findings, settle_item
from core.meetings import open_meeting, plan_meeting
from core.panels import record_outcome, refer_to_panel
from core.tables import Action, Batch, BatchChange, Incident
from core.vocabulary import AgendaReason, FindingState, Panel, PanelOutcome, Passage, Role
from tests.meeting import close, give
from tests.stores import find_word_in_tables
from tests.world import World, add_unneeded_call

TELLING = "zebrafinch"
LATER = date(2090, 1, 1)
"""Long after anything here was touched."""


def tell_everything(world: World) -> int:
    """The incident `told`: its number. Every word in it begins with `TELLING`."""
    chair, lead = world.viewer(Role.CHAIR), world.viewer(Role.PROTOCOL_LEAD)
    key = add_unneeded_call(
        world,
        f"{TELLING}-LOG-77",
        occurred_at=datetime(2019, 5, 4, 19, 37),
        reported_at=datetime(2019, 5, 4, 20, 7),
        child_ref=f"{TELLING}K9",
        child_age=14,
        child_gender="female",
        child_ethnicity="W1",
        placing_authority=f"{TELLING} Council",
        summary=f"{TELLING} threw a cup",
        home_account=f"{TELLING} account of the home",
        child_account=f"{TELLING} own account",
        missing_cause=f"{TELLING} cause",
    )
    world.named["told"] = key
    before = {"child_ref": f"{TELLING}K8", "home_id": world.homes["alder"], "version": 0}
    with world.store.write(chair) as change:
        batch = Batch(
            noun="incidents",
            file_name="f.csv",
            file_digest="x",
            imported=0,
            updated=1,
            duplicate=0,
            rejected=0,
            skipped=0,
            created_at=datetime.fromisoformat("2019-05-05T12:00:00+00:00"),
        )
        change.session.add(batch)
        change.session.flush()
        change.session.add(
            BatchChange(batch_id=batch.id or 0, incident_id=key, before=before, version_after=1)
        )
        change.record("imported", "batch", batch.id)
    clear_passage(world.store, chair, key, Passage.SUMMARY, f"{TELLING} threw a cup")
    declare_interest(world.store, lead, key, f"{TELLING} interest")
    referral = refer_to_panel(world.store, chair, key, Panel.DECISION_FORUM, read_today())
    record_outcome(
        world.store, chair, referral, 1, PanelOutcome.NO_FURTHER_ACTION, f"{TELLING} panel"
    )
    _meet(world, key)
    return key


def _meet(world: World, key: int) -> None:
    chair = world.viewer(Role.CHAIR)
    meeting_id = plan_meeting(world.store, chair, read_today())
    take_items(world.store, chair, meeting_id, {key: tuple(AgendaReason)})
    open_meeting(world.store, chair, meeting_id)
    item = read_agenda(world.store, chair, meeting_id)[0]
    hear_home(world.store, chair, meeting_id, item.id)
    reveal_findings(world.store, chair, meeting_id, item.id)
    reason = (FindingState.DISMISSED, f"{TELLING} reason")
    decisions = dict.fromkeys(world.findings(key), reason)
    version = world.incident(key).version
    settle_item(
        world.store, chair, meeting_id, item.id, version, decisions, "no", f"{TELLING} note"
    )
    note_decision(world.store, chair, meeting_id, item.id, f"{TELLING} decision")
    action = give(world, f"{TELLING} visit", "told", meeting_id)
    world.named["meeting"], world.named["action"] = meeting_id, action
    close(world, meeting_id)


def finish(world: World) -> None:
    """Tick the one action about the incident, with a telling note."""
    with world.store.read() as session:
        version = session.exec(
            select(Action.version).where(Action.id == world.named["action"])
        ).one()
    chair = world.viewer(Role.CHAIR)
    tick_action(world.store, chair, world.named["action"], version, f"{TELLING} done")


def find_words(world: World, word: str = TELLING) -> list[str]:
    """Which files of the store's folder hold the word, in their raw bytes.

    Of a database those of its tables, which count as one.
    """
    if is_postgresql(world.store.engine):
        return ["world.db"] if find_word_in_tables(world.store.url, word) else []
    folder = Path(str(world.store.engine.url.database)).parent
    wanted = word.casefold().encode()
    return sorted(path.name for path in folder.iterdir() if wanted in path.read_bytes().lower())


def count_incidents(world: World) -> int:
    """How many incidents the store holds."""
    with world.store.read() as session:
        return len(session.exec(select(Incident.id)).all())
