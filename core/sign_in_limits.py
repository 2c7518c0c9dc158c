"""How long a sign-in lasts and whose it may be: set by the deployment, or in the store."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from core.tables import Setting

HOURS = "sign_in_hours"
IDLE_MINUTES = "sign_in_idle_minutes"
FRESH_MINUTES = "sign_in_fresh_minutes"
ISSUERS = "sign_in_issuers"
STRENGTHS = "sign_in_acr"
METHODS = "sign_in_amr"
_MOST_HOURS = 24 * 7
_MOST_IDLE_MINUTES = 24 * 60


@dataclass(frozen=True)
class Limits:
    """The longest that a sign-in lasts, and lies idle; and whose it must be, and how strong.

    `fresh`: how long ago the person may have proved who they are for what decides who is let in.
    Of `issuers`, `strengths` (acr) and `methods` (amr) none named allows any.
    """

    absolute: timedelta = timedelta(hours=12)
    idle: timedelta = timedelta(minutes=60)
    fresh: timedelta = timedelta(minutes=15)
    issuers: frozenset[str] = frozenset()
    strengths: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()


def read_limits(session: Session) -> Limits:
    """The limits in force: the environment's, else the store's settings, else the defaults.

    SLOW_TIME_SIGN_IN_HOURS (1 to 168), SLOW_TIME_SIGN_IN_IDLE_MINUTES and
    SLOW_TIME_SIGN_IN_FRESH_MINUTES (1 to 1440); SLOW_TIME_SIGN_IN_ISSUERS, SLOW_TIME_SIGN_IN_ACR
    and SLOW_TIME_SIGN_IN_AMR (separated by spaces); the settings have the same names in small
    letters without the product's. What is not such a number is passed over.
    """
    names = (HOURS, IDLE_MINUTES, FRESH_MINUTES, ISSUERS, STRENGTHS, METHODS)
    kept = {
        s.name: s.value for s in session.exec(select(Setting).where(col(Setting.name).in_(names)))
    }

    def find(name: str, is_good: Callable[[str], bool]) -> str | None:
        said = (os.environ.get(f"SLOW_TIME_{name.upper()}"), kept.get(name))
        return next((value for value in said if value is not None and is_good(value)), None)

    hours = find(HOURS, lambda value: _is_within(value, _MOST_HOURS))
    idle = find(IDLE_MINUTES, lambda value: _is_within(value, _MOST_IDLE_MINUTES))
    fresh = find(FRESH_MINUTES, lambda value: _is_within(value, _MOST_IDLE_MINUTES))

    def find_words(name: str) -> frozenset[str]:
        return frozenset((find(name, lambda value: bool(value.split())) or "").split())

    return Limits(
        absolute=timedelta(hours=int(hours)) if hours else Limits.absolute,
        idle=timedelta(minutes=int(idle)) if idle else Limits.idle,
        fresh=timedelta(minutes=int(fresh)) if fresh else Limits.fresh,
        issuers=find_words(ISSUERS),
        strengths=find_words(STRENGTHS),
        methods=find_words(METHODS),
    )


def _is_within(value: str, most: int) -> bool:
    return value.strip().isdecimal() and 1 <= int(value) <= most
