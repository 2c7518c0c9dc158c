"""What the story's group noted beside incidents: meetings, annotations, contacts, training."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session

from core.annotations import build_annotation_meaning
from core.demonstration import published
from core.demonstration import storylines as s
from core.demonstration.dates import PUBLISHED_TO, Story, stamp
from core.demonstration.register import BY_NAME, HOMES, MARCHETTI, StoryHome
from core.demonstration.writing import SPOCS_SINCE, insert_rows
from core.home_record import build_training_meaning
from core.tables import Annotation, HomeContact, HomeTraining, Meeting
from core.vocabulary import ContactAbout, ContactHow, ContactPresent, TrainingKind

_SPOC_BUSY_DAYS = 30
# Days between contacts and since the last one; by default three a year and within two months.
_MONTHLY, _USUAL_GAP = 30, 122
_RHYTHM = {
    "Dunes": (_MONTHLY, 8),
    "Harbour Reach": (_MONTHLY, 12),
    "Alder House": (_MONTHLY, 19),
    "Larch Rise": (_USUAL_GAP, 290),
    "Stour Valley Fostering": (_USUAL_GAP, 410),
}
_VISIT_AFTER_SUMMER = "Went after the summer. The agency now gives each worker the protocol first."
_USUAL_CONTACTS: tuple[tuple[ContactHow, ContactPresent, str | None], ...] = (
    (ContactHow.VISIT, ContactPresent.STAFF, "Went through the last months with the manager."),
    (ContactHow.TELEPHONE, ContactPresent.STAFF, None),
    (ContactHow.MEETING, ContactPresent.STAFF, "Talked about who decides at night."),
    (ContactHow.EMAIL, ContactPresent.STAFF, "Sent the Guide's address."),
    (ContactHow.VISIT, ContactPresent.STAFF_AND_CHILDREN, "Tea and a game of cards."),
    (ContactHow.TELEPHONE, ContactPresent.STAFF, "The manager had a question on level 2."),
)
_ABOUT = {
    "Went through the last months with the manager.": ContactAbout.MONTHLY_REVIEW,
    "The manager had a question on level 2.": ContactAbout.ADVICE,
}

# Restorative-trained staff and all staff; a home that is not here never said.
_RESTORATIVE: dict[str, tuple[int, int | None]] = {
    "Alder House": (4, 11), "Birch Lodge": (1, 12), "Cedar View": (2, 8), "Dunes": (2, 14),
    "Elm Tree Cottage": (2, 6), "Fern Bank": (5, 16), "Gorse Hill": (3, 11),
    "Harbour Reach": (3, 18), "Ivy Court": (6, 12), "Kestrel Lodge": (2, 9), "Larch Rise": (3, 9),
    "Quayside Supported Living": (2, None),
}  # fmt: skip
_EARLIER_RESTORATIVE = {"Alder House": (1, 10), "Ivy Court": (2, 12)}
# Days ago; a home that is not here has none that the group knows of.
_INDUCTION = {
    "Alder House": 210, "Birch Lodge": 60, "Cedar View": 480, "Elm Tree Cottage": 330,
    "Gorse Hill": 640, "Harbour Reach": 150, "Ivy Court": 260, "Larch Rise": 390,
}  # fmt: skip
_BEHAVIOUR_POLICY = {
    "Alder House": 120, "Birch Lodge": 300, "Cedar View": 200, "Dunes": 900, "Fern Bank": 1250,
    "Gorse Hill": 180, "Harbour Reach": 340, "Ivy Court": 95, "Juniper House": 280,
    "Kestrel Lodge": 420, "Larch Rise": 230, "Stour Valley Fostering": 500,
}  # fmt: skip
_POLICE_AGREEMENT = {
    "Alder House": 700, "Cedar View": 650, "Fern Bank": 820, "Gorse Hill": 560, "Ivy Court": 610,
    "Larch Rise": 450, "Harbour Reach": 380,
}  # fmt: skip
_DATED = {
    TrainingKind.INDUCTION: _INDUCTION,
    TrainingKind.BEHAVIOUR_POLICY: _BEHAVIOUR_POLICY,
    TrainingKind.POLICE_AGREEMENT: _POLICE_AGREEMENT,
}


@dataclass(frozen=True)
class Note:
    """One annotation of the story; without a home, of the whole area."""

    words: str
    on_day: date
    until_day: date | None = None
    home: str | None = None
    cleared: bool = True


def write_record(
    session: Session,
    story: Story,
    homes: Mapping[tuple[int, str], int],
    people: Mapping[str, int],
) -> None:
    """Write the group's record of the first copy of the county."""
    ids = {name: key for (copy, name), key in homes.items() if copy == 0}
    insert_rows(session, Meeting, list(_build_meetings(story, people["chair"])))
    insert_rows(session, Annotation, list(_build_annotations(story, ids, people["chair"])))
    insert_rows(session, HomeContact, list(_build_contacts(story, ids, people)))
    insert_rows(session, HomeTraining, list(_build_training(story, ids, people["lead"])))


def _build_meetings(story: Story, chair: int) -> Iterator[dict[str, Any]]:
    for cycle in story.cycles:
        if cycle.met_on is not None:
            yield {
                "held_on": cycle.met_on,
                "created_at": stamp(cycle.met_on, 16, 30),
                "created_by": chair,
                "version": 1,
            }


def build_notes(story: Story) -> Iterator[Note]:
    """The annotations of the story, but for those of days that it has not reached."""
    first, last = published.AGENCY_SUMMER[0][0], published.AGENCY_SUMMER[-1][0]
    agency = "Agency staff on most shifts"
    notes = [
        Note(agency, first, last, published.AGENCY_HOME),
        Note(
            "Recording changed: before this day, the published counts",
            PUBLISHED_TO + timedelta(days=1),
        ),
        Note("Home opened", BY_NAME["Elm Tree Cottage"].opened_on, home="Elm Tree Cottage"),
        Note(
            "New team leader",
            story.reviewed_to - timedelta(days=200),
            home=s.UNREPORTED_HOME,
            cleared=False,
        ),
    ]
    if (first := date(story.summer, 7, 6)) > PUBLISHED_TO:
        notes.append(Note(agency, first, date(story.summer, 8, 26), s.AGENCY_HOME))
    if (fixed := s.find_wifi_day(story)) > PUBLISHED_TO:
        notes.append(Note("Wi-fi for children from this day", fixed, home=s.MISSING_HOME))
    yield from (note for note in notes if note.on_day <= story.today)


def _build_annotations(
    story: Story, ids: Mapping[str, int], chair: int
) -> Iterator[dict[str, Any]]:
    for note in build_notes(story):
        home_id = ids[note.home] if note.home else None
        noted = min(note.until_day or note.on_day, story.today)
        yield {
            "home_id": home_id,
            "on_day": note.on_day,
            "until_day": note.until_day,
            "words": note.words,
            "cleared": note.cleared,
            "created_at": stamp(noted, 9),
            "created_by": chair,
            "meaning": build_annotation_meaning(home_id, note.on_day, note.until_day, note.words),
        }


def _build_contacts(
    story: Story, ids: Mapping[str, int], people: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    numbers = count(1)
    for place, home in enumerate(HOMES):
        if home.spoc is None or home.name not in ids:
            continue
        days = sorted(set(_find_contact_days(story, home, place)))
        for turn, day in enumerate(days):
            how, present, note = _USUAL_CONTACTS[(turn + place) % len(_USUAL_CONTACTS)]
            if home.name == s.AGENCY_HOME and day == _find_visit_after_summer(story):
                how, present = ContactHow.VISIT, ContactPresent.STAFF
                note = _VISIT_AFTER_SUMMER
            yield {
                "home_id": ids[home.name],
                "person_id": people[home.spoc],
                "on_day": day,
                "how": how.value,
                "present": present.value,
                "note": note,
                "about": _ABOUT.get(note or "", ContactAbout.CONTACT).value,
                "created_at": stamp(day, 17, place),
                "created_by": people[home.spoc],
                "meaning": f"story:{next(numbers)}",
            }


def _find_contact_days(story: Story, home: StoryHome, place: int) -> Iterator[date]:
    """The days on which the SPOC was in touch: one who has left, not in their last month."""
    gap, since = _RHYTHM.get(home.name, (_USUAL_GAP, 14 + 3 * place))
    last = story.today - timedelta(days=since)
    if home.spoc == MARCHETTI:
        last = min(last, story.last_meeting - timedelta(days=_SPOC_BUSY_DAYS))
    first = max(SPOCS_SINCE, home.opened_on)
    # Monthly for a year only: before that it was three a year here as well.
    while last >= first:
        yield _find_weekday(last)
        lately = last > story.today - timedelta(days=365)
        last -= timedelta(days=gap if lately else _USUAL_GAP)
    visit = _find_visit_after_summer(story)
    if home.name == s.AGENCY_HOME and first <= visit <= story.today:
        yield visit


def _find_visit_after_summer(story: Story) -> date:
    return _find_weekday(date(story.summer, 9, 4))


def _find_weekday(day: date) -> date:
    """The day, or the Friday before it."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _build_training(story: Story, ids: Mapping[str, int], lead: int) -> Iterator[dict[str, Any]]:
    for place, home in enumerate(HOMES):
        if home.name not in ids:
            continue
        for kind, on_day, (trained, total) in _find_training(story, home, place):
            if not home.is_open(on_day):
                continue
            yield {
                "home_id": ids[home.name],
                "kind": kind.value,
                "on_day": on_day,
                "staff_trained": trained,
                "staff_total": total,
                "created_at": stamp(on_day, 16, 10),
                "created_by": lead,
                "meaning": build_training_meaning(ids[home.name], kind, on_day),
            }


def _find_training(
    story: Story, home: StoryHome, place: int
) -> Iterator[tuple[TrainingKind, date, tuple[int | None, int | None]]]:
    counted = story.today - timedelta(days=45 + 17 * place)
    if home.name in _EARLIER_RESTORATIVE:
        earlier = counted - timedelta(days=700)
        yield TrainingKind.RESTORATIVE, earlier, _EARLIER_RESTORATIVE[home.name]
    if home.name in _RESTORATIVE:
        yield TrainingKind.RESTORATIVE, counted, _RESTORATIVE[home.name]
    for kind, ago in _DATED.items():
        if home.name in ago:
            yield kind, story.today - timedelta(days=ago[home.name]), (None, None)
