"""What happens in the story: each scene a category with its gravity and ways to tell it.

No text names anybody, and every one says that it is made up.
"""

from dataclasses import dataclass, field
from typing import Any

from core.vocabulary import Category as C

MADE_UP = "Synthetic example: "

# Shares of an answer; the blank share is "not recorded".
Shares = dict[Any, float]
NO_RISK: Shares = {"no": 88, "yes": 0, None: 12}
SOME_RISK: Shares = {"no": 70, "yes": 18, None: 12}
HIGH_RISK: Shares = {"no": 15, "yes": 80, None: 5}


@dataclass(frozen=True)
class Scene:
    """One kind of incident; `level` is what it is by itself, 0 for outside the three."""

    category: C
    level: int
    tells: tuple[str, ...]
    severity: str | None = None
    drug_class: str | None = None
    risk: Shares = field(default_factory=lambda: NO_RISK)
    victim: bool = False


SCENES: dict[str, Scene] = {
    "behaviour": Scene(
        C.BEHAVIOUR,
        1,
        (
            "a child would not go to bed and shouted at staff",
            "music was played loudly late in the evening and doors were slammed",
            "a child threw water at a member of staff, and a curtain was pulled down",
            "a child refused to hand over a phone and swore at staff",
            "a child climbed onto the shed roof and came down after half an hour",
        ),
    ),
    "crockery": Scene(
        C.CRIMINAL_DAMAGE,
        1,
        (
            "a plate was thrown and broke; nobody was hurt",
            "a window was broken during an argument; nobody was hurt",
            "a bedroom door was kicked and a panel cracked",
            "a mug and a lamp were broken after a difficult telephone call",
        ),
        severity="minor",
        victim=True,
    ),
    "damage": Scene(
        C.CRIMINAL_DAMAGE,
        2,
        (
            "a television and two windows were broken over one evening",
            "a car in the drive was scratched along one side",
            "the office door was forced and a computer was broken",
        ),
        severity="moderate",
        risk=SOME_RISK,
        victim=True,
    ),
    "push": Scene(
        C.ASSAULT,
        1,
        (
            "a member of staff was pushed in the hallway; no injury",
            "two children scuffled over a charger; no injury",
            "a shoe was thrown and hit a member of staff; no mark was left",
        ),
        severity="minor",
        victim=True,
    ),
    "assault": Scene(
        C.ASSAULT,
        2,
        (
            "a member of staff was punched on the arm and bruised",
            "a child was hit on the shoulder by another child and bruised",
            "a member of staff was kicked while stepping between two children",
        ),
        severity="moderate",
        risk=SOME_RISK,
        victim=True,
    ),
    "grave assault": Scene(
        C.ASSAULT,
        3,
        (
            "a member of staff was hit with a chair leg and went to hospital",
            "a child was knocked unconscious in a fight in the garden",
        ),
        severity="serious",
        risk=HIGH_RISK,
        victim=True,
    ),
    "threats": Scene(
        C.THREATS,
        2,
        (
            "a child threatened to set light to the kitchen; no means were found",
            "threats were made to a member of staff after contact was cancelled",
        ),
        severity="moderate",
        risk=SOME_RISK,
        victim=True,
    ),
    "words": Scene(
        C.THREATS,
        1,
        ("angry words and a raised fist at the dinner table; it passed within minutes",),
        severity="minor",
        victim=True,
    ),
    "disorder": Scene(
        C.DISORDER,
        2,
        (
            "several children ran through the house and overturned furniture",
            "a disturbance in the garden brought the neighbours out",
        ),
        severity="moderate",
        risk=SOME_RISK,
    ),
    "theft": Scene(
        C.THEFT,
        2,
        (
            "petty cash was taken from the office",
            "another child's headphones were taken and found later",
            "sweets and a phone cover were taken from a shop nearby",
        ),
        victim=True,
    ),
    "cannabis": Scene(
        C.DRUGS_POSSESSION,
        1,
        (
            "a small amount of cannabis was found in a bedroom",
            "a child came home with a rolled cigarette that smelt of cannabis",
        ),
        drug_class="B",
    ),
    "wrap": Scene(
        C.DRUGS_POSSESSION,
        2,
        ("a small wrap thought to be cocaine was found in a coat",),
        drug_class="A",
    ),
    "vape": Scene(
        C.DRUGS_POSSESSION,
        0,
        ("a vape thought to hold a synthetic substance was handed in",),
        drug_class="psychoactive",
    ),
    "supply": Scene(
        C.DRUGS_SUPPLY,
        3,
        ("several bags and a set of scales were found in a bedroom",),
        drug_class="B",
    ),
    "weapon": Scene(
        C.WEAPON_POSSESSION,
        3,
        (
            "a kitchen knife was found hidden under a mattress",
            "a child came back with a lock knife in a rucksack",
        ),
        risk={"no": 60, "yes": 35, None: 5},
    ),
    "allegation": Scene(
        C.SEXUAL_OFFENCE_ALLEGATION,
        3,
        ("a child told staff of an assault away from the home; the child was kept safe",),
        risk={"no": 50, "yes": 45, None: 5},
    ),
    "disclosure": Scene(
        C.PAST_ABUSE_DISCLOSURE,
        3,
        ("a child spoke about harm at an earlier address",),
    ),
    "missing": Scene(
        C.MISSING,
        0,
        (
            "a child did not come back from school and the phone was off",
            "a child left in the evening and could not be found at the usual places",
            "a child did not come back from a friend's at the time agreed",
        ),
        risk={"no": 60, "yes": 30, None: 10},
    ),
    "late home": Scene(
        C.ABSENT,
        0,
        ("a child was on the bus home and an hour late",),
    ),
    "worry": Scene(
        C.CONCERN_FOR_SAFETY,
        0,
        (
            "a child sent a message that worried staff and did not answer calls",
            "a child was seen near the railway line in distress",
        ),
        risk=HIGH_RISK,
    ),
    "victim": Scene(
        C.CHILD_VICTIM,
        0,
        (
            "a child was robbed of a phone in town",
            "a child was followed home by adults in a car",
        ),
        risk={"no": 45, "yes": 45, None: 10},
    ),
    "caller": Scene(C.OTHER, 0, ("an adult came to the door and would not leave",)),
}

HOME_ACCOUNTS = (
    "Staff stayed with the child, and the room was calm before anybody was rung.",
    "The shift was one short that evening; the manager was rung after the police.",
    "We talked it through with everybody the next morning, and an apology was accepted.",
    "The child had had difficult news that day. With hindsight we would have waited.",
    "Staff were frightened for the other children and saw no other way at that moment.",
)
CHILD_ACCOUNTS = (
    "I was angry about my contact being moved. I have said sorry.",
    "Nobody asked me what had happened before they rang.",
    "I wanted to be left alone for a bit.",
)
