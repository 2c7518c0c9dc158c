"""What a board report says of both sides, of the group's work and of what is missing.

As `board_sentences`, from published counts alone.
"""

from collections.abc import Sequence

from core.measures.board_counts import Figure
from core.measures.board_figures import Block
from core.measures.board_sentences import join_words, open_sentence, say_mark, say_span
from core.measures.contributors import LEAST_CONTRIBUTORS, LEAST_POSSIBLE, PERCENT
from core.measures.period import say_period
from core.measures.sentences import NBSP, say_count, say_within

METHOD = (
    "Counted are call-outs: incidents that were reported to the police, by the day they happened, "
    "from children’s homes where the protocol applies. Those from foster, kinship and supported "
    "placements and from homes outside its area are counted apart and are in no other figure.",
    "Behaviour call-outs are those at level 1 or 2, or about an offence without a level; every "
    "other is protective: calling about a child in danger is always right.",
    "A rate is call-outs at homes with registered places per place-year (places × days open / "
    "365.25), with exact Poisson limits. Two years are compared by the exact conditional test; "
    "several call-outs of one child are not independent, so real uncertainty is wider.",
    "Shares have Wilson’s 95 % limits, over known answers; what is not known stands beside them.",
    "Level, need and what was not in line are what the group agreed on call-outs it has looked at; "
    "what the rules suggest is in no document.",
    "Criminal outcomes (Home Office outcome types 1 to 4 and 6): charge, caution, taken into "
    "consideration, penalty notice. Without: every other type but 19, and no crime recorded. "
    "A blank is not known. Level 3 is not in this share: there the police are to be told (6.20).",
    "Not in line counts incidents, once each however many steps were missing; steps are those on "
    "call-outs. A home, a council or the police can have had no part in most of them: these are "
    "counts, not rates.",
    "Actions are counted in the period in which they were given, by how they stood at its end.",
)
METHOD_WHOLE = (
    "For members who see the whole area. Not for providers of homes: beside their own figures it "
    "would tell what another has. They have the public report.",
)
METHOD_WITHHELD = (
    "Numbers from 1 to 4 are withheld, and as many more as it takes that none follows by "
    "subtraction (checked by linear programming); rates, shares, limits, bars and sentences that "
    "stand on a withheld number go with it. The number of meetings is about nobody and always "
    "shown.",
    "Providers read this too, and each knows its own figures. A number is shown only where at "
    f"least {LEAST_CONTRIBUTORS} providers have a part in it and, whichever of them takes its own "
    f"off, 5 or more are left, at least {PERCENT}{NBSP}% above any other’s part (minimum frequency "
    f"and p%-rule), with {LEAST_POSSIBLE} values or more possible for it. A 0 is shown.",
    "Each calendar year is withheld by itself and there is no total over years, so reports of "
    "different years show the same number or the same mark, and together tell no more than one. "
    "A year whose data were corrected after it was published can differ from the earlier report: "
    "the data revision at the end tells the two apart.",
)

_STEPS = (
    (Figure.HOME_STEPS, "the home’s"),
    (Figure.COUNCIL_STEPS, "the council’s"),
    (Figure.POLICE_STEPS, "the police’s"),
)


def say_sides(block: Block) -> list[str]:
    """Both sides of the protocol as the group agreed them, and whose step was missing."""
    when = open_sentence(say_within(block.period))
    if not block.has_data:
        return [f"{when} there are no data."]
    avoidable, untold = (
        say_mark(block.find(figure)) for figure in (Figure.AVOIDABLE, Figure.UNTOLD)
    )
    steps = join_words([f"{words} on {say_mark(block.find(figure))}" for figure, words in _STEPS])
    return [
        f"{when} the group agreed that police contact could have been avoided on {avoidable} "
        f"call-outs, and that the police or social care should have been told of {untold} "
        "incidents and were not.",
        f"A step was out of line with the protocol: {steps} call-outs.",
    ]


def say_missing(block: Block) -> str:
    """Call-outs about missing children, which no level covers."""
    when = open_sentence(say_within(block.period))
    if not block.has_data:
        return f"{when} there are no data."
    count = block.find(Figure.MISSING)
    noun = "call-out was" if count.value == 1 else "call-outs were"
    return (
        f"{when}, {say_mark(count)} {noun} about a missing child. These are outside the three "
        "levels (3.2) and no offending; they stand among the protective call-outs."
    )


def say_group_work(block: Block) -> list[str]:
    """What the group did in a block: counts only."""
    when, meetings = say_within(block.period), say_count(block.meetings, "meeting")
    done, overdue = block.find(Figure.ACTIONS_DONE), block.find(Figure.ACTIONS_OVERDUE)
    given = block.find(Figure.ACTIONS_GIVEN)
    actions = f"{say_mark(given)} actions given"
    if given.value != 0:
        actions += (
            f"; at the end of the period {say_mark(done)} of them were done and "
            f"{say_mark(overdue)} overdue"
        )
    return [
        f"{open_sentence(meetings)} of the group {when} (14.1: three a year).",
        f"{open_sentence(actions)}.",
        f"{open_sentence(say_mark(block.find(Figure.CONTACTS)))} contacts with homes, "
        f"{say_mark(block.find(Figure.ESCALATIONS))} escalations to a more senior person.",
    ]


def say_nothing_known(blocks: Sequence[Block]) -> str:
    """What would fill a report of which no day has data."""
    return (
        f"Nothing is known of {say_span(blocks)}: nothing reported is recorded and no import "
        "states that it covers these days. Import the force’s extract, and say which days it "
        "covers: then a year without a call-out is a nought."
    )


def say_incomplete(blocks: Sequence[Block]) -> list[str]:
    """What the reader must know to be missing, a sentence each."""
    said = []
    for block in blocks:
        words = _say_days(block)
        if words:
            said.append(words)
    if any(block.uncovered is None and block.has_data for block in blocks):
        said.append(
            "No import states which days it covers: where nothing is recorded, nothing may have "
            "happened, or nobody sent it."
        )
    last = blocks[-1]
    if last.has_data:
        said += _say_blanks(last)
    return said


def _say_days(block: Block) -> str:
    when = open_sentence(say_within(block.period))
    if not block.has_data:
        return f"{when} no day is covered by an import: nothing is known of it, which is not 0."
    if not block.uncovered:
        return ""
    verb = "is" if block.uncovered == 1 else "are"
    return (
        f"{when}, {block.uncovered} of {say_count(block.period.days, 'day')} {verb} covered by no "
        "import: its counts may be too low, and it has no rate and is compared with nothing."
    )


def _say_blanks(block: Block) -> list[str]:
    asked = (
        (
            Figure.UNREFERENCED,
            "call-outs without a child’s reference: they are in no count of children",
        ),
        (Figure.UNPLACED, "call-outs at homes without registered places: they are in no rate"),
        (Figure.OUTCOME_UNKNOWN, "behaviour call-outs whose outcome is not recorded or not known"),
        (
            Figure.NEED_UNKNOWN,
            "call-outs for which the group has not answered whether police were needed",
        ),
    )
    when = say_period(block.period)
    return [
        f"{when}: {say_mark(block.find(figure))} {words}."
        for figure, words in asked
        if block.find(figure).value != 0
    ]
