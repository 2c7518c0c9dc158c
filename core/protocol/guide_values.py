"""What an answer of the Guide is made of."""

from dataclasses import dataclass
from enum import StrEnum

from core.vocabulary import Channel, Decider, FindingOwner


class PoliceAnswer(StrEnum):
    """Whether to call the police now; `PERSON_DECIDES` where it is left to judgement."""

    CALL = "call"
    MAY_CALL = "may_call"
    DO_NOT_CALL = "do_not_call"
    PERSON_DECIDES = "person_decides"


class StepWhen(StrEnum):
    """In which case a step is due."""

    ALWAYS = "always"
    IF_CALLED = "if the police are called"
    IF_NOT_CALLED = "if the police are not called"


@dataclass(frozen=True)
class Step:
    """One thing to do beside, whose it is, and its clause."""

    text: str
    clause: str
    when: StepWhen
    owner: FindingOwner


@dataclass(frozen=True)
class Reason:
    """Why the answer is what it is, with its clause."""

    text: str
    clause: str


@dataclass(frozen=True)
class GuideAnswer:
    """What to do now.

    `channels` are the routes to the police where they are told, empty where they are not.
    `deciders` is empty where anybody present decides or nobody is named; `who_decides` says it.
    """

    police: PoliceAnswer
    level: int | None
    level_basis: tuple[str, ...]
    channels: tuple[Channel, ...]
    deciders: tuple[Decider, ...]
    who_decides: str
    steps: tuple[Step, ...]
    reasons: tuple[Reason, ...]
