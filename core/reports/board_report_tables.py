"""The tables and figures of a board report: typed cells, and a mark where a number is withheld."""

from collections.abc import Callable, Sequence

from core.measures.board_counts import Figure
from core.measures.board_figures import (
    PLACED,
    Block,
    Estimated,
    find_per_child,
    find_rate,
    find_share,
)
from core.measures.board_sentences import (
    say_bars_title,
    say_rate,
    say_rates_title,
    say_takeaway,
)
from core.measures.disclosure import MARK
from core.measures.period import Period, say_period
from core.reports.document import Bars, Cell, Estimate, Intervals, Table

PERIOD = "Period"
_SAID = {MARK: f"{MARK}: withheld"}

_Column = tuple[str, Callable[[Block], Cell]]


def build_rate_table(blocks: Sequence[Block], figure: Figure) -> Table:
    """A kind of call-out by block, with place-years, rate and limits."""

    def rate(block: Block) -> Estimated:
        return find_rate(block, figure)

    return _build_table(
        blocks,
        figure.value.capitalize(),
        f"{figure.value.capitalize()} and their rate per place-year with 95 % limits, by period.",
        [
            (figure.value.capitalize(), _count(figure)),
            ("At homes with places", _count(PLACED[figure])),
            ("Place-years", lambda block: round(block.place_years, 2)),
            ("Per place-year", lambda block: _cell(rate(block).value, rate(block).mark)),
            ("Lower", lambda block: _cell(rate(block).lower, rate(block).mark)),
            ("Upper", lambda block: _cell(rate(block).upper, rate(block).mark)),
        ],
    )


def build_frequency_table(blocks: Sequence[Block]) -> Table:
    """Events and distinct children by block."""

    def each(block: Block) -> Cell:
        found = find_per_child(block)
        return _cell(found.value, found.mark)

    return _build_table(
        blocks,
        "Frequency",
        "Call-outs, those with a child's reference, and distinct children, by period.",
        [
            ("Call-outs", _count(Figure.ALL)),
            ("With a child’s reference", _count(Figure.REFERENCED)),
            ("Without", _count(Figure.UNREFERENCED)),
            ("Different children", _count(Figure.CHILDREN)),
            ("Call-outs a child", each),
            ("From other placements, not in these", _count(Figure.ELSEWHERE)),
        ],
    )


def build_level_table(blocks: Sequence[Block]) -> Table:
    """Call-outs by the level that the group agreed, and those outside the levels."""
    return _build_table(
        blocks,
        "Level",
        "Call-outs by agreed level, with missing and other incidents outside the levels apart.",
        [
            ("Level 1", _count(Figure.LEVEL_1)),
            ("Level 2", _count(Figure.LEVEL_2)),
            ("Level 3", _count(Figure.LEVEL_3)),
            ("Missing", _count(Figure.MISSING)),
            ("Outside the levels otherwise", _count(Figure.OUTSIDE)),
            ("Not graded", _count(Figure.UNGRADED)),
        ],
    )


def build_outcome_table(blocks: Sequence[Block]) -> Table:
    """Behaviour call-outs by whether they ended in a criminal outcome."""
    return _build_table(
        blocks,
        "Outcome",
        "Behaviour call-outs with and without a criminal outcome, and the share without, by "
        "period.",
        [
            ("Behaviour call-outs", _count(Figure.BEHAVIOUR)),
            ("Criminal outcome", _count(Figure.CRIMINAL)),
            ("No criminal outcome", _count(Figure.NOT_CRIMINAL)),
            ("Not known", _count(Figure.OUTCOME_UNKNOWN)),
            *_share_columns("Without, of known", Figure.NOT_CRIMINAL, Figure.CRIMINAL),
        ],
    )


def build_need_table(blocks: Sequence[Block]) -> Table:
    """Call-outs by the group's answer whether police were needed."""
    return _build_table(
        blocks,
        "Police needed",
        "Call-outs by the group's answer whether police were needed, and the share, by period.",
        [
            ("Needed", _count(Figure.NEEDED)),
            ("Not needed", _count(Figure.NOT_NEEDED)),
            ("Not known", _count(Figure.NEED_UNKNOWN)),
            *_share_columns("Needed, of known", Figure.NEEDED, Figure.NOT_NEEDED),
        ],
    )


def build_sides_table(blocks: Sequence[Block]) -> Table:
    """Incidents with an agreed breach, by side and whose step."""
    return _build_table(
        blocks,
        "Both sides",
        "Incidents that the group agreed were not in line with the protocol, by side and by whose "
        "step, by period.",
        [
            ("Contact could have been avoided", _count(Figure.AVOIDABLE)),
            ("Should have been told", _count(Figure.UNTOLD)),
            ("A step of the home", _count(Figure.HOME_STEPS)),
            ("A step of the council", _count(Figure.COUNCIL_STEPS)),
            ("A step of the police", _count(Figure.POLICE_STEPS)),
        ],
    )


def build_work_table(blocks: Sequence[Block]) -> Table:
    """What the group did, by block: counts only."""
    return _build_table(
        blocks,
        "Work of the group",
        "Meetings, actions, contacts with homes and escalations, by period.",
        [
            ("Meetings", lambda block: block.meetings),
            ("Actions given", _count(Figure.ACTIONS_GIVEN)),
            ("Done by the period’s end", _count(Figure.ACTIONS_DONE)),
            ("Overdue then", _count(Figure.ACTIONS_OVERDUE)),
            ("Not due yet then", _count(Figure.ACTIONS_OPEN)),
            ("Contacts with homes", _count(Figure.CONTACTS)),
            ("Escalations", _count(Figure.ESCALATIONS)),
        ],
    )


def build_bars(blocks: Sequence[Block], label: Callable[[Period], str] = say_period) -> Bars:
    """Call-outs by block; a withheld one has no bar, and its mark says so."""
    counts = [block.find(Figure.ALL) for block in blocks]
    title = say_bars_title(blocks)
    return Bars(
        title=title,
        labels=tuple(label(block.period) for block in blocks),
        series=(("Call-outs", tuple(count.value for count in counts)),),
        unit="call-outs",
        alt=f"{title}. {say_takeaway(blocks)}",
        marks=tuple(count.mark for count in counts),
    )


def build_intervals(blocks: Sequence[Block], figure: Figure) -> Intervals:
    """The rate of a kind of call-out by block; a withheld one has a word instead of a line."""
    rates = [(block, find_rate(block, figure)) for block in blocks]
    title = say_rates_title(blocks, figure)
    said = "; ".join(say_rate(block, figure) for block in blocks)
    return Intervals(
        title=title,
        estimates=tuple(
            Estimate(
                say_period(block.period),
                rate.value,
                rate.lower,
                rate.upper,
                _SAID.get(rate.mark, rate.mark),
            )
            for block, rate in rates
        ),
        unit=f"{figure.value} per place-year",
        alt=f"{title}. {said}.",
    )


def build_long_table(tables: Sequence[Table]) -> Table:
    """Every cell of a report's tables under one another: period, part, figure, value, meaning."""
    meanings = {MARK: "withheld", "no data": "no import covers the days"}
    rows = tuple(
        (row[0], table.name, heading, cell, meanings.get(cell, "") if isinstance(cell, str) else "")
        for table in tables
        for row in table.rows
        for heading, cell in zip(table.headings[1:], row[1:], strict=True)
    )
    return Table(
        (PERIOD, "Part", "Figure", "Value", "Meaning"),
        rows,
        "Every figure of the report.",
        (1, 1, 2, 1, 1),
        "Figures",
    )


def _build_table(blocks: Sequence[Block], name: str, alt: str, columns: Sequence[_Column]) -> Table:
    rows = tuple(
        (say_period(block.period), *(find(block) for _, find in columns)) for block in blocks
    )
    return Table(
        (PERIOD, *(heading for heading, _ in columns)), rows, alt, (2,) * (len(columns) + 1), name
    )


def _count(figure: Figure) -> Callable[[Block], Cell]:
    return lambda block: block.find(figure).cell


def _share_columns(words: str, figure: Figure, other: Figure) -> list[_Column]:
    def percent(which: str) -> Callable[[Block], Cell]:
        def find(block: Block) -> Cell:
            share = find_share(block, figure, other)
            value = getattr(share, which)
            return share.mark if value is None else round(100 * value)

        return find

    return [
        (f"{words} (%)", percent("value")),
        ("Lower (%)", percent("lower")),
        ("Upper (%)", percent("upper")),
    ]


def _cell(value: float | None, mark: str) -> Cell:
    return mark if value is None else round(value, 6)
