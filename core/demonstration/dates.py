"""When the story happens: everything is counted back from its day, but for what was published."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from core.clock import UK
from core.errors import InvalidInput

FIRST_DAY = date(2016, 1, 1)
PUBLISHED_TO = date(2018, 9, 30)
EARLIEST_STORY = date(2019, 1, 1)
LATEST_STORY = date(2100, 1, 1)
_MONTHS_BETWEEN_MEETINGS = 4
_FIRST_MEETING_YEAR = 2017


@dataclass(frozen=True)
class Cycle:
    """One round of the group: what it looked at, days inclusive, and when it met on it.

    `met_on` is None for the latest round, whose incidents wait for the next meeting.
    """

    first: date
    last: date
    met_on: date | None


@dataclass(frozen=True)
class Story:
    """The days that the storylines hang on.

    `data_to` is the last day that the files cover, the end of the last complete month;
    `reviewed_to` the last day that the group has looked at; `summer` the year of the latest summer
    of agency staff, and `climb` that in which one provider learned to call only when police are
    needed.
    """

    today: date
    data_to: date
    reviewed_to: date
    last_meeting: date
    summer: int
    climb: int
    cycles: tuple[Cycle, ...]

    def find_cycle(self, day: date) -> int:
        """The place in `cycles` of the round that a day belongs to."""
        return next(i for i, cycle in enumerate(self.cycles) if day <= cycle.last)


def build_story(today: date) -> Story:
    """The story as it stands on a day.

    Raises:
        InvalidInput: a day before 2019, when the published counts would not be complete, or one
            after 2100.
    """
    if not EARLIEST_STORY <= today <= LATEST_STORY:
        raise InvalidInput("The demonstration's story can be told on days from 2019 to 2099.")
    data_to = today.replace(day=1) - timedelta(days=1)
    reviewed_to = data_to.replace(day=1) - timedelta(days=1)
    reviewed_to = reviewed_to.replace(day=1) - timedelta(days=1)
    cycles = _build_cycles(data_to, reviewed_to)
    summer = reviewed_to.year if reviewed_to >= date(reviewed_to.year, 8, 31) else None
    return Story(
        today=today,
        data_to=data_to,
        reviewed_to=reviewed_to,
        last_meeting=cycles[-2].met_on or reviewed_to,
        summer=summer or reviewed_to.year - 1,
        climb=data_to.year - 2,
        cycles=cycles,
    )


def _build_cycles(data_to: date, reviewed_to: date) -> tuple[Cycle, ...]:
    ends = [reviewed_to]
    while (earlier := _go_back(ends[-1])) >= date(_FIRST_MEETING_YEAR - 1, 12, 1):
        ends.append(earlier)
    ends.reverse()
    cycles: list[Cycle] = []
    first = FIRST_DAY
    for last in ends:
        cycles.append(Cycle(first, last, _third_tuesday(last)))
        first = last + timedelta(days=1)
    return (*cycles, Cycle(first, data_to, None))


def _go_back(end: date) -> date:
    """The month's end that lies one round before another."""
    month = end.year * 12 + end.month - 1 - _MONTHS_BETWEEN_MEETINGS + 1
    return date(month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _third_tuesday(end: date) -> date:
    """The group meets on the third Tuesday of the month after the days it looks at."""
    first = end + timedelta(days=1)
    return first + timedelta(days=(1 - first.weekday()) % 7 + 14)


def stamp(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the story, given in UK time, in the form of system timestamps."""
    return datetime.combine(day, time(hour, minute), UK).astimezone(UTC)
