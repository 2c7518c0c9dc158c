"""UK time. Moments of incidents are kept as UK local time, as the contract's files state them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


def read_now() -> datetime:
    """The present moment in UK local time, without a zone."""
    return datetime.now(UK).replace(tzinfo=None)


def read_today() -> date:
    """Today's date in the UK: what "due" and "overdue" are measured against."""
    return read_now().date()


def read_utc_now() -> datetime:
    """The present moment in UTC, with its zone and to the second: the form of system timestamps."""
    return datetime.now(UTC).replace(microsecond=0)


def to_uk(moment: datetime) -> datetime:
    """A system timestamp as UK local time without a zone, for a person to read."""
    return moment.astimezone(UK).replace(tzinfo=None)


def is_skipped(moment: datetime) -> bool:
    """Whether a UK local moment falls in the hour that spring skips and so never happened."""
    there_and_back = moment.replace(tzinfo=UK).astimezone(UTC).astimezone(UK)
    return there_and_back.replace(tzinfo=None) != moment


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Time really elapsed between two UK local moments, the clock changes taken into account.

    In the repeated hour of autumn each moment is read as its first occurrence.
    """
    return end.replace(tzinfo=UK).astimezone(UTC) - start.replace(tzinfo=UK).astimezone(UTC)


def say_date(day: date) -> str:
    """A date as people write it: 14 May 2019."""
    return f"{day.day} {day:%B %Y}"


def say_moment(moment: datetime) -> str:
    """A UK local moment as people write it: 14 May 2019, 19:30."""
    return f"{say_date(moment.date())}, {moment:%H:%M}"
