"""One incident's facts, drawn from a seeded source: mostly recorded, here and there a blank."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core.clock import is_skipped
from core.demonstration import register
from core.demonstration.register import BY_NAME
from core.demonstration.scenes import (
    CHILD_ACCOUNTS,
    HOME_ACCOUNTS,
    MADE_UP,
    SCENES,
    Scene,
    Shares,
)
from core.demonstration.steps import draw_missing, draw_police, draw_steps
from core.vocabulary import Category, SettingType

_HOURS = (8, 12, 15, 16, 17, 18, 18, 19, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23, 0)
_GENDERS: Shares = {"female": 44, "male": 48, "other": 2, "not_stated": 3, None: 3}
_ETHNICITIES: Shares = {
    "W1": 62, "W2": 1, "W3": 3, "W9": 4, "M1": 5, "M2": 2, "M3": 1, "M9": 3, "A2": 2, "A3": 1,
    "A9": 1, "B1": 2, "B2": 4, "O2": 1, "O9": 1, "NS": 4, None: 4,
}  # fmt: skip
_PLACED_BY: Shares = {
    register.DORSET: 45,
    register.BCP: 30,
    register.HAMPSHIRE: 9,
    "Southwark": 6,
    "Wiltshire Council": 6,
    None: 4,
}
_CHILDREN_AT_A_TIME = 4
_YEARS_STAYED = 2


@dataclass
class Draft:
    """One incident of the story before it is written, and what the group will say of it.

    `marks` name it for the actions that follow from it. `answer` is what the group agrees about
    the police, `dismissed` which findings it does not share and why; `firm` leaves no more to
    chance. `late` ones come to light after everything else was reviewed.
    """

    home: str
    facts: dict[str, Any]
    mark: str | None = None
    waiting: bool = False
    late: bool = False
    firm: bool = False
    level_set: int | None = None
    level_set_reason: str | None = None
    answer: str | None = None
    note: str | None = None
    dismissed: dict[str, str] = field(default_factory=dict)
    referred_reason: str | None = None

    @property
    def day(self) -> date:
        """The day of the incident."""
        occurred: datetime = self.facts["occurred_at"]
        return occurred.date()

    @property
    def contacted(self) -> bool:
        """Whether the police were contacted at all."""
        return bool(self.facts["channel"] != "none")

    @property
    def call_out(self) -> bool:
        """Whether it counts as a call-out: a contact that was a report."""
        return self.contacted and self.facts.get("contact_purpose") in {None, "report"}


@dataclass(frozen=True)
class _Child:
    gender: str | None
    ethnicity: str | None
    placed_by: str | None
    born: int


class Drawer:
    """Draws incidents for one copy of the county; children stay two years or so at a home."""

    def __init__(self, seed: str, refs: Iterable[str]) -> None:
        """Take the seed, and the source of children's pseudonyms."""
        self.random = random.Random(seed)
        self._refs = iter(refs)
        self._children: dict[str, _Child] = {}
        self._at_home: dict[tuple[str, int, int], str] = {}

    def pick(self, shares: Shares) -> Any:
        """One of the answers, by its share."""
        return self.random.choices(list(shares), weights=list(shares.values()))[0]

    def chance(self, probability: float) -> bool:
        """Whether something with this probability happens."""
        return self.random.random() < probability

    def draw_moment(self, day: date, hour: int | None = None) -> datetime:
        """A moment of a day, most often in the evening."""
        hour = self.random.choice(_HOURS) if hour is None else hour
        return datetime.combine(day, time(hour, self.random.randrange(60)))

    def find_child(self, home: str, day: date, place: int | None = None) -> str:
        """The pseudonym of one of the children at a home on a day."""
        place = self.random.randrange(_CHILDREN_AT_A_TIME) if place is None else place
        key = (home, day.year // _YEARS_STAYED, place)
        if key not in self._at_home:
            ref = next(self._refs)
            self._at_home[key] = ref
            self._children[ref] = _Child(
                self.pick(_GENDERS),
                self.pick(_ETHNICITIES),
                self.pick(_PLACED_BY),
                # Aged 10 to 16 on coming, so never over 17 within the years stayed.
                key[1] * _YEARS_STAYED - self.random.randint(10, 16),
            )
        return self._at_home[key]

    def draw(
        self,
        scene_name: str,
        home: str,
        day: date,
        *,
        contacted: bool = True,
        child: str | None = None,
        next_day: bool | None = None,
        hour: int | None = None,
        **fixed: Any,
    ) -> Draft:
        """One incident; `fixed` facts are as given, the others drawn.

        Args:
            scene_name: a key of `SCENES`.
            home: a home's name.
            day: its day.
            contacted: whether the police were contacted.
            child: the child's pseudonym; by default one of those at the home.
            next_day: whether the decision waited until the next day; by default drawn.
            hour: its hour.
            fixed: contract columns and their values.
        """
        scene, occurred = SCENES[scene_name], self.draw_moment(day, hour)
        facts: dict[str, Any] = {"occurred_at": occurred, "category": scene.category.value}
        facts |= {"severity": scene.severity, "drug_class": scene.drug_class}
        facts |= self._describe(child or self.find_child(home, day), day, scene)
        facts["immediate_risk"] = self.pick(scene.risk)
        facts["channel"] = "none"
        facts |= {key: value for key, value in fixed.items() if key in {"immediate_risk"}}
        setting = BY_NAME[home].setting
        care = _find_care(day)
        facts |= draw_steps(self, scene, setting, care)
        if contacted:
            facts |= draw_police(self, scene, setting, care, facts["immediate_risk"])
            waits = self.chance(care) if next_day is None else next_day
            pressed = facts["immediate_risk"] == "yes" or scene.level in {0, 3}
            facts |= self._draw_call(occurred, waits=waits and not pressed, pressed=pressed)
        if scene.category in {Category.MISSING, Category.ABSENT}:
            facts |= draw_missing(self, occurred, care, facts["immediate_risk"])
        facts |= fixed
        if facts.get("police_response") != "attended":
            facts["police_arrived_at"] = None
        if facts["channel"] != "none" and setting is SettingType.FOSTER:
            facts.setdefault("out_of_hours_told", self.pick({"yes": 70, None: 30}))
        return Draft(home, _settle(facts))

    def _describe(self, ref: str, day: date, scene: Scene) -> dict[str, Any]:
        child = self._children[ref]
        told = MADE_UP + self.random.choice(scene.tells) + "."
        known = self.chance(0.96)
        return {
            "child_ref": ref if known or scene.drug_class else None,
            "child_age": min(day.year - child.born, 17) if known else None,
            "child_gender": child.gender,
            "child_ethnicity": child.ethnicity,
            "placing_authority": child.placed_by,
            "summary": told,
            "home_account": self.pick({self.random.choice(HOME_ACCOUNTS): 30, None: 70}),
            "child_account": self.pick({self.random.choice(CHILD_ACCOUNTS): 12, None: 88}),
        }

    def _draw_call(self, occurred: datetime, *, waits: bool, pressed: bool) -> dict[str, Any]:
        if waits:
            morning = datetime.combine(occurred.date() + timedelta(days=1), time(9, 30))
            decided = morning + timedelta(minutes=self.random.randrange(180))
        else:
            most = 12 if pressed else 75
            decided = occurred + timedelta(minutes=self.random.randint(2, most))
        reported = decided + timedelta(minutes=self.random.randint(1, 15))
        arrived = reported + timedelta(minutes=self.random.randint(15, 160))
        return {
            "decided_at": self.pick({decided: 88, None: 12}),
            "reported_at": reported,
            "police_arrived_at": arrived,
        }


def _find_care(day: date) -> float:
    """How well the protocol is known by a day: nowhere in 2016, almost everywhere since 2019."""
    return {2016: 0.1, 2017: 0.4, 2018: 0.6}.get(day.year, 0.75)


def _settle(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts without a moment in the hour that spring skips: it never was."""
    return {
        key: value + timedelta(hours=1)
        if isinstance(value, datetime) and is_skipped(value)
        else value
        for key, value in facts.items()
    }
