"""One provider's homes as a document: side by side in the register's order, then each by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.clock import say_date
from core.measures.period import say_period
from core.measures.sentences import say_count
from core.measures.summary_limits_sentences import find_rulesets, say_rulesets
from core.measures.summary_sentences import (
    say_position,
    say_provider_rates_title,
    say_provider_title,
)
from core.reports.document import (
    Block,
    Cell,
    Document,
    Estimate,
    Heading,
    Intervals,
    Paragraph,
    Points,
    Table,
)
from core.reports.home_summary_blocks import UNIT
from core.reports.home_summary_document import build_home_blocks, build_method
from core.reports.home_summary_tables import AWAY
from core.reports.home_summary_value import HomeSummary
from core.reports.provider_summary import ProviderSummary
from core.vocabulary import CallOutKind, DocumentKind, Verdict, say

_FIGURES = (
    "Homes stand in the order of their names. No order of the figures is given: at such counts a "
    "difference between two homes is mostly chance. Each home’s own part says what its figures "
    "rest on."
)


def build_provider_summary_document(summary: ProviderSummary) -> Document:
    """All of it as one document: side by side, then every home by itself."""
    blocks: list[Block] = list(build_side_by_side(summary))
    for home in summary.homes:
        blocks.append(Heading(f"{home.name} ({home.urn})"))
        blocks += _lower(build_home_blocks(home), home)
    blocks += build_method(summary.homes[0])
    return _build_document(summary, blocks)


def build_overview_document(summary: ProviderSummary) -> Document:
    """What stands before the homes' own parts, by itself: the first sheet of a workbook."""
    first = build_method(summary.homes[0])
    return _build_document(summary, [*build_side_by_side(summary), *first])


def _build_document(summary: ProviderSummary, blocks: Sequence[Block]) -> Document:
    data_to = summary.homes[0].data_to
    parts = [say(DocumentKind.PROVIDER_SUMMARY).capitalize(), say_period(summary.period)]
    parts.append(say_count(len(summary.homes), "home"))
    if data_to is not None:
        parts.append(f"data to {say_date(data_to)}")
    call_outs = sum(len(home.call_outs) for home in summary.homes)
    has_data = any(home.counted is not None for home in summary.homes)
    return Document(
        title=say_provider_title(
            summary.provider, call_outs, len(summary.homes), summary.period, has_data=has_data
        ),
        about=" · ".join(parts),
        blocks=tuple(blocks),
        ruleset=say_rulesets(find_rulesets(summary.period)),
    )


def _lower(blocks: Sequence[Block], home: HomeSummary) -> Iterator[Block]:
    """A home's blocks under its own heading; its tables keep their names apart from the others'."""
    for block in blocks:
        if isinstance(block, Heading):
            yield replace(block, level=block.level + 1)
        elif isinstance(block, Table) and block.name:
            yield replace(block, name=f"{home.urn} {block.name}")
        else:
            yield block


def build_side_by_side(summary: ProviderSummary) -> tuple[Block, ...]:
    """The homes beside each other: call-outs and rates, then the protocol and follow-up."""
    blocks: list[Block] = [Heading("Side by side"), Paragraph(_FIGURES)]
    if figure := _build_rates(summary):
        blocks.append(figure)
    blocks += [
        Heading("Call-outs, home by home", 2),
        _build_calls_table(summary.homes),
        Heading("The protocol and follow-up, home by home", 2),
        _build_protocol_table(summary.homes),
    ]
    if summary.not_open:
        blocks.append(Points(summary.not_open, "Not open in the period"))
    return tuple(blocks)


def _build_rates(summary: ProviderSummary) -> Intervals | None:
    rated = [(home.name, home.rate) for home in summary.homes if home.rate is not None]
    if not rated:
        return None
    rows = [
        Estimate(name, rate.rate, rate.lower, rate.upper, say_position(rate).rstrip("."))
        for name, rate in rated
    ]
    title = say_provider_rates_title([rate for _, rate in rated])
    area = next((rate for _, rate in rated if rate.area_rate is not None), None)
    if area is not None:
        rows.append(
            Estimate("The area", area.area_rate, area.area_lower, area.area_upper, "all its homes")
        )
    alt = "; ".join(f"{row.label}: {row.value:.2f}" for row in rows if row.value is not None)
    return Intervals(title, tuple(rows), UNIT, f"{title}. {alt}.")


def _build_calls_table(homes: Sequence[HomeSummary]) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            home.name,
            home.urn,
            home.home.places[-1][1] if home.home.places else None,
            *(_count_kinds(home) if home.counted else ("no data", "no data", "no data")),
            home.rate.rate if home.rate else None,
            home.rate.lower if home.rate else None,
            home.rate.upper if home.rate else None,
        )
        for home in homes
    )
    return Table(
        (
            "Home",
            "URN",
            "Places",
            "Behaviour",
            "Protective",
            "Missing or away",
            "Rate",
            "Lower limit",
            "Upper limit",
        ),
        rows,
        f"Call-outs and rates of {say_count(len(homes), 'home')}",
        (7, 5, 3, 5, 5, 4, 3, 3, 3),
        "side by side",
    )


def _count_kinds(home: HomeSummary) -> tuple[int, int, int]:
    behaviour = sum(contact.kind is CallOutKind.BEHAVIOUR for contact in home.call_outs)
    away = sum(contact.category in AWAY for contact in home.call_outs)
    return behaviour, len(home.call_outs) - behaviour - away, away


def _build_protocol_table(homes: Sequence[HomeSummary]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for home in homes:
        verdicts = [finding.verdict for finding in home.findings]
        avoidable = verdicts.count(Verdict.OVER_REPORT)
        untold = verdicts.count(Verdict.UNDER_REPORT)
        rows.append(
            (
                home.name,
                _say_needed(home),
                avoidable,
                untold,
                len(verdicts) - avoidable - untold,
                home.gaps.unreviewed,
                len(home.prompts),
                sum(action.done_on is None for action in home.actions),
                sum(action.is_overdue for action in home.actions),
            )
        )
    return Table(
        (
            "Home",
            "Police needed",
            "Avoidable",
            "Not told",
            "Other steps",
            "To review",
            "Questions on notifying",
            "Actions open",
            "Overdue",
        ),
        tuple(rows),
        f"What the group agreed, and follow-up, of {say_count(len(homes), 'home')}",
        (7, 5, 6, 4, 4, 4, 6, 5, 5),
        "protocol",
    )


def _say_needed(home: HomeSummary) -> str:
    if not home.needed.asked:
        return "no such call-out"
    return f"{home.needed.yes} of {home.needed.known}" if home.needed.known else "not known"
