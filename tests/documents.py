"""A document with everything in it that a document may hold, and the stamps of each level."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime

from core.reports.document import (
    Bars,
    Document,
    Estimate,
    Heading,
    Intervals,
    Paragraph,
    Points,
    Sent,
    Stamp,
    Table,
)
from core.vocabulary import DisclosureLevel, LawfulBasis

MADE_AT = datetime(2019, 7, 1, 12, 0, tzinfo=UTC)
ANCHOR = "0123456789abcdef" * 4
SENT = Sent(
    DisclosureLevel.AGREEMENT,
    "Ofsted, South West",
    LawfulBasis.LEGAL_OBLIGATION,
    audit_anchor=ANCHOR,
)
SENT_STAMP = Stamp(MADE_AT, "A liaison, Ofsted liaison", 1204, demonstration=True, sent=SENT)
OWN_STAMP = replace(SENT_STAMP, sent=None)
PUBLIC_STAMP = replace(
    SENT_STAMP,
    sent=Sent(
        DisclosureLevel.PUBLIC,
        "the Partnership Board",
        LawfulBasis.NOT_PERSONAL,
        audit_anchor=ANCHOR,
    ),
)
HOSTILE = (
    '#let x = 1; #panic("x")',
    '#eval("1+1") #raw("x") `raw` ```typ x```',
    "*bold* _it_ = Heading\n= Another\n- item\n/ term: x",
    "$x^2$ @label <label> \\u{41} // comment /* more */",
    '<script>alert("1")</script> <a href="http://evil.test">x</a> & "quotes"',
    "[link](http://evil.test) ![i](http://evil.test/i.png) https://evil.test :red[x]",
    "long " * 40,
    "W" * 200,
    "\u202eabc\u202c \u2066x\u2069 \u05d0\u0645",
    "\U0001f476\U0001f3fd e\u0301 \u0000\u0007 \ud800 \u200b",
    '=HYPERLINK("http://evil.test")',
)
"""What somebody may have typed as a home's name, a recipient or a reason."""

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = tuple(f"{month} {year}" for year in (2017, 2018) for month in _NAMES)
MONTHLY = Bars(
    title="Call-outs fell in the second year, but chance could explain it",
    labels=_MONTHS,
    series=(
        (
            "behaviour",
            (3, 4, 0, 2, 5, 7, 6, 3, 2, None, None, None, 1, 0, 2, 3, None, 2, 1, 0, 2, 1, 1, 2),
        ),
        (
            "protective",
            (1, 0, 0, 1, 2, 1, 0, 2, 1, None, None, None, 0, 1, 0, 1, None, 0, 2, 0, 0, 1, 0, 1),
        ),
        (
            "cannot be told",
            (0, 1, 0, 0, 0, 1, 0, 0, 0, None, None, None, 1, 0, 0, 0, None, 0, 0, 0, 0, 0, 1, 0),
        ),
    ),
    unit="call-outs a month",
    alt="48 call-outs in 2017, 22 in 2018; three months without data, one withheld.",
    marks=tuple(
        "no data" if n in (9, 10, 11) else "c" if n == 16 else "" for n in range(len(_MONTHS))
    ),
)
RATES = Intervals(
    title="Alder is not told apart from the other homes",
    estimates=(
        Estimate("Alder House", 0.9, 0.5, 1.7),
        Estimate("Other homes of the provider", 0.42, 0.31, 0.56),
        Estimate("The Gables Residential Home for Children and Young People", 0.0, 0.0, 1.2),
        Estimate("Cedar", None, said="not enough data: fewer than two call-outs expected"),
        Estimate("Elm", 1.1, 0.2, 9.5),
        Estimate("Fir", 0.7, None, None),
        Estimate("Hazel", 0.7, 0.3, math.inf),
        Estimate("All homes of the area", 0.48, 0.4, 0.57),
    ),
    unit="call-outs per place per year, 95 % interval",
    alt="Alder 0.90 call-outs per place per year, between 0.50 and 1.70; the area 0.48.",
)
CALL_OUTS = Table(
    headings=(
        "Force’s log number",
        "Day",
        "Category",
        "Minutes",
        "Share",
        "Police needed",
        "Known",
    ),
    rows=(
        ("DP-2019-0001", date(2019, 5, 4), "criminal damage", 45, 0.25, "no", True),
        (
            "DP-2019-0002",
            date(2019, 5, 6),
            "missing from home, returned by police",
            1205,
            12.5,
            "",
            False,
        ),
        ("DP-2019-0003", None, "assault on a member of staff", "c", None, "cannot be told", None),
    ),
    alt="Call-outs from Alder",
    widths=(4, 3, 6, 2, 2, 3, 2),
    name="Call-outs",
)
EMPTY = Table(("Clause", "Findings"), (), "Confirmed findings", (3, 1), "Findings")
LONG = Table(
    ("No", "Home", "Call-outs"),
    tuple((n, f"Home {n}", n * 37 % 1400) for n in range(1, 121)),
    "A long table",
    (1, 4, 2),
    "Long",
)
WHOLE = Document(
    title="Home summary: Alder House",
    about="URN SC012345 · 1 January 2017 to 31 December 2018",
    blocks=(
        Paragraph(
            "37 call-outs against 52: 29 % fewer. Per place, a fall like this could be chance "
            "(95 % interval: 55 % lower to 11 % higher)."
        ),
        Heading("The home"),
        Points(("Provider: Acme Care", "Places: 6", "Judgement: good"), "As registered"),
        Heading("Call-outs"),
        Paragraph("Counted by day, not by report.", "Method"),
        MONTHLY,
        Heading("Which they were", 2),
        CALL_OUTS,
        Heading("Rate"),
        RATES,
        Heading("Findings"),
        EMPTY,
        Paragraph("No finding was confirmed in this period.", "Findings"),
        Heading("All homes"),
        LONG,
    ),
    ruleset="Pan-Dorset protocol, September 2017",
)
"""Every kind of block, with figures that lack something."""


def build_hostile(words: str) -> Document:
    """The same words in every field of every kind of block."""
    return Document(
        title=f"T {words}",
        about=words,
        blocks=(
            Heading(words),
            Heading(words, 2),
            Paragraph(words, words),
            Points((words, words), words),
            Table((words, words, "No"), ((words, words, 3), (None, words, None)), words, (1, 4, 1)),
            Bars(
                words,
                (words, words, "c"),
                ((words, (1, None, 0)), (f"{words} ", (2, None, 1))),
                words,
                words,
                ("", words, ""),
            ),
            Intervals(
                words,
                (Estimate(words, 1.0, 0.5, 2.0), Estimate(words, None, said=words)),
                words,
                words,
            ),
        ),
        ruleset=words,
    )


def build_sent(words: str) -> Stamp:
    """A stamp whose maker and recipient have this name."""
    return replace(SENT_STAMP, made_by=words, sent=replace(SENT, recipient=words))
