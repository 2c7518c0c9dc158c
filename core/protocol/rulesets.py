"""Which protocol judges which incident: its dates, its area and its rules.

A revised protocol is added to `RULESETS` beside the old one, which ends the day before; last year's
verdicts stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.protocol.registry import Rule
from core.protocol.rules import RULES

Aliases = Iterable[tuple[str, str]]
"""Further names of host authorities: pairs of the name met and the name that it stands for."""


@dataclass(frozen=True)
class Ruleset:
    """A protocol: in force from and until its days inclusive, in an area, with its rules.

    `area` maps each host authority to its other names. Findings on days before `edition_from` are
    applied retrospectively; after `review_due` the text's currency is not confirmed (15.1).
    """

    name: str
    title: str
    in_force_from: date
    in_force_until: date | None
    edition_from: date
    review_due: date
    area: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]

    def is_in_force(self, day: date) -> bool:
        """Whether it judges the incidents of a day; both of its days are included."""
        return self.in_force_from <= day and (
            self.in_force_until is None or day <= self.in_force_until
        )

    def is_retrospective(self, day: date) -> bool:
        """Whether the edition that we hold is younger than the day it is applied to."""
        return day < self.edition_from

    def is_review_overdue(self, today: date) -> bool:
        """Whether the protocol's own review date has passed (15.1)."""
        return today > self.review_due

    def find_authority(self, name: str | None, aliases: Aliases = ()) -> str | None:
        """The authority of the area that a name means, or None (3.1).

        Case, spaces, punctuation and "&" for "and" make no difference.
        """
        folded = _fold(name or "")
        if not folded:
            return None
        stands_for = {_fold(met): _fold(meant) for met, meant in aliases}
        folded = stands_for.get(folded, folded)
        for authority, others in self.area.items():
            if folded in {_fold(known) for known in (authority, *others)}:
                return authority
        return None


def _fold(name: str) -> str:
    return "".join(c for c in name.casefold().replace("&", "and") if c.isalnum())


PAN_DORSET = Ruleset(
    name="pan-dorset",
    title="Pan-Dorset protocol on reducing the criminalisation of children in care",
    in_force_from=date(2017, 1, 1),
    in_force_until=None,
    edition_from=date(2019, 4, 1),
    review_due=date(2022, 4, 30),
    area={
        "Dorset Council": ("Dorset", "Dorset County Council"),
        "Bournemouth, Christchurch and Poole Council": (
            "BCP Council",
            "Bournemouth, Christchurch and Poole",
            "Bournemouth Borough Council",
            "Borough of Poole",
            "Christchurch Borough Council",
            "Poole",
            "Bournemouth",
        ),
    },
    rules=RULES,
)

RULESETS: tuple[Ruleset, ...] = (PAN_DORSET,)


def find_ruleset(day: date) -> Ruleset | None:
    """The ruleset in force on a day, or None: before 2017 there was no protocol."""
    return next((ruleset for ruleset in RULESETS if ruleset.is_in_force(day)), None)


def find_authority(name: str | None, aliases: Aliases = ()) -> str | None:
    """The authority of any ruleset's area that a name means, or None where it matches nothing."""
    found = (ruleset.find_authority(name, aliases) for ruleset in RULESETS)
    return next((authority for authority in found if authority), None)
