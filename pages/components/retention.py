"""Old incidents: the age, what is due, what would go and what stays, the run, its history."""

from collections.abc import Callable
from datetime import date

import polars as pl
import streamlit as st

from core.access import Viewer
from core.clock import say_date, say_moment
from core.measures.retention_sentences import (
    KEPT,
    NOT_REACHED,
    TAKEN_OUT,
    say_done,
    say_holds,
)
from core.older_copies import OlderCopy
from core.retention import (
    FEWEST_YEARS,
    LONGEST_REASON,
    MOST_YEARS,
    Anonymised,
    Due,
    Retention,
    anonymise,
    set_retention_years,
)
from core.retention_due import AgedIncident
from core.store import Store
from pages.components.saving import save, say_saved
from pages.components.tables import show_table
from pages.components.text import escape

_SHOWN = 50


def show_due(store: Store, viewer: Viewer, found: Due, today: date) -> None:
    """What is past the age: a dry run with its counts, and the run with one confirmation."""
    if found.cutoff is None:
        st.markdown(
            "Set an age below when the group has agreed how long it keeps incidents as they are. "
            "Setting it changes nothing yet: what is due is shown here first."
        )
        return
    st.caption(
        f"Past the age is what was last touched by {say_date(found.cutoff)}: the incident, its "
        "review, its last action, its last panel. This page only counts; nothing goes by itself."
    )
    for said in say_holds(str(row.hold) for row in found.held):
        st.markdown(escape(said))
    if found.due:
        _show_rows("What would go", found.due, "due")
        _show_run(store, viewer, len(found.due), today)
    if found.held:
        _show_rows("What stays for now", found.held, "held")


def _show_rows(label: str, rows: tuple[AgedIncident, ...], key: str) -> None:
    with st.expander(f"{label}: {len(rows):,}"):
        frame = pl.DataFrame(
            {
                "Incident": [str(row.id) for row in rows],
                "Home": [row.home for row in rows],
                "Happened": [row.occurred_on for row in rows],
                "Last touched": [row.last for row in rows],
                "Stays because": [str(row.hold or "") for row in rows],
            }
        )
        frame = frame if key == "held" else frame.drop("Stays because")
        show_table(
            frame.head(_SHOWN),
            alt=f"{label}: {min(len(rows), _SHOWN)} of {len(rows)} incidents, the latest first",
            key=key,
            file_name=f"{key}.csv",
            download=False,
        )
        if len(rows) > _SHOWN:
            st.caption(f"The latest {_SHOWN} of {len(rows):,}.")


def _show_run(store: Store, viewer: Viewer, count: int, today: date) -> None:
    noun = "incident" if count == 1 else "incidents"
    sure = st.checkbox(
        f"Yes, take out what could tell of the child from {count:,} {noun}. It cannot be undone.",
        key="retention_sure",
    )
    st.button(
        "Anonymise now",
        type="primary",
        disabled=not sure,
        on_click=_run,
        args=(store, viewer, today),
        key="retention_run",
    )


def _run(store: Store, viewer: Viewer, today: date) -> None:
    st.session_state["retention_sure"] = False
    save_and_say(lambda: anonymise(store, viewer, today))


def save_and_say(change: Callable[[], Anonymised]) -> None:
    """Run an anonymisation and say what it did."""
    done: list[Anonymised] = []
    if save(lambda: done.append(change()), "", quiet=True):
        say_saved(say_done(done[0].incidents, done[0].minutes, done[0].rewritten))


def show_age(store: Store, viewer: Viewer, retention: Retention) -> None:
    """The age, who set it when and why, and the form that changes it."""
    st.subheader("The age", anchor=False)
    if retention.years is None:
        st.markdown("None is set: incidents stay as they are.")
    for row in retention.changes[:1]:
        what = f"{row.years} years" if row.years else "no age"
        st.markdown(
            f"{escape(what[:1].upper() + what[1:])}, set {escape(say_moment(row.at))} by "
            f"{escape(row.by)}: {escape(row.reason)}"
        )
    with st.form("retention_age", border=True):
        st.number_input(
            f"Years ({FEWEST_YEARS} to {MOST_YEARS}); empty: keep them as they are",
            min_value=FEWEST_YEARS,
            max_value=MOST_YEARS,
            value=retention.years,
            step=1,
            key="retention_years",
            width=320,
        )
        st.text_input("Why", max_chars=LONGEST_REASON, key="retention_reason")
        # Read when it is pressed: a form's callback sees its widgets by their keys.
        st.form_submit_button(
            "Set the age", on_click=_set_age, args=(store, viewer, retention.years)
        )


def _set_age(store: Store, viewer: Viewer, expected: int | None) -> None:
    years, reason = st.session_state["retention_years"], st.session_state["retention_reason"]
    wanted = None if years is None else int(years)
    save(
        lambda: set_retention_years(store, viewer, wanted, reason, expected=expected),
        "The age is set. Nothing was anonymised.",
    )


def show_what_goes() -> None:
    """What a run takes out, what it leaves, and what it does not reach."""
    with st.expander("What goes, what stays, and what this does not reach"):
        for label, sentences in (
            ("Taken out", TAKEN_OUT),
            ("Kept", KEPT),
            ("Not reached", NOT_REACHED),
        ):
            st.markdown(f"**{label}**\n\n" + "\n".join(f"- {escape(said)}" for said in sentences))


def show_copies(copies: tuple[OlderCopy, ...]) -> None:
    """What still holds what was erased, and until when."""
    if not copies:
        return
    endless = [copy.name for copy in copies if copy.ends_on is None]
    last = max((copy.ends_on for copy in copies if copy.ends_on), default=None)
    st.subheader("Backups that are older than the last erasure", anchor=False)
    said = "They hold what was erased. If one is restored, it is erased again before anybody sees."
    if last is not None:
        said += f" Daily backups end by themselves, the last of these on {say_date(last)}."
    st.markdown(said)
    if endless:
        st.markdown(
            "Copies of before a newer version or a restore end by nobody but you: delete them once "
            f"you know that you do not need them: {escape(', '.join(endless))}."
        )
    show_table(
        pl.DataFrame(
            [
                (copy.name, say_date(copy.ends_on) if copy.ends_on else "no day: delete it")
                for copy in copies
            ],
            schema=["File beside the store", "Ends on"],
            orient="row",
        ),
        alt=f"{len(copies)} files beside the store that are older than the last erasure",
        key="older_copies",
        file_name="older-copies.csv",
        download=False,
    )


def show_history(retention: Retention) -> None:
    """What was done, from the audit, and every change of the age."""
    st.subheader("What was done", anchor=False)
    rows = [
        (row.at, row.by, f"Anonymised: {', '.join(row.said)}", str(row.seq))
        for row in retention.runs
    ] + [
        (row.at, row.by, f"Set the age to {row.years or 'none'}: {row.reason}", "")
        for row in retention.changes
    ]
    if not rows:
        st.markdown("Nothing yet. Each run and each change of the age will be listed here.")
        return
    rows.sort(key=lambda row: row[0], reverse=True)
    show_table(
        pl.DataFrame(rows, schema=["When", "Who", "What", "Row of the audit"], orient="row"),
        alt="Runs and changes of the age, the latest first",
        key="retention_history",
        file_name="retention.csv",
    )
