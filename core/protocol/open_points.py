"""What the sources leave open, as questions for the chair, and the dated notes of the Guide."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OpenPoint:
    """A question that only the group can answer, and what the product does until it has."""

    number: int
    question: str
    meanwhile: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class DatedNote:
    """Something that changed around the protocol and has no rule of its own."""

    text: str


OPEN_POINTS: tuple[OpenPoint, ...] = (
    OpenPoint(
        1,
        "Appendix A sends every level 3 incident to 999, while 6.22 sends those without urgency"
        " online or to 101. Which holds?",
        "A level 3 call by 999 without immediate risk is worth asking about, and no breach.",
        ("non-urgent-serious-by-999",),
    ),
    OpenPoint(
        2,
        "Deciding on the next day is the CYPN report's wording of slow time; the Protocol does not"
        " state it. Is it the group's rule?",
        "A decision on the incident's own day is worth asking about, and no breach.",
        ("slow-time",),
    ),
    OpenPoint(
        3,
        "A minor act that is repeated fits 6.7 (level 1 with an exception) and 6.18 (persistent,"
        " hence level 2). Which is it?",
        "It is level 1 with the exception.",
        ("exception-needs-review", "warning-not-evidenced"),
    ),
    OpenPoint(
        4,
        "From which occasion is possession of a class B or C drug repeated?",
        "From the third. A third that was not reported is therefore not recorded, and no breach.",
        ("serious-not-reported",),
    ),
    OpenPoint(
        5,
        "The Howard League wants managers always to decide, while 6.14 gives foster care to social"
        " workers and 6.21 lets any member of staff dial 999. Who decides when?",
        "Who decided is checked only where nobody was at immediate risk.",
        ("manager-decides", "social-worker-decides"),
    ),
    OpenPoint(
        6,
        "No value of damage or theft is given for any level, and no scale for threats. Where do"
        " the levels part?",
        "The severity is the reviewer's judgement.",
    ),
    OpenPoint(
        7,
        "May staff who bring a serious risk safely under control leave the police out (6.3), or"
        " must they always call (6.20)?",
        "Where the level rests on the risk alone, an unreported incident is not recorded, and no"
        " breach.",
        ("serious-not-reported",),
    ),
    OpenPoint(
        8,
        "Supported accommodation: 2.1 includes it, 3.6 only encourages it. Is it bound?",
        "What would be a step of the home is worth asking about there, except where police or"
        " social care should have been told.",
    ),
    OpenPoint(
        9,
        "As little contact with children as possible (Howard League) and regular friendly visits"
        " (CYPN) pull apart. Which does the group want?",
        "Contacts record who was present, and nothing is graded.",
    ),
)

DATED_NOTES: tuple[DatedNote, ...] = (
    DatedNote("Outcome 22, diversionary activity, exists from April 2019; check the current text."),
    DatedNote(
        "A Child Information Form accompanies requests for charging advice from February 2025;"
        " check the current text."
    ),
    DatedNote(
        'The police category "absent" is out of use and is kept here for old imports; check the'
        " current text."
    ),
    DatedNote(
        "Right Care Right Person changes whether police attend, so that a declined attendance"
        " proves nothing against a home; check the current text."
    ),
    DatedNote("Supported accommodation is registered since October 2023; check the current text."),
    DatedNote(
        "A review of the national protocol was announced in November 2025; check the current text."
    ),
)
