"""What a board report says, from published counts: no sentence knows a number that is withheld."""

import re
from collections.abc import Sequence

from core.measures.board_counts import Count, Figure
from core.measures.board_figures import (
    PLACED,
    Block,
    compare_blocks,
    find_per_child,
    find_rate,
    find_share,
)
from core.measures.comparison import Comparison
from core.measures.disclosure import MARK
from core.measures.period import Period, say_period
from core.measures.sentences import (
    NBSP,
    say_comparison,
    say_count,
    say_percent,
    say_repeats,
    say_within,
)

WHAT_NO_DATA_MEANS = "0 is none. “no data”: no import covers the days, so nothing is known of them."
WHAT_C_MEANS = (
    f"“{MARK}” is a number that is withheld: 1 to 4, one from which such a number would follow, or "
    "one that would tell a home’s provider what another has. "
    f"It is never 0. {WHAT_NO_DATA_MEANS}"
)


def say_board_title(block: Block, before: Block) -> str:
    """The report's finding: call-outs of the last block beside the one before."""
    when, then = say_within(block.period), say_within(before.period)
    if not block.has_data:
        return f"No data on {say_period(block.period)}"
    count, other = block.find(Figure.ALL), before.find(Figure.ALL)
    if count.value is None:
        return f"The number of call-outs {when} is withheld: it would tell too much of a few"
    said = f"{_say_number(count.value)} {when}"
    if not block.is_whole:
        return f"{said}, of which not every day has data"
    if not before.has_data:
        return f"{said}; no data {then} to compare with"
    if other.value is None:
        return f"{said}; the number {then} is withheld"
    if not before.is_whole:
        return f"{said}; {say_period(before.period)} is not whole enough to compare with"
    found = compare_blocks(block, before, Figure.ALL)
    assert found is not None
    return f"{said}, {_say_difference(count.value, other.value)} {then}{_say_chance(found)}"


def _say_number(count: int) -> str:
    said = say_count(count, "call-out")
    return said[:1].upper() + said[1:]


def _say_difference(count: int, other: int) -> str:
    if count == other:
        return "as many as"
    return f"{abs(count - other):,} {'fewer' if count < other else 'more'} than"


def _say_chance(found: Comparison) -> str:
    if found.rate_ratio is None or found.count == found.other_count:
        return ""
    if not found.is_beyond_chance:
        return ": chance could explain it"
    if (found.rate_ratio < 1) is not (found.count < found.other_count):
        return f", but {'fewer' if found.rate_ratio < 1 else 'more'} per place"
    if not found.holds_with_repeats:
        return ": chance does not explain it, several calls about one child could"
    return ": chance does not explain it"


def say_change(block: Block, before: Block, figure: Figure) -> list[str]:
    """A kind of call-out against the block before, or why there is no comparison."""
    noun = "call-out" if figure is Figure.ALL else figure.value.removesuffix("s")
    found = compare_blocks(block, before, figure)
    if found is None:
        return [_say_no_comparison(block, before, figure)]
    if any(one.find(PLACED[figure]).value is None for one in (block, before)):
        counts = f"{say_count(found.count, noun)} {say_within(block.period)}"
        than = f"{_say_difference(found.count, found.other_count)} {say_within(before.period)}"
        return [f"{open_sentence(counts)}, {than}. The rate per place is withheld."]
    said = [say_comparison(found, block.period, before.period)]
    if figure is not Figure.ALL:
        said = [open_sentence(re.sub("[Cc]all-out", noun, said[0], count=1))]
    elif found.is_beyond_chance and (repeats := say_repeats(found)):
        said.append(repeats)
    return said


def _say_no_comparison(block: Block, before: Block, figure: Figure) -> str:
    for one in (block, before):
        when = say_within(one.period)
        if not one.has_data:
            return f"There are no data {when}, so nothing is compared."
        if not one.is_whole:
            return f"Not every day {when} has data, so the years are not compared."
    withheld = " and ".join(
        say_period(one.period) for one in (before, block) if one.find(figure).value is None
    )
    return f"{figure.value.capitalize()}: withheld for {withheld}, so nothing is compared."


def say_frequency(block: Block) -> str:
    """Call-outs and distinct children side by side, and how many call-outs a child."""
    events, children = block.find(Figure.REFERENCED), block.find(Figure.CHILDREN)
    when = open_sentence(say_within(block.period))
    if not block.has_data:
        return f"{when} there are no data."
    if events.value == 0:
        return f"{when} no call-out has a child's reference, so children cannot be counted."
    if events.value is None and children.value is not None:
        return (
            f"{when} the call-outs concern {children.value:,} different children. For how many of "
            "them the child is known is withheld, and with it how many there are a child."
        )
    if events.value is None or children.value is None:
        return f"{when} how many call-outs concern how many children is withheld."
    each = find_per_child(block).value
    who = "one child" if children.value == 1 else f"{children.value:,} different children"
    verb = "concerns" if events.value == 1 else "concern"
    return f"{when}, {say_count(events.value, 'call-out')} {verb} {who}: {each:.1f} a child."


_LEVELS = ((Figure.LEVEL_1, "level 1"), (Figure.LEVEL_2, "level 2"), (Figure.LEVEL_3, "level 3"))


def say_levels(block: Block) -> str:
    """The levels that the group set or agreed, with what is not graded."""
    when = open_sentence(say_within(block.period))
    if not block.has_data:
        return f"{when} there are no data."
    rest = (
        "Not graded, because nobody has looked at it yet or it has no level: "
        f"{say_mark(block.find(Figure.UNGRADED))}."
    )
    counts = [(block.find(figure).value, words) for figure, words in _LEVELS]
    hidden = [words for count, words in counts if count is None]
    shown = [f"{count:,} at {words}" for count, words in counts if count is not None]
    if not shown:
        return f"{when} the numbers at {join_words(hidden)} are withheld. {rest}"
    said = f"{when} the group placed {join_words(shown)}"
    if hidden:
        said += f"; what it placed at {join_words(hidden)} is withheld"
    return f"{said}. {rest}"


def say_outcomes(block: Block) -> list[str]:
    """The share of behaviour call-outs with an outcome known that ended without a criminal one."""
    said = [
        _say_share(
            block,
            (Figure.NOT_CRIMINAL, Figure.CRIMINAL),
            "behaviour call-outs whose outcome is known ended without a criminal outcome",
            "behaviour call-outs without a criminal outcome",
            f"outcome not known: {say_mark(block.find(Figure.OUTCOME_UNKNOWN))}",
        )
    ]
    if block.find(Figure.CRIMINAL).value == 0 and block.find(Figure.BEHAVIOUR).value != 0:
        said.append("No behaviour call-out is known to have ended in a criminal outcome.")
    return said


def say_need(block: Block) -> str:
    """The share of call-outs, of those answered by the group, in which police were needed."""
    return _say_share(
        block,
        (Figure.NEEDED, Figure.NOT_NEEDED),
        "call-outs with the group’s answer needed the police",
        "call-outs in which police were needed",
        f"no answer, or not yet: {say_mark(block.find(Figure.NEED_UNKNOWN))}",
    )


def _say_share(
    block: Block, parts: tuple[Figure, Figure], what: str, share_of: str, unknown: str
) -> str:
    when = open_sentence(say_within(block.period))
    share = find_share(block, *parts)
    if not block.has_data:
        return f"{when} there are no data."
    count, rest = (block.find(part).value for part in parts)
    if share.value is None or share.lower is None or share.upper is None:
        why = "is withheld" if share.mark == MARK else "cannot be told: no answer is known"
        return f"{when} the share of {share_of} {why} ({unknown})."
    assert count is not None
    assert rest is not None
    return (
        f"{when}, {count:,} of {count + rest:,} {what}: {say_percent(share.value)} "
        f"(95{NBSP}% interval: {say_percent(share.lower)} to {say_percent(share.upper)}; "
        f"{unknown})."
    )


def say_bars_title(blocks: Sequence[Block]) -> str:
    """What the bars show: the fewest and the most, or how many of them are withheld or missing."""
    unit = "year" if any(block.period.days > _LONGEST_QUARTER for block in blocks) else "quarter"
    counts = [block.find(Figure.ALL) for block in blocks]
    known = [count.value for count in counts if count.value is not None]
    if not known:
        return f"No number of call-outs by {unit} can be shown"
    least, most = min(known), max(known)
    said = f"{least:,} to {most:,} call-outs a {unit}"
    if least == most:
        said = f"{open_sentence(say_count(most, 'call-out'))} a {unit}"
    if len(known) == 1:
        said = f"{open_sentence(say_count(most, 'call-out'))} in the one {unit} that can be shown"
    hidden = len(counts) - len(known)
    return f"{said}; {hidden} of {len(counts)} not shown" if hidden and len(known) > 1 else said


_LONGEST_QUARTER = 92


def say_takeaway(blocks: Sequence[Block]) -> str:
    """Each block's call-outs in words, for who does not see the bars."""
    said = [f"{say_period(block.period)}: {say_mark(block.find(Figure.ALL))}" for block in blocks]
    return "; ".join(said) + "."


def say_rates_title(blocks: Sequence[Block], figure: Figure) -> str:
    """The last block's rate with its limits, or that it is not shown."""
    last = blocks[-1]
    rate = find_rate(last, figure)
    if rate.value is None:
        why = "is withheld" if rate.mark == MARK else "cannot be given"
        return f"{open_sentence(figure.value)} per place-year: {say_within(last.period)} it {why}"
    return f"{open_sentence(figure.value)} per place-year: {say_rate(last, figure)}"


def say_rate(block: Block, figure: Figure) -> str:
    """A rate with its limits in words: "0.42 in 2018 (95 % interval: 0.30 to 0.57)"."""
    rate = find_rate(block, figure)
    if rate.value is None:
        return f"{rate.mark} {say_within(block.period)}"
    return (
        f"{rate.value:.2f} {say_within(block.period)} "
        f"(95{NBSP}% interval: {rate.lower:.2f} to {rate.upper:.2f})"
    )


def say_span(blocks: Sequence[Block]) -> str:
    """The report's days in words."""
    first, last = blocks[0].period, blocks[-1].period
    if len(blocks) == 1:
        return say_period(last)
    if (last.end.month, last.end.day) == (12, 31):
        return f"{first.start.year} to {last.end.year}"
    return say_period(Period(first.start, last.end))


def say_mark(count: Count) -> str:
    """A count in a sentence: its value, or the mark that stands for it."""
    return f"{count.value:,}" if count.value is not None else count.mark


def join_words(words: Sequence[str]) -> str:
    """Some things as people list them: "a, b and c"."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def open_sentence(words: str) -> str:
    """Words as they begin a sentence."""
    return words[:1].upper() + words[1:]
