"""The contract's columns and values in words, for those who read a file beside them."""

from enum import StrEnum

from core.contract import BY_NAME, Column
from core.vocabulary import YesNo, say

_WORDS = {
    "home_urn": "home's URN",
    "home_name": "home's name",
    "urn": "URN",
    "ppn_submitted": "PPN submitted",
    "yjs_referred": "youth justice service referred to",
    "oocd_team_consulted": "out-of-court disposal team consulted",
    "cps_advice_sought": "CPS advice sought",
    "child_ref": "child's reference (a pseudonym)",
}


def say_column(name: str) -> str:
    """A column of the contract as a person reads it; a row as a whole has none."""
    return _WORDS.get(name, name.replace("_", " ")) or "the whole row"


def say_value(column: Column, value: str) -> str:
    """A value of a choice column in words."""
    if column.values is None:
        return value
    item: StrEnum = column.values(value)
    return item.value if column.values is YesNo else say(item)


def list_columns() -> list[str]:
    """The contract's columns: what every incident needs first."""
    return sorted(
        BY_NAME, key=lambda name: not (BY_NAME[name].required or name in ("home_urn", "home_name"))
    )
