"""Missing episodes: how many, of how many children, and what was known and done (Howard League)."""

from datetime import date, timedelta

import polars as pl

from core.measures.answers import Answers, Question, ask_column, count_answers
from core.measures.children import SEVERAL
from core.measures.slow_time import build_minutes
from core.protocol.rules.missing import INTERVIEW_WITHIN
from core.vocabulary import Category, ReturnInterview

_WITHIN_MINUTES = INTERVIEW_WITHIN / timedelta(minutes=1)
_EVERY = pl.lit(True)
_REPORTED = pl.col("call_out")
_HELD = pl.col("return_interview") == ReturnInterview.HELD.value
_TO_INTERVIEW = build_minutes("returned_at", "return_interview_at")

KNOWN_SAFE = Question(
    "called_though_safe",
    "Called, though known where and safe",
    _REPORTED,
    (pl.col("whereabouts_known") == "yes") & (pl.col("known_safe") == "yes"),
    (pl.col("whereabouts_known") == "no") | (pl.col("known_safe") == "no"),
)
INTERVIEW_HELD = Question(
    "interview_held",
    "Return home interview held",
    _EVERY,
    _HELD,
    pl.col("return_interview").is_not_null() & ~_HELD,
)
INTERVIEW_IN_TIME = Question(
    "interview_in_time",
    "Held within 72 hours of the return",
    _HELD,
    _TO_INTERVIEW.is_between(0, _WITHIN_MINUTES),
    _TO_INTERVIEW > _WITHIN_MINUTES,
)
QUESTIONS: tuple[Question, ...] = (
    ask_column("whereabouts_known", "Whereabouts known", _EVERY),
    ask_column("known_safe", "Known to be safe", _EVERY),
    KNOWN_SAFE,
    ask_column("collection_requested", "Police asked to fetch the child", pl.col("contacted")),
    ask_column("checklist_completed", "Checklist completed before the call", _REPORTED),
    ask_column("trigger_plan", "Trigger plan in place", _EVERY),
    INTERVIEW_HELD,
    INTERVIEW_IN_TIME,
)
"""What is asked of missing episodes, in the order of an episode."""

_WAITS = (
    ("from the decision to the report", pl.col("call_out"), ("decided_at", "reported_at")),
    (
        "from the report to the police's arrival",
        pl.col("call_out")
        & ((pl.col("police_response") == "attended") | pl.col("police_arrived_at").is_not_null()),
        ("reported_at", "police_arrived_at"),
    ),
)


def filter_episodes(incidents: pl.DataFrame) -> pl.DataFrame:
    """The missing episodes, with or without the police."""
    return incidents.filter(pl.col("category") == Category.MISSING.value)


def filter_away(incidents: pl.DataFrame) -> pl.DataFrame:
    """Those away from placement without authorisation (`absent`): no missing episode."""
    return incidents.filter(pl.col("category") == Category.ABSENT.value)


def build_answers(episodes: pl.DataFrame) -> pl.DataFrame:
    """A row per question: `key`, `question`, `asked`, `yes`, `no`, `unknown`, `share`, limits.

    `share`, `lower` and `upper` (Wilson's 95 %) are of the known answers, null where these are
    too few. `asked` is of how many: all episodes, the call-outs, the contacts, the interviews held.
    """
    rows = []
    for question in QUESTIONS:
        found = count_answers(episodes, question)
        lower, upper = found.limits or (None, None)
        counts = (found.asked, found.yes, found.no, found.unknown)
        rows.append((question.key, question.words, *counts, found.share, lower, upper))
    names = ("key", "question", "asked", "yes", "no", "unknown", "share", "lower", "upper")
    types = (pl.String, pl.String, *[pl.Int64] * 4, *[pl.Float64] * 3)
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def find_known_safe(episodes: pl.DataFrame) -> Answers:
    """How many call-outs were about a child whose whereabouts were known and who was safe."""
    return count_answers(episodes, KNOWN_SAFE)


def find_interviews(episodes: pl.DataFrame) -> tuple[Answers, Answers, int]:
    """Return home interviews held; of those, within 72 hours (inclusive); how many were declined.

    Hours are those really elapsed across a clock change. A declined interview is a no to "held".
    """
    declined = (episodes["return_interview"] == ReturnInterview.DECLINED.value).sum()
    held, in_time = (count_answers(episodes, q) for q in (INTERVIEW_HELD, INTERVIEW_IN_TIME))
    return held, in_time, int(declined)


def build_waits(episodes: pl.DataFrame) -> pl.DataFrame:
    """Two rows, in minutes: `step`, `counted`, `median`, `shortest`, `longest`, `unknown`.

    The decision to the report, of all call-outs; the report to the arrival, of call-outs that the
    police attended. `unknown` are those with a moment blank, or the later one before the earlier.
    """
    rows = []
    for step, asked_of, (start, end) in _WAITS:
        asked = episodes.filter(asked_of.fill_null(False)).select(minutes=build_minutes(start, end))
        known = asked["minutes"].filter(asked["minutes"] >= 0)
        rows.append(
            (
                step,
                known.len(),
                known.median(),
                known.min(),
                known.max(),
                asked.height - known.len(),
            )
        )
    names = ("step", "counted", "median", "shortest", "longest", "unknown")
    types = (pl.String, pl.Int64, *[pl.Float64] * 3, pl.Int64)
    return pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")


def build_by_home(incidents: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """A row per home with an episode or a child away, by name; other homes are not in it.

    `home_id`, `name`, `episodes`, `children` (distinct references), `call_outs`, `held` (return
    home interviews), `away`, `last_on` (the latest episode's day; null where only away).
    """
    missing = pl.col("category") == Category.MISSING.value
    concerned = incidents.filter(missing | (pl.col("category") == Category.ABSENT.value))
    return (
        concerned.group_by("home_id")
        .agg(
            episodes=missing.sum(),
            children=pl.col("child_ref").filter(missing).drop_nulls().n_unique(),
            call_outs=(missing & _REPORTED).sum(),
            held=(missing & _HELD.fill_null(False)).sum(),
            away=(~missing).sum(),
            last_on=pl.col("occurred_on").filter(missing).max(),
        )
        .join(homes.select("home_id", "name"), on="home_id")
        .sort("name", "home_id")
        .select("home_id", "name", "episodes", "children", "call_outs", "held", "away", "last_on")
    )


def find_repeated(episodes: pl.DataFrame, homes: pl.DataFrame) -> pl.DataFrame:
    """A row per home with three episodes or more, by name.

    `home_id`, `name`, `episodes`, `known` (with a child's reference), `children`, `first_on`,
    `last_on`.
    """
    return (
        episodes.group_by("home_id")
        .agg(
            episodes=pl.len().cast(pl.Int64),
            known=pl.col("child_ref").count().cast(pl.Int64),
            children=pl.col("child_ref").drop_nulls().n_unique().cast(pl.Int64),
            first_on=pl.col("occurred_on").min(),
            last_on=pl.col("occurred_on").max(),
        )
        .filter(pl.col("episodes") >= SEVERAL)
        .join(homes.select("home_id", "name"), on="home_id")
        .sort("name", "home_id")
    )


def find_noted(
    episodes: pl.DataFrame, repeated: pl.DataFrame, annotations: pl.DataFrame, until: date
) -> pl.DataFrame:
    """A row per annotation of a home of `find_repeated`, from its first episode to `until`.

    `home_id`, `on_day`, `words`, and its episodes `before` and `since`; the day noted is since.
    Annotations without words (not cleared for the wall) are left out.
    """
    notes = (
        annotations.filter(pl.col("words").is_not_null() & (pl.col("on_day") <= until))
        .join(repeated.select("home_id", "first_on"), on="home_id")
        .filter(pl.col("on_day") >= pl.col("first_on"))
    )
    counted = notes.join(episodes.select("home_id", "occurred_on"), on="home_id")
    return (
        counted.group_by("id", "home_id", "on_day", "words")
        .agg(
            before=(pl.col("occurred_on") < pl.col("on_day")).sum().cast(pl.Int64),
            since=(pl.col("occurred_on") >= pl.col("on_day")).sum().cast(pl.Int64),
        )
        .sort("on_day", "id")
        .drop("id")
    )
