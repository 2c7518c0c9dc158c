"""How long a sign-in lasts and whose it may be: set by the deployment, or in the store."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from core.tables import Setting

HOURS = "sign_in_hours"
IDLE_MINUTES = "sign_in_idle_minutes"
ISSUERS = "sign_in_issuers"
_MOST_HOURS = 24 * 7
_MOST_IDLE_MINUTES = 24 * 60


@dataclass(frozen=True)
class Limits:
    """The longest that a sign-in lasts, and lies idle; `issuers`: none named allows any."""

    absolute: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(minutes=60)
    issuers: frozenset[str] = frozenset()


def read_limits(session: Session) -> Limits:
    """The limits in force: the environment's, else the store's settings, else the defaults.

    SLOW_TIME_SIGN_IN_HOURS (1 to 168), SLOW_TIME_SIGN_IN_IDLE_MINUTES (1 to 1440) and
    SLOW_TIME_SIGN_IN_ISSUERS (separated by spaces); the settings have the same names in small
    letters without the product's. What is not such a number is passed over.
    """
    names = (HOURS, IDLE_MINUTES, ISSUERS)
    kept = {
        s.name: s.value for s in session.exec(select(Setting).where(col(Setting.name).in_(names)))
    }

    def find(name: str, is_good: Callable[[str], bool]) -> str | None:
        said = (os.environ.get(f"SLOW_TIME_{name.upper()}"), kept.get(name))
        return next((value for value in said if value is not None and is_good(value)), None)

    hours = find(HOURS, lambda value: _is_within(value, _MOST_HOURS))
    idle = find(IDLE_MINUTES, lambda value: _is_within(value, _MOST_IDLE_MINUTES))
    return Limits(
        absolute=timedelta(hours=int(hours)) if hours else Limits.absolute,
        idle=timedelta(minutes=int(idle)) if idle else Limits.idle,
        issuers=frozenset((find(ISSUERS, lambda value: bool(value.split())) or "").split()),
    )


def _is_within(value: str, most: int) -> bool:
    return value.strip().isdecimal() and 1 <= int(value) <= most
