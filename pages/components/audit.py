"""The audit: its filters in the URL, its rows, one row whole, the file."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import streamlit as st

from core.access import Viewer
from core.audit_reading import (
    AuditFilter,
    AuditLine,
    AuditPage,
    export_audit,
)
from core.audit_words import NOUNS, VERBS
from core.clock import say_date, say_moment
from core.measures.audit_sentences import say_audit
from core.store import Store
from pages.components.periods import months_before
from pages.components.session import while_let_in
from pages.components.tables import show_table
from pages.components.text import escape
from pages.components.url_choice import pick_by_code, pick_in_row, put_param

ON_A_PAGE = 50
_SPANS = ("Since Monday", "Last 12 months", "All", "Choose…")
_EARLIEST = date(2000, 1, 1)
_BEFORE, _AFTER = "before", "after"


@dataclass(frozen=True)
class Picked:
    """What was asked for, and how its days are said."""

    wanted: AuditFilter
    days: str


def pick_audit_filter(people: dict[int, str], today: date) -> Picked:
    """What of the audit is shown, from the URL: days, person, what was done, with what, its id."""
    since, until, days = _pick_days(today)
    narrowed = any(st.query_params.get(name) for name in ("by", "verb", "noun", "id"))
    refusals = st.toggle("Refusals only", key="refused", bind="query-params")
    with (
        st.expander("Search: person, what was done, with what", expanded=narrowed),
        st.container(horizontal=True, gap="medium", vertical_alignment="bottom"),
    ):
        with st.container(width=220):
            codes = {str(key): name for key, name in people.items()}
            person = pick_by_code("Person", codes, param="by", everything="Everybody")
        with st.container(width=220):
            verb = pick_by_code("Did", _sort(VERBS), param="verb", everything="Anything")
        with st.container(width=220):
            noun = pick_by_code("With", _sort(NOUNS), param="noun", everything="Anything")
        with st.container(width=120):
            number = st.text_input("Its number", key="id", bind="query-params", max_chars=64)
    wanted = AuditFilter(
        since=since,
        until=until,
        person_id=int(person) if person else None,
        verb=verb,
        noun=noun,
        noun_id=number,
        refusals=refusals,
    )
    return Picked(wanted, days)


def _sort(words: object) -> dict[str, str]:
    pairs = {code: said.rstrip(",") for code, said in dict(words).items()}  # type: ignore[call-overload]
    return dict(sorted(pairs.items(), key=lambda pair: pair[1]))


def _pick_days(today: date) -> tuple[date | None, date | None, str]:
    span = pick_in_row("Days", _SPANS, key="days")
    if span == "All":
        return None, None, "in all"
    if span == "Last 12 months":
        return months_before(today, 12), today, "in the last 12 months"
    if span == "Since Monday":
        return today - timedelta(days=today.weekday()), today, "since Monday"
    with st.container(horizontal=True, gap="medium", width=420):
        first = st.date_input(
            "From",
            today - timedelta(days=30),
            min_value=_EARLIEST,
            key="from",
            bind="query-params",
            format="DD/MM/YYYY",
        )
        last = st.date_input(
            "To", today, min_value=_EARLIEST, key="to", bind="query-params", format="DD/MM/YYYY"
        )
    return first, last, f"from {say_date(first)} to {say_date(last)}"


def say_audit_title(found: AuditPage, picked: Picked) -> str:
    """The page's finding, as Markdown."""
    counts = found.counts
    if not counts.total:
        narrowed = " that match" if picked.wanted.narrows else ""
        return escape(f"Nothing is recorded {picked.days}{narrowed}".strip())
    kinds = (counts.changes, counts.prepared, counts.opened, counts.refusals)
    said = say_audit(*kinds, narrowed=picked.wanted.narrows)
    return escape(f"{said[:1].upper()}{said[1:]} {picked.days}")


def show_lines(store: Store, viewer: Viewer, found: AuditPage, wanted: AuditFilter) -> None:
    """One page of rows, the latest first; one of them whole; all of them as CSV."""
    show_table(
        pl.DataFrame(
            {
                "When": [say_moment(line.at) for line in found.lines],
                "Who": [f"{line.who}, {line.role}" for line in found.lines],
                "What": [_say_what(line) for line in found.lines],
                "Row": [str(line.seq) for line in found.lines],
            }
        ),
        alt=f"Rows of the audit, the latest first, {len(found.lines)} of {found.counts.total}: "
        "when, who, what, row",
        key="audit",
        file_name="audit.csv",
        download=False,
    )
    _show_steps(found)
    st.caption(
        "UK time. Rows hold numbers and names of fields, never what stood in them, and are never "
        "changed or taken out. Recorded are changes, files prepared, who opened an incident's page "
        "(once a person and day) and refusals. Looking at lists, figures and this page is not: it "
        "would bury the rest."
    )
    st.download_button(
        "These rows as CSV, with whole digests",
        data=while_let_in(lambda: export_audit(store, viewer, wanted)),
        file_name="audit.csv",
        mime="text/csv",
        key="audit_csv",
        icon=":material/download:",
        on_click="ignore",
    )
    _show_whole(found.lines)


def _say_what(line: AuditLine) -> str:
    said = f"{line.said[:1].upper()}{line.said[1:]}"
    # A word, not only a colour: it must be found by ear and in print too.
    return f"REFUSED: {', '.join(line.fields)}" if line.refused else said


def read_place() -> dict[str, int]:
    """Next to which row the page stands, from the URL; nothing for the latest rows."""
    asked = {name: st.query_params.get(name, "") for name in (_BEFORE, _AFTER)}
    return {
        name: int(said)
        for name, said in asked.items()
        if said.isascii() and said.isdecimal() and len(said) < 16
    }


def _show_steps(found: AuditPage) -> None:
    if not (found.has_later or found.has_earlier):
        return
    first, last = found.lines[0].seq, found.lines[-1].seq
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        at_end, at_start = not found.has_later, not found.has_earlier
        st.button("Latest", disabled=at_end, on_click=_go, key="latest")
        st.button("Later", disabled=at_end, on_click=_go, args=(_AFTER, first), key="later")
        st.button("Earlier", disabled=at_start, on_click=_go, args=(_BEFORE, last), key="back")
        st.caption(f"Rows {first:,} to {last:,}; {found.counts.total:,} in all")


def _go(place: str = "", seq: int = 0) -> None:
    for name in (_BEFORE, _AFTER):
        put_param(name, str(seq) if name == place else "")


def _show_whole(lines: tuple[AuditLine, ...]) -> None:
    rows = {line.seq: line for line in lines}
    with st.expander("One row whole, with its digest to copy"):
        chosen = st.selectbox(
            "Row",
            list(rows),
            format_func=lambda seq: f"{seq}: {rows[seq].who} {rows[seq].said}",
            key="audit_row",
        )
        if chosen is None:
            return
        line = rows[chosen]
        number = "" if line.person_id is None else f" (person {line.person_id})"
        st.markdown(
            f"**Row {line.seq}, {escape(say_moment(line.at))}**  \n"
            f"By {escape(line.who)}{escape(number)} as {escape(line.role)}.  \n"
            f"Recorded as {escape(line.verb)}, {escape(line.noun)} {escape(line.noun_id or '')}, "
            f"at data revision {line.data_revision}.  \n"
            f"Fields: {escape(', '.join(line.fields) or 'none')}."
        )
        st.caption("Its digest, then that of the row before it")
        st.code(f"{line.digest}\n{line.previous}", language=None, wrap_lines=True)


def show_nothing(found: AuditPage, picked: Picked) -> None:
    """Why no row is shown, and what would show some."""
    if found.counts.total:
        st.markdown("There is nothing further in that direction.")
        st.button("Go to the latest rows", on_click=_go, key="first_page")
    elif picked.wanted.narrows:
        st.markdown("More days or fewer filters would show some.")
    else:
        st.markdown("More days would show some: choose “All”.")
