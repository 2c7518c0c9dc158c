"""Which incidents the law may have asked to be notified to Ofsted: a question, never a finding.

Whether an event is serious is the registered person's to judge; the record only says what may have
made it so.
"""

from dataclasses import dataclass
from datetime import date

from core.vocabulary import Category, SettingType, YesNo, say


@dataclass(frozen=True)
class Regulation:
    """A duty to notify Ofsted of a serious event, and the day from which it holds."""

    words: str
    source: str
    from_day: date


REGULATIONS: dict[SettingType, Regulation] = {
    SettingType.CHILDRENS_HOME: Regulation(
        "regulation 40(4)", "the Children's Homes (England) Regulations 2015", date(2015, 4, 1)
    ),
    SettingType.SUPPORTED: Regulation(
        # Services had to have applied for registration by this day: before it, nothing is asked.
        "regulation 27",
        "the Supported Accommodation (England) Regulations 2023",
        date(2023, 10, 28),
    ),
}
"""The duty by setting; where there is none here nothing is asked."""

_ABOUT_ABUSE = frozenset(
    {
        Category.SEXUAL_OFFENCE_ALLEGATION,
        Category.PAST_ABUSE_DISCLOSURE,
        Category.CHILD_VICTIM,
    }
)


@dataclass(frozen=True)
class Event:
    """What is known of an incident for which the police were contacted; None is not recorded.

    `level`, `police_needed`: only what the group agreed. `call_out`: false for advice or
    information, which brings no police.
    """

    reference: str
    on_day: date
    category: Category
    call_out: bool
    level: int | None
    severity: str | None
    arrested: str | None
    immediate_risk: str | None
    police_needed: str | None
    ofsted_notified: str | None


@dataclass(frozen=True)
class Prompt:
    """An incident to ask about: under which regulation, and what of the record makes it a question.

    `recorded_no`: it is recorded as not notified; else nobody recorded whether it was.
    """

    reference: str
    on_day: date
    regulation: str
    reasons: tuple[str, ...]
    recorded_no: bool


def find_prompt(event: Event, setting: SettingType) -> Prompt | None:
    """The question to ask about an incident, or None: no duty known, notified, or nothing serious.

    Regulation 40(4)(a)-(c) of the Children's Homes (England) Regulations 2015: exploitation, an
    incident requiring police involvement that is serious, an allegation of abuse; regulation 27 of
    the Supported Accommodation (England) Regulations 2023 likewise.
    """
    regulation = REGULATIONS.get(setting)
    if regulation is None or event.on_day < regulation.from_day:
        return None
    if event.ofsted_notified == YesNo.YES.value:
        return None
    reasons = _find_reasons(event)
    if not reasons:
        return None
    return Prompt(
        event.reference,
        event.on_day,
        regulation.words,
        reasons,
        event.ofsted_notified == YesNo.NO.value,
    )


def _find_reasons(event: Event) -> tuple[str, ...]:
    reasons = [say(event.category)] if event.category in _ABOUT_ABUSE else []
    # Where the group agreed that police were not needed, it required no police involvement.
    if event.call_out and event.police_needed != YesNo.NO.value:
        if event.level == 3:
            reasons.append("level 3")
        if event.severity == "serious":
            reasons.append("recorded as serious")
        if event.immediate_risk == YesNo.YES.value:
            reasons.append("immediate risk")
    if event.arrested == YesNo.YES.value:
        reasons.append("arrest")
    return tuple(reasons)


def say_prompts_intro(setting: SettingType, prompts: int, asked: int) -> str:
    """What the questions on notification are, or why there are none; `asked`: contacts looked at.

    Never that a notification was missed: what was notified may not be recorded here.
    """
    regulation = REGULATIONS.get(setting)
    if regulation is None:
        return (
            f"No duty to notify Ofsted of single incidents is checked here for {say(setting)}; "
            "that says nothing on whether there is one."
        )
    source = f"{regulation.words[:1].upper()}{regulation.words[1:]} of {regulation.source}"
    if not asked:
        return f"{source}: no contact with the police to ask about."
    if not prompts:
        return (
            f"{source}: no contact with the police is recorded with what may make it serious, or "
            "each such one is recorded as notified."
        )
    which = "one contact" if prompts == 1 else f"{prompts} contacts"
    return (
        f"{source} may have asked for Ofsted to be notified of {which} with the police. Each is a "
        "question and no finding: whether an event is serious is for the registered person to "
        "judge, and what was notified may not be recorded here."
    )
