"""The storylines since the published years: what a group would want to see, and see early."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from core.clock import say_date
from core.demonstration.dates import Story
from core.demonstration.drawing import Draft, Drawer
from core.demonstration.scenes import MADE_UP

AGENCY_HOME = "Birch Lodge"
MISSING_HOME = "Juniper House"
QUIET_HOME = "Gorse Hill"
LADDER_HOME = "Ivy Court"
UNREPORTED_HOME = "Harbour Reach"
CLIMBING_HOMES = ("Kestrel Lodge", "Larch Rise")
OUTSIDE_HOME = "Ringwood Lodge"
LATE_HOME = "Fern Bank"
# Days before the last day of data on which the quiet home last called.
QUIET_DAYS = 480
# Places beyond those that everyday life draws from: nobody else's incident joins their history.
LADDER_CHILD, LATE_CHILD = 90, 91

_NOT_NEEDED: dict[str, Any] = {
    "contact_purpose": "report",
    "exception": "none",
    "immediate_risk": "no",
    "victim_wants_police": "no",
    "decided_by": "staff",
    "channel": "101",
}
_AGENCY = {**_NOT_NEEDED, "decided_by": "agency_staff", "agency_staff_on_shift": "yes"}


def draw_storylines(draw: Drawer, story: Story) -> Iterator[Draft]:
    """Every storyline but those of the incidents that wait for the next meeting."""
    yield from draw_agency_summer(draw, story)
    yield from draw_climb(draw, story)
    yield from draw_missing_home(draw, story)
    yield from draw_kept_at_home(draw, story)
    yield from draw_single_ones(draw, story)


def draw_agency_summer(draw: Drawer, story: Story) -> Iterator[Draft]:
    """Agency staff at one home in July and August: eight call-outs where one or two were usual."""
    days = ((7, 6), (7, 12), (7, 19), (7, 23), (7, 31), (8, 8), (8, 15), (8, 26))
    scenes = (
        "behaviour",
        "crockery",
        "push",
        "damage",
        "behaviour",
        "missing",
        "words",
        "crockery",
    )
    for (month, number), scene in zip(days, scenes, strict=True):
        more: dict[str, Any] = {"channel": "999"} if scene == "damage" else {}
        if scene == "missing":
            more |= {"exception": None, "whereabouts_known": "no", "known_safe": "no"}
            more |= {"checklist_completed": "no", "victim_wants_police": None}
        day = date(story.summer, month, number)
        draft = draw.draw(scene, AGENCY_HOME, day, next_day=False, **(_AGENCY | more))
        draft.firm = True
        yield draft


def draw_climb(draw: Drawer, story: Story) -> Iterator[Draft]:
    """A provider whose call-outs were never needed, and within a year always are."""
    year = story.climb
    needed = (0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1)
    days = [date(year, month, 9 + month % 5) for month in range(1, 13)]
    plan = list(zip(days, needed, strict=True))
    plan += [(date(year - 1, month, 8), 0) for month in (3, 7, 11)]
    plan += [(date(year + 1, month, 18), 1) for month in (2, 5, 8, 11)]
    plan += [(date(year + 2, month, 11), 1) for month in (2, 6)]
    for place, (day, was_needed) in enumerate(sorted(plan)):
        home = CLIMBING_HOMES[place % 2]
        if was_needed:
            scene = ("grave assault", "missing", "worry", "assault")[place % 4]
            facts: dict[str, Any] = {"contact_purpose": "report"}
            facts |= {"decided_by": "registered_manager"}
            facts |= {"known_safe": "no"} if scene == "missing" else {}
            facts |= {"immediate_risk": "no" if scene == "assault" else "yes"}
            facts |= {"channel": "101" if scene == "assault" else "999"}
        else:
            scene = ("behaviour", "crockery", "push", "words")[place % 4]
            facts = dict(_NOT_NEEDED)
        draft = draw.draw(scene, home, day, **facts)
        draft.firm = True
        yield draft


def draw_missing_home(draw: Drawer, story: Story) -> Iterator[Draft]:
    """Missing episodes at one home, until somebody asked why and the cause was mended."""
    year = story.climb + 1
    no_wifi = "No wi-fi in the house: the child goes to a friend's to talk with family online."
    mended = f"{no_wifi} Fixed: wi-fi for children since {say_date(find_wifi_day(story))}."
    plan = (
        (date(year, 2, 3), 0, None),
        (date(year, 3, 17), 0, None),
        (date(year, 4, 28), 1, "Not known yet; the child says that the evenings are long."),
        (date(year, 6, 9), 0, no_wifi),
        (date(year, 7, 14), 0, no_wifi),
        (date(year, 8, 25), 1, no_wifi),
        (date(year, 10, 6), 0, mended),
    )
    for day, place, cause in plan:
        draft = draw.draw(
            "missing",
            MISSING_HOME,
            day,
            child=draw.find_child(MISSING_HOME, date(year, 1, 1), place),
            hour=20,
            contact_purpose="report",
            channel="101",
            immediate_risk="no",
            known_safe="no",
            whereabouts_known="no",
            missing_cause=cause,
        )
        draft.firm = True
        draft.mark = "wi-fi" if cause == mended else None
        yield draft


def find_wifi_day(story: Story) -> date:
    """The day on which the cause of the missing episodes was mended."""
    return date(story.climb + 1, 10, 13)


def draw_kept_at_home(draw: Drawer, story: Story) -> Iterator[Draft]:
    """Good practice: a drug ladder's first steps kept at home, and advice that spared calls."""
    for back in (250, 90):
        draft = draw.draw(
            "cannabis",
            LADDER_HOME,
            story.reviewed_to - timedelta(days=back),
            contacted=False,
            child=find_ladder_child(draw, story),
            drug_class="B",
            senior_manager_consulted="yes",
            substances_destroyed_witnessed="yes",
            social_worker_told="yes",
            logged_in_child_file="yes",
            risk_assessment_reviewed="yes",
            dealing_concern="no",
            home_account="The manager and a colleague destroyed it together and both signed. "
            "The child sees the drugs worker every week.",
        )
        draft.firm = True
        yield draft
    asked = (("Alder House", 45), ("Cedar View", 190), ("Fern Bank", 330), ("Alder House", 700))
    for home, back in (*asked, ("Larch Rise", 1000), ("Harbour Reach", 1300)):
        draft = draw.draw(
            draw.pick({"crockery": 2, "behaviour": 2, "push": 1}),
            home,
            story.reviewed_to - timedelta(days=back),
            channel="spoc",
            contact_purpose="advice",
            decided_by="registered_manager",
            police_response="advised",
            crime_recorded=None,
            outcome_code=None,
            exception=None,
            immediate_risk="no",
            restorative_used="yes",
            police_hours=0.5,
        )
        draft.facts["summary"] += (
            " The SPOC advised that no report was needed, and the home talked it through."
        )
        yield draft


def find_ladder_child(draw: Drawer, story: Story) -> str:
    """The child whose three possessions are the ladder."""
    return draw.find_child(LADDER_HOME, story.reviewed_to, LADDER_CHILD)


def draw_single_ones(draw: Drawer, story: Story) -> Iterator[Draft]:
    """A serious incident nobody reported, a quiet home, a home outside, one that came out late."""
    until = story.reviewed_to
    unreported = draw.draw(
        "grave assault",
        UNREPORTED_HOME,
        until - timedelta(days=160),
        contacted=False,
        immediate_risk="no",
        home_account="The shift lead thought that the next shift had rung.",
    )
    unreported.mark, unreported.firm = "unreported", True
    unreported.referred_reason = (
        "A person was badly hurt. The group agreed, after hearing the home, that it is recorded."
    )
    yield unreported
    yield draw.draw(
        "assault",
        QUIET_HOME,
        story.data_to - timedelta(days=QUIET_DAYS),
        contact_purpose="report",
        decided_by="registered_manager",
        channel="101",
    )
    for scene, back in (("push", 300), ("crockery", 150)):
        yield draw.draw(
            scene,
            QUIET_HOME,
            until - timedelta(days=back),
            contacted=False,
            restorative_used="yes",
            home_account="A restorative conversation the next day; both were content with it.",
        )
    yield draw.draw(
        "damage", OUTSIDE_HOME, until - timedelta(days=75), contact_purpose="report", channel="101"
    )
    yield from _draw_late(draw, until)


def _draw_late(draw: Drawer, until: date) -> Iterator[Draft]:
    child = draw.find_child(LATE_HOME, until - timedelta(days=300), LATE_CHILD)
    yield draw.draw(
        "cannabis",
        LATE_HOME,
        until - timedelta(days=300),
        child=child,
        drug_class="B",
        contact_purpose="report",
        decided_by="registered_manager",
        channel="101",
        exception="none",
        immediate_risk="no",
    )
    earlier = draw.draw(
        "cannabis", LATE_HOME, until - timedelta(days=420), contacted=False, child=child
    )
    earlier.facts["drug_class"] = "B"
    earlier.facts["summary"] = (
        f"{MADE_UP}a small amount of cannabis was found in a bedroom; it came out when the home's "
        "older log was read again."
    )
    earlier.late = True
    yield earlier
