"""A board report as a document: the sentence, the figure, the table, section by section."""

from core.clock import say_date
from core.measures.board_counts import Figure
from core.measures.board_sentences import (
    WHAT_C_MEANS,
    WHAT_NO_DATA_MEANS,
    say_board_title,
    say_change,
    say_frequency,
    say_levels,
    say_need,
    say_outcomes,
    say_span,
)
from core.measures.board_work_sentences import (
    METHOD,
    METHOD_WHOLE,
    METHOD_WITHHELD,
    say_group_work,
    say_incomplete,
    say_missing,
    say_nothing_known,
    say_sides,
)
from core.measures.period import Period, say_period
from core.reports import board_report_tables as shown
from core.reports.board_report import BoardReport
from core.reports.document import Block, Document, Heading, Paragraph, Points, Table
from core.vocabulary import DisclosureLevel


def build_board_report_document(report: BoardReport) -> Document:
    """The report in words, figures and tables; its title is the finding."""
    last = report.blocks[-1]
    data_to = f" · data to {say_date(report.data_to)}" if report.data_to else ""
    return Document(
        title=say_board_title(last, report.before),
        about=(
            "Police call-outs to children’s homes and what became of them: rate, frequency, level "
            f"(14.2) · {say_span(report.blocks)}{data_to}"
        ),
        blocks=(*_build_figures(report), *_build_end(report)),
    )


def build_figures_table(report: BoardReport) -> Table:
    """Every figure of the report's tables as one long table, for a CSV."""
    blocks = build_board_report_document(report).blocks
    return shown.build_long_table([block for block in blocks if isinstance(block, Table)])


def _build_figures(report: BoardReport) -> list[Block]:
    if not report.has_data:
        return [Paragraph(say_nothing_known(report.blocks))]
    said = Paragraph(_say_marks(report), "How to read it")
    return [said, *_build_rate(report), *_build_parts(report)]


def _say_marks(report: BoardReport) -> str:
    return WHAT_C_MEANS if report.level is DisclosureLevel.PUBLIC else WHAT_NO_DATA_MEANS


def _build_rate(report: BoardReport) -> list[Block]:
    blocks, last = report.blocks, report.blocks[-1]
    parts: list[Block] = [Heading("Rate: how many call-outs, per place")]
    said = [
        words
        for figure in (Figure.ALL, Figure.BEHAVIOUR)
        for words in say_change(last, report.before, figure)
    ]
    parts += [Paragraph(words) for words in dict.fromkeys(said)]
    # A part of a year beside whole ones would look like a fall; its quarters show it.
    years = [
        block for block in blocks if (block.period.end.month, block.period.end.day) == (12, 31)
    ]
    if years:
        parts.append(shown.build_bars(years))
    if report.quarters:
        parts.append(shown.build_bars(report.quarters, _say_quarter))
    parts += [shown.build_intervals(blocks, figure) for figure in (Figure.ALL, Figure.BEHAVIOUR)]
    for figure in (Figure.ALL, Figure.BEHAVIOUR, Figure.PROTECTIVE):
        parts.append(shown.build_rate_table(blocks, figure))
    return parts


def _say_quarter(period: Period) -> str:
    return f"{period.start:%b}–{period.end:%b} {period.start:%y}"


def _build_parts(report: BoardReport) -> list[Block]:
    blocks, last = report.blocks, report.blocks[-1]
    return [
        Heading("Frequency: how many children"),
        Paragraph(say_frequency(last)),
        shown.build_frequency_table(blocks),
        Heading("Level: how serious"),
        Paragraph(say_levels(last)),
        shown.build_level_table(blocks),
        Heading("Dealt with without a criminal outcome"),
        *(Paragraph(words) for words in say_outcomes(last)),
        shown.build_outcome_table(blocks),
        Heading("Were police needed"),
        Paragraph(say_need(last)),
        shown.build_need_table(blocks),
        Heading("Both sides of the protocol"),
        *(Paragraph(words) for words in say_sides(last)),
        shown.build_sides_table(blocks),
        Heading("Missing, apart"),
        Paragraph(say_missing(last)),
    ]


def _build_end(report: BoardReport) -> list[Block]:
    blocks = report.blocks
    is_public = report.level is DisclosureLevel.PUBLIC
    method = (*METHOD, *(METHOD_WITHHELD if is_public else METHOD_WHOLE))
    incomplete = say_incomplete(blocks)
    return [
        Heading("What the group did"),
        Points(tuple(say_group_work(blocks[-1]))),
        shown.build_work_table(blocks),
        Heading("What is incomplete"),
        Points(tuple(incomplete))
        if incomplete
        else Paragraph(f"Nothing is known to be missing from {say_period(report.period)}."),
        Heading("Method"),
        Points(method),
    ]
