"""What the group asked of people at its meetings: done, due and overdue. No text names a child."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.demonstration import register as r
from core.demonstration.dates import Story
from core.demonstration.storylines import AGENCY_HOME, MISSING_HOME, UNREPORTED_HOME
from core.vocabulary import Agency


@dataclass(frozen=True)
class Step:
    """One step of an action's history."""

    kind: str
    on: date
    by: str
    note: str | None = None


@dataclass(frozen=True)
class Task:
    """One action: given on a day to a person (a key of `register.PEOPLE`) or an agency.

    `mark` names the incident that it follows from.
    """

    title: str
    given_on: date
    due_on: date
    home: str | None = None
    person: str | None = None
    agency: Agency | None = None
    steps: tuple[Step, ...] = ()
    mark: str | None = None
    detail: str | None = None


# In turn, two after each meeting: title, owner, and what the owner said on ticking it.
_USUAL: tuple[tuple[str, str | Agency, str | None, str | None], ...] = (
    ("Visit Alder House and go through the protocol with the evening shift", r.WHITLOCK,
     "Alder House", "Went on a Thursday evening; six staff, good questions."),
    ("Put the protocol into the induction at Dunes", Agency.PROVIDER, "Dunes", None),
    ("Remind the control room how level 1 calls from homes are graded", "police", None,
     "Given at three shift briefings."),
    ("Offer restorative training at Harbour Reach", Agency.YOUTH_JUSTICE, "Harbour Reach",
     "Two sessions held, eleven staff."),
    ("Say which return home interviews were not held, and why", Agency.COUNCIL, None, None),
    ("Visit Cedar View and meet the new team", r.RAHMAN, "Cedar View", None),
    ("Bring the behaviour policy of Fern Bank up to date", Agency.PROVIDER, "Fern Bank", None),
    ("Send the leaflet on first possession to every home", Agency.HEALTH, None, "Sent."),
    ("Call at Larch Rise about who decides on level 2", r.PUGH, "Larch Rise",
     "The manager has put a card beside the telephone."),
    ("Say what goes with a request for charging advice", Agency.CPS, None, None),
)  # fmt: skip
_TICKED_BY = {
    Agency.PROVIDER: "chair",
    Agency.YOUTH_JUSTICE: "lead",
    Agency.COUNCIL: "dorset",
    Agency.HEALTH: "health",
    Agency.CPS: "cps",
    Agency.POLICE: "police",
}


def build_tasks(story: Story) -> Iterator[Task]:
    """Every action of the story, oldest first."""
    met = [cycle.met_on for cycle in story.cycles if cycle.met_on]
    turn = 0
    for meeting in met[:-1]:
        for _ in range(2):
            yield _build_done(meeting, turn)
            turn += 1
    yield from _build_storied(story)
    yield from _build_latest(story)


def _build_done(meeting: date, turn: int) -> Task:
    title, owner, home, note = _USUAL[turn % len(_USUAL)]
    person = owner if not isinstance(owner, Agency) else None
    agency = owner if isinstance(owner, Agency) else None
    ticked_by = person or _TICKED_BY[Agency(owner)]
    done = meeting + timedelta(days=12 + turn * 7 % 40)
    return Task(
        title,
        meeting,
        meeting + timedelta(days=42),
        home,
        person,
        agency,
        (Step("ticked", done, ticked_by, note),),
    )


def _build_storied(story: Story) -> Iterator[Task]:
    """Those that a storyline turns on: wi-fi put in, and a call that was never made."""
    mended = date(story.climb + 1, 10, 13)
    asked = [c.met_on for c in story.cycles if c.met_on and c.met_on < mended][-1:]
    for meeting in asked:
        yield Task(
            f"Find out why children go missing from {MISSING_HOME}, and mend it",
            meeting,
            meeting + timedelta(days=42),
            MISSING_HOME,
            agency=Agency.PROVIDER,
            steps=(Step("ticked", mended, "stour", "Wi-fi for children was put in today."),),
            mark="wi-fi",
        )
    heard = story.cycles[-3].met_on or story.last_meeting
    yield Task(
        f"Say why the police were not told, and what {UNREPORTED_HOME} does now",
        heard,
        heard + timedelta(days=42),
        UNREPORTED_HOME,
        agency=Agency.PROVIDER,
        steps=(
            Step(
                "ticked",
                heard + timedelta(days=48),
                "bcp",
                "The handover sheet now asks who has rung whom.",
            ),
        ),
        mark="unreported",
    )


def _build_latest(story: Story) -> Iterator[Task]:
    met, today = story.last_meeting, story.today

    def after(days: int) -> date:
        return met + timedelta(days=days)

    def ahead(days: int) -> date:
        return today + timedelta(days=days)

    yield Task(
        f"Brief agency staff at {AGENCY_HOME} before their first shift",
        met,
        after(28),
        AGENCY_HOME,
        agency=Agency.PROVIDER,
        detail="Eight call-outs in one summer, all with agency staff on shift.",
    )
    yield Task(
        "Visit Fern Bank and meet the new deputy manager",
        met,
        after(21),
        "Fern Bank",
        person=r.MARCHETTI,
    )
    yield Task(
        f"Go through 6.20 with the staff of {UNREPORTED_HOME}",
        met,
        after(30),
        UNREPORTED_HOME,
        person=r.RAHMAN,
        steps=(
            Step("ticked", after(16), r.RAHMAN, "Done on Tuesday."),
            Step("reopened", after(20), "chair", "That visit was to another home."),
        ),
    )
    yield Task(
        f"Visit {AGENCY_HOME} on an evening shift", met, ahead(3), AGENCY_HOME, person=r.WHITLOCK
    )
    yield Task(
        "Name a SPOC for Fern Bank and Kestrel Lodge", after(14), ahead(7), agency=Agency.POLICE
    )
    yield Task(
        "Tell the control room that homes may ask the SPOC for advice",
        met,
        ahead(14),
        person="police",
    )
    yield Task(
        "Say which return home interviews were not held, and why",
        met,
        ahead(12),
        agency=Agency.COUNCIL,
    )
    yield Task(
        "Offer restorative training at Dunes", met, ahead(20), "Dunes", agency=Agency.YOUTH_JUSTICE
    )
    yield Task(
        "Ask the drugs service for a named worker for the homes",
        met,
        ahead(30),
        agency=Agency.HEALTH,
    )
    yield Task("Look at the charging requests of this year", met, ahead(35), agency=Agency.CPS)
    yield Task(
        "Call at Alder House and leave the Guide's address",
        met,
        after(40),
        "Alder House",
        person=r.WHITLOCK,
        steps=(Step("ticked", after(9), r.WHITLOCK, "Left it with the manager."),),
    )
    yield Task(
        "Thank Gorse Hill for a year without a call-out",
        met,
        after(42),
        "Gorse Hill",
        person="lead",
        steps=(Step("ticked", after(6), "lead", "Letter sent."),),
    )
