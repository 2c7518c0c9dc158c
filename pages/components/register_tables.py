"""Homes and people as tables that a person reads, their codes in words."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from core.clock import say_date
from core.people import PersonRow
from core.register import RegisterRow
from core.vocabulary import Judgement, Role, SettingType, say


def build_homes_table(homes: Sequence[RegisterRow], today: date) -> pl.DataFrame:
    """A row a home, as of today."""
    return pl.DataFrame(
        {
            "Home": [home.name for home in homes],
            "URN": [home.urn for home in homes],
            "Provider": [home.provider for home in homes],
            "Type": [say(SettingType(home.setting_type)) for home in homes],
            "Places now": [home.places if home.is_open(today) else None for home in homes],
            "SPOC": [home.spoc or ("none" if home.is_open(today) else "") for home in homes],
            "Judgement": [_say_judgement(home) for home in homes],
            "Opened": [home.opened_on for home in homes],
            "Closed": [home.closed_on for home in homes],
        },
        schema_overrides={
            "Provider": pl.String,
            "Places now": pl.Int64,
            "Opened": pl.Date,
            "Closed": pl.Date,
        },
    )


def _say_judgement(home: RegisterRow) -> str:
    return say(Judgement(home.latest_judgement)) if home.latest_judgement else "not recorded"


def build_people_table(people: Sequence[PersonRow]) -> pl.DataFrame:
    """A row a person: their role, and what it is for."""
    return pl.DataFrame(
        {
            "Name": [person.name for person in people],
            "Role": [say(person.role) for person in people],
            "For": [_say_scope(person) for person in people],
            "E-mail": [person.email for person in people],
        }
    )


def _say_scope(person: PersonRow) -> str:
    parts = [person.provider, person.authority]
    if person.homes:
        parts.append(f"SPOC of {', '.join(name for _, name in person.homes)}")
    if person.administrator and person.role is not Role.ADMINISTRATOR:
        parts.append("administrator as well")
    if person.left_on:
        parts.append(f"left {say_date(person.left_on)}")
    return "; ".join(part for part in parts if part)
