"""A period of days, both ends inclusive, and how people say it."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import say_date
from core.errors import InvalidInput


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` to `end`, both inclusive.

    Raises:
        InvalidInput: it ends before it starts.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            raise InvalidInput("The period ends before it starts.")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def find_same_a_year_before(self) -> "Period":
        """The same days of the year before; 29 February becomes 28 February."""
        return Period(_a_year_before(self.start), _a_year_before(self.end))

    def overlaps(self, other: "Period") -> bool:
        """Whether some day lies in both."""
        return self.start <= other.end and other.start <= self.end

    def find_before(self) -> "Period":
        """As many days directly before."""
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))


def _a_year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    # A month's end stays a month's end, so that whole months are compared with whole months.
    return date(day.year - 1, day.month, last if is_last and day.month == 2 else min(day.day, last))


def read_period(words: str) -> Period:
    """A period written as 2017-01-01:2017-08-31, both days inclusive.

    Raises:
        InvalidInput: it is not written so, or reversed.
    """
    start, colon, end = words.partition(":")
    try:
        if not colon:
            raise ValueError
        return Period(date.fromisoformat(start), date.fromisoformat(end))
    except ValueError:
        raise InvalidInput(
            f"{words[:64]!r} is not a period; write 2017-01-01:2017-08-31."
        ) from None


def say_period(period: Period) -> str:
    """A period in words: "2017", "January to August 2017", "10 July to 20 November 2025"."""
    start, end = period.start, period.end
    whole_months = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if not whole_months:
        if start == end:
            return say_date(start)
        first = f"{start.day} {start:%B}" if start.year == end.year else say_date(start)
        return f"{first} to {say_date(end)}"
    if start.year != end.year:
        return f"{start:%B %Y} to {end:%B %Y}"
    if (start.month, end.month) == (1, 12):
        return str(start.year)
    if start.month == end.month:
        return f"{start:%B %Y}"
    return f"{start:%B} to {end:%B %Y}"
