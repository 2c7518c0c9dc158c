"""A meeting of the small world: one item settled, one that nobody reported, one not reached."""

from datetime import datetime, timedelta

from core.actions import give_action
from core.agenda import read_agenda, take_items
from core.clock import read_today
from core.meeting_steps import (
    hear_home,
    note_decision,
    note_police_left,
    reveal_findings,
    set_attendance,
    settle_item,
)
from core.meetings import open_meeting, plan_meeting, record_meeting
from core.minutes import close_meeting
from core.minuting import Figures
from core.vocabulary import Agency, AgendaReason, Attendance, FindingState, Role
from tests.world import World, add_incident, add_possession, add_unneeded_call

EVERY_REASON = tuple(AgendaReason)
SAID, KEPT = "Three call-outs, as many as before.", "One incident stayed within the homes."
HOSTILE = '#let x = 1; *bold* [a](http://evil.test) <script>alert("1")</script> \\ $x$'


def plan(world: World) -> int:
    """Plan today's meeting over four incidents, `named` in the world; returns its id.

    `reported` and `other` were called in from Alder and Cedar, `ladder` is a possession that the
    police heard of, and `unreported` the one before it, which nobody reported.
    """
    chair = world.viewer(Role.CHAIR)
    world.named = {}
    world.named["reported"] = add_unneeded_call(
        world, "A-1", child_ref="K9", reported_at=datetime(2019, 5, 4, 20)
    )
    world.named["unreported"] = add_possession(world, "A-2", 3)
    world.named["ladder"] = add_possession(world, "A-3", 20, channel="101")
    world.named["other"] = add_incident(world, "C-1", "cedar")
    record_meeting(world.store, chair, read_today() - timedelta(days=100))
    for name, title in (
        ("unreported", "Ask Alder what became of the cannabis"),
        ("reported", "Visit Alder on an evening"),
    ):
        give(world, title, name)
    meeting_id = plan_meeting(world.store, chair, read_today())
    wanted = {world.named[name]: EVERY_REASON for name in ("unreported", "reported", "ladder")}
    take_items(world.store, chair, meeting_id, wanted)
    return meeting_id


def give(world: World, title: str, name: str, meeting_id: int | None = None) -> int:
    """Give the council an action about a named incident."""
    return give_action(
        world.store,
        world.viewer(Role.CHAIR),
        title=title,
        due_on=read_today() + timedelta(days=30),
        meaning=f"{title}:{meeting_id}",
        home_id=world.incident(world.named[name]).home_id,
        incident_id=world.named[name],
        owner_agency=Agency.COUNCIL,
        meeting_id=meeting_id,
    )


def hold(world: World, meeting_id: int) -> None:
    """Open it and go through all but the item on the ladder; the police leave for the closed part.

    The words that were spoken are hostile: they stay text.
    """
    chair = world.viewer(Role.CHAIR)
    open_meeting(world.store, chair, meeting_id)
    set_attendance(world.store, chair, meeting_id, Agency.POLICE, Attendance.PRESENT, 2)
    set_attendance(world.store, chair, meeting_id, Agency.HEALTH, Attendance.APOLOGIES)
    settle(world, meeting_id, "reported")
    give(world, "Agree when to call", "reported", meeting_id)
    note_decision(world.store, chair, meeting_id, None, "We meet again in spring.")
    note_police_left(world.store, chair, meeting_id, left=True)
    settle(world, meeting_id, "unreported")
    give(world, "Write to the drugs service", "unreported", meeting_id)


def settle(world: World, meeting_id: int, name: str) -> None:
    """Settle the item of a named incident: every finding agreed but the last."""
    chair = world.viewer(Role.CHAIR)
    incident = world.incident(world.named[name])
    item = next(
        row
        for row in read_agenda(world.store, chair, meeting_id)
        if row.incident_id == world.named[name]
    )
    hear_home(world.store, chair, meeting_id, item.id)
    reveal_findings(world.store, chair, meeting_id, item.id)
    rules = sorted(world.findings(world.named[name]))
    decisions: dict[str, tuple[FindingState, str | None]] = {
        rule: (FindingState.CONFIRMED, None) for rule in rules
    }
    if len(rules) > 1:
        decisions[rules[-1]] = (FindingState.DISMISSED, f"reason {HOSTILE}")
    needed = "no" if incident.call_out else None
    settle_item(
        world.store, chair, meeting_id, item.id, incident.version, decisions, needed, "note of it"
    )
    note_decision(world.store, chair, meeting_id, item.id, f"{name}: {HOSTILE}")


def close(world: World, meeting_id: int) -> None:
    """Close it with one figure that everybody may read and one that counts the unreported."""
    figures = Figures(world.store.read_revision(), (SAID,), (KEPT,))
    close_meeting(world.store, world.viewer(Role.CHAIR), meeting_id, figures)


def hold_and_close(world: World) -> int:
    """A closed meeting with minutes; returns its id."""
    meeting_id = plan(world)
    hold(world, meeting_id)
    close(world, meeting_id)
    return meeting_id


MADE_AT = datetime.fromisoformat("2019-07-01T12:00:00+00:00")
