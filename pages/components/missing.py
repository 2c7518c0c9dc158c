"""What the page about missing episodes shows, a screen each."""

import polars as pl
import streamlit as st

from core.access import Sight, Viewer, can_see_unreported, read_access
from core.charts.missing import build_answers_figure, describe_answers
from core.measures.answers import SHARE_FROM, Answers
from core.measures.children import find_children
from core.measures.missing import (
    build_answers,
    build_waits,
    filter_away,
    find_interviews,
    find_known_safe,
)
from core.measures.missing_sentences import (
    say_answers,
    say_arrival_title,
    say_away,
    say_children_of,
    say_declined,
    say_interviews,
    say_known_safe,
    say_minutes,
    say_missing_title,
    say_question,
    say_share,
    say_wait,
)
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from pages.components.cards import Card, show_cards
from pages.components.figures import read_look, show_figure
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.tables import say_each, show_table

_RETURN = ("interview_held", "interview_in_time")


def sees_children(viewer: Viewer) -> bool:
    """Whether episodes can be counted by child: not for every role, and not on the wall."""
    return read_access(viewer).child_refs is not Sight.NONE and not is_projecting()


def say_scope(viewer: Viewer) -> str:
    """That what was never reported is not every role's to read."""
    if read_access(viewer).uncontacted is Sight.ALL:
        return ""
    return " · episodes not reported to the police only where your role sees them"


def build_episodes_screen(
    viewer: Viewer, incidents: pl.DataFrame, episodes: pl.DataFrame, period: Period
) -> Screen:
    """Episodes and children, what was reported, who was away otherwise."""
    found = find_children(episodes)
    return Screen(
        "Episodes",
        say_missing_title(found.events, found.known, found.distinct, period),
        lambda: _show_episodes(viewer, incidents, episodes),
    )


def _show_episodes(viewer: Viewer, incidents: pl.DataFrame, episodes: pl.DataFrame) -> None:
    children = find_children(episodes)
    away = filter_away(incidents)
    reported = episodes.filter("call_out").height
    known_safe = find_known_safe(episodes)
    show_cards(
        [
            Card(
                "Missing episodes",
                str(episodes.height),
                say_children_of(
                    children.events,
                    children.known,
                    children.distinct,
                    may_see=sees_children(viewer),
                )
                if episodes.height
                else "none recorded in this period",
            ),
            Card(
                "Reported to the police",
                f"{reported} of {episodes.height}",
                "calling about a child who is missing or in danger is right",
            ),
            Card(
                "Known to be safe when called",
                f"{known_safe.yes} of {known_safe.known}" if known_safe.known else "not known",
                say_share(known_safe),
            ),
            Card(
                "Away without authorisation",
                str(away.height),
                say_away(
                    away.height,
                    away.filter("call_out").height,
                    sees_unreported=can_see_unreported(viewer),
                ),
            ),
        ],
        key="missing_cards",
    )
    if episodes.is_empty():
        st.markdown(
            "No missing episode is recorded here. Choose a longer period or all homes; episodes "
            "come in with the incidents, category “missing”."
        )


def build_answers_screen(episodes: pl.DataFrame, period: Period) -> Screen:
    """What was known when the child was away, and what was done before and with the call."""
    heading = say_known_safe(find_known_safe(episodes))
    return Screen("Known and done", heading, lambda: _show_known_and_done(episodes, period))


def _show_known_and_done(episodes: pl.DataFrame, period: Period) -> None:
    answers = build_answers(episodes).filter(~pl.col("key").is_in(_RETURN))
    _show_answers(
        answers,
        key="missing_answers",
        method=f"{_say_base(episodes, period)} “Known where and safe”: whereabouts known and known "
        "to be safe, both recorded as yes; a parent would first ring, fetch and wait (Howard "
        "League). ",
    )


def build_return_screen(episodes: pl.DataFrame, period: Period) -> Screen:
    """The return home interview: held, and in time."""
    held, in_time, _ = find_interviews(episodes)
    heading = say_interviews(held, in_time)
    return Screen("The return", heading, lambda: _show_return(episodes, period))


def _show_return(episodes: pl.DataFrame, period: Period) -> None:
    held, in_time, declined = find_interviews(episodes)
    if episodes.height >= SHARE_FROM:
        st.markdown(f"Held: {say_answers(held)}. Within 72 hours: {say_answers(in_time)}.")
    _show_answers(
        build_answers(episodes).filter(pl.col("key").is_in(_RETURN)),
        key="missing_return",
        method=f"{_say_base(episodes, period)} The local authority offers the interview within 72 "
        f"hours of the return (statutory guidance). {say_declined(declined)}",
    )


def _say_base(episodes: pl.DataFrame, period: Period) -> str:
    return f"Counts of {say_count(episodes.height, 'missing episode')}, {say_period(period)}."


def _show_answers(answers: pl.DataFrame, *, key: str, method: str) -> None:
    if answers["asked"].max() < SHARE_FROM:  # type: ignore[operator]
        counts = ("question", "yes", "no", "unknown")
        asked = answers.filter(pl.col("asked") > 0).select(counts)
        lines = [say_question(words, Answers(*rest)) for words, *rest in asked.iter_rows()]
        st.markdown("\n".join(f"- {line}" for line in lines))
        st.caption(f"{method}Not recorded is never read as no.")
        return
    percent = {"share": "Yes, % of known", "lower": "Lower 95 %", "upper": "Upper 95 %"}
    show_figure(
        build_answers_figure(answers, read_look()),
        key=key,
        alt=describe_answers(answers),
        method=f"{method}Not recorded is never read as no. Shares in the table: of the known "
        f"answers, from {SHARE_FROM} of them, with Wilson’s 95 % interval.",
        table=answers.select(
            pl.col("question").alias("Question"),
            pl.col("asked").alias("Asked of"),
            pl.col("yes").alias("Yes"),
            pl.col("no").alias("No"),
            pl.col("unknown").alias("Not recorded"),
            *((100 * pl.col(name)).round(0).alias(words) for name, words in percent.items()),
        ),
        file_name=f"{key}.csv",
    )


def build_waits_screen(episodes: pl.DataFrame, period: Period) -> Screen:
    """How long the report and the police took, in sentences and a table."""
    waits = build_waits(episodes)
    heading = say_arrival_title(waits.row(-1, named=True))
    return Screen("How soon", heading, lambda: _show_waits(waits, period))


def _show_waits(waits: pl.DataFrame, period: Period) -> None:
    for row in waits.iter_rows(named=True):
        st.markdown(say_wait(row))
    st.caption(
        f"Missing episodes reported to the police, {say_period(period)}; the arrival of those that "
        "the police attended. Median and range; time really elapsed across clock changes. A moment "
        "that is blank, or before the one that it follows, is not recorded. Whether the police "
        "attend is their decision and says nothing of a home."
    )
    if is_projecting():
        return
    times = {"median": "Median", "shortest": "Shortest", "longest": "Longest"}
    with st.expander("Table"):
        show_table(
            waits.select(
                pl.col("step").alias("Time"),
                pl.col("counted").alias("Known for"),
                *(
                    say_each(waits.select(minutes=name), _say_minutes).alias(words)
                    for name, words in times.items()
                ),
                pl.col("unknown").alias("Not recorded"),
            ),
            alt="Times from the decision to the report and to the arrival of the police",
            key="missing_waits",
            file_name="missing_times.csv",
        )


def _say_minutes(row: dict[str, float | None]) -> str:
    return "" if row["minutes"] is None else say_minutes(row["minutes"])
