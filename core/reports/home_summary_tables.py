"""The tables of a home's summary: typed cells, in the words that the profession uses."""

import calendar
from collections import Counter
from collections.abc import Sequence
from datetime import date

from core.clock import say_date
from core.measures.notifiable import Prompt
from core.measures.period import Period
from core.measures.sentences import say_count
from core.measures.summary_figures import AWAY as AWAY_CODES
from core.reports.document import Cell, Table
from core.reports.home_summary_value import (
    AgreedFinding,
    HomeFacts,
    PoliceContact,
)
from core.vocabulary import CallOutKind, Category, Channel, say

AWAY = frozenset(Category(code) for code in AWAY_CODES)
"""What stands apart: calling about a missing child is right."""

_NEEDED = {"yes": "yes", "no": "no", "unknown": "cannot tell"}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def say_span(start: date, counted: Period, *, quarterly: bool) -> str:
    """A month or quarter by the days of it that are counted: "May 2019", "14–31 May 2019"."""
    months = 3 if quarterly else 1
    last_month = date(start.year, start.month + months - 1, 1)
    end = last_month.replace(day=calendar.monthrange(last_month.year, last_month.month)[1])
    first, last = max(start, counted.start), min(end, counted.end)
    if quarterly and first.month != last.month:
        return f"{first:%b}–{last:%b %Y}"
    if quarterly or (first == start and last == end):
        return f"{first:%b %Y}"
    days = str(first.day) if first == last else f"{first.day}–{last.day}"
    return f"{days} {first:%b %Y}"


def build_home_table(home: HomeFacts, today: date) -> Table:
    """What the register says of the home."""
    rows: list[tuple[Cell, Cell]] = [
        ("URN", home.urn),
        ("Name", home.name),
        ("Provider", home.provider or "not recorded"),
        ("Setting", say(home.setting)),
        ("Authority it lies in", _say_authority(home)),
        ("Registered places", _say_places(home)),
        ("Ofsted’s latest judgement", _say_judgement(home)),
        ("Open", _say_open(home, today)),
        ("SPOC at the period’s end", ", ".join(home.spocs) or "not recorded"),
    ]
    return Table(("What", "In the register"), tuple(rows), "What the register says", (3, 7), "home")


def _say_authority(home: HomeFacts) -> str:
    if not home.authority:
        return "not recorded"
    outside = ", outside the protocol’s area" if home.in_area is False else ""
    return f"{home.authority}{outside}"


def _say_places(home: HomeFacts) -> str:
    if not home.places:
        return "not recorded"
    (_, first), *later = home.places
    said = [str(first)]
    said += [f"{count} from {say_date(day)}" for day, count in later if day is not None]
    return ", ".join(said)


def _say_judgement(home: HomeFacts) -> str:
    if home.judgement is None:
        return "not recorded"
    day = f", {say_date(home.judged_on)}" if home.judged_on else ", day not recorded"
    return f"{say(home.judgement)}{day}"


def _say_open(home: HomeFacts, today: date) -> str:
    opened = f"since {say_date(home.opened_on)}" if home.opened_on else "opening day not recorded"
    if home.closed_on is None:
        return opened
    return f"{opened}, {'to' if home.closed_on < today else 'until'} {say_date(home.closed_on)}"


def build_categories_table(call_outs: Sequence[PoliceContact]) -> Table:
    """Call-outs by category and channel: behaviour first, missing last, then all of them."""
    channels = [channel for channel in Channel if channel is not Channel.NONE]
    counts = Counter((_say_kind(c), c.category, c.channel) for c in call_outs)
    order = {words: place for place, words in enumerate(("behaviour", "protective", "missing"))}
    places = list(Category)
    groups = sorted(
        {(kind, category) for kind, category, _ in counts},
        key=lambda group: (order[group[0]], places.index(group[1])),
    )
    rows: list[tuple[Cell, ...]] = []
    for kind, category in groups:
        row = [counts[kind, category, channel] for channel in channels]
        rows.append((_capital(say(category)), kind, *row, sum(row)))
    totals = [sum(c.channel is channel for c in call_outs) for channel in channels]
    rows.append(("All", "", *totals, len(call_outs)))
    names = [_capital(say(channel)) for channel in channels]
    return Table(
        ("Category", "Kind", *names, "All"),
        tuple(rows),
        f"{_capital(say_count(len(call_outs), 'call-out'))} by category and channel",
        (6, 4, 2, 2, 3, 2, 2),
        "categories",
    )


def _say_kind(contact: PoliceContact) -> str:
    if contact.category in AWAY:
        return "missing"
    return say(contact.kind or CallOutKind.PROTECTIVE)


def say_purpose(contact: PoliceContact) -> str:
    """What a contact was: a call-out's kind, or advice or information."""
    if contact.kind is None:
        return say(contact.purpose)
    return say(contact.kind)


def build_contacts_table(contacts: Sequence[PoliceContact]) -> Table:
    """The contacts with the police but for the missing, a row each, earliest first."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            c.reference,
            c.occurred_at,
            say(c.category),
            say(c.channel),
            say_purpose(c),
            c.level,
            _say_police(c),
            c.outcome_code,
            _say_needed(c),
            "; ".join(clause for clause, _, _ in c.agreed) or None,
        )
        for c in contacts
        if c.category not in AWAY
    )
    headings = (
        "Log number",
        "When",
        "Category",
        "Told by",
        "Kind",
        "Level",
        "Police",
        "Outcome",
        "Police needed",
        "Clauses agreed",
    )
    return Table(
        headings,
        rows,
        f"{_capital(say_count(len(rows), 'contact'))} with the police",
        (16, 16, 13, 8, 12, 7, 12, 11, 11, 9),
        "contacts",
    )


def _say_police(contact: PoliceContact) -> str | None:
    """What the police did, and whether anybody was arrested; nothing where neither is recorded."""
    arrest = {"yes": "arrest", "no": "no arrest"}.get(contact.arrested or "")
    response = say(contact.police_response) if contact.police_response else None
    return ", ".join(words for words in (response, arrest) if words) or None


def _say_needed(contact: PoliceContact) -> str:
    if contact.kind is None:
        return "no call-out"
    if not contact.reviewed:
        return "not reviewed"
    return _NEEDED.get(contact.police_needed or "", "not said")


def build_away_table(contacts: Sequence[PoliceContact]) -> Table:
    """The contacts about a child missing or away, apart: calling then is right."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            c.reference,
            c.occurred_at,
            say(c.category),
            say(c.channel),
            _say_police(c),
            "; ".join(clause for clause, _, _ in c.agreed) or None,
        )
        for c in contacts
        if c.category in AWAY
    )
    return Table(
        ("Log number", "When", "Category", "Told by", "Police", "Clauses agreed"),
        rows,
        f"{_capital(say_count(len(rows), 'contact'))} about a child missing or away",
        (5, 7, 6, 3, 3, 3),
        "missing",
    )


def build_prompts_table(prompts: Sequence[Prompt]) -> Table:
    """The questions on notifying Ofsted."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            prompt.reference,
            prompt.on_day,
            _capital(", ".join(prompt.reasons)),
            "recorded as not notified" if prompt.recorded_no else "not known to be notified",
        )
        for prompt in prompts
    )
    return Table(
        ("Log number", "Day", "Why it is asked", "Notified?"),
        rows,
        f"{_capital(say_count(len(rows), 'contact'))} to ask about",
        (4, 3, 6, 5),
        "notified",
    )


def build_findings_table(findings: Sequence[AgreedFinding]) -> Table:
    """What the group agreed: fact, whose step, the group's view, whether the home answered."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            finding.clause,
            finding.reference or "not reported",
            finding.on_day or f"{finding.month:%B %Y}",
            finding.message,
            say(finding.owner),
            _capital(say(finding.verdict)),
            _say_account(finding),
        )
        for finding in findings
    )
    return Table(
        (
            "Clause",
            "Log number",
            "Day",
            "What was found",
            "Whose step",
            "The group’s view",
            "The home’s account",
        ),
        rows,
        f"{_capital(say_count(len(rows), 'finding'))} that the group agreed",
        (6, 12, 9, 23, 7, 11, 9),
        "findings",
    )


def _say_account(finding: AgreedFinding) -> str:
    if finding.response:
        return "in its own words below"
    if finding.has_account:
        return "gave an account, not cleared to leave the group"
    return "no account on record"
