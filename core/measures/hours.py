"""When calls come: night and weekend against their share of the time, and who decided."""

from dataclasses import dataclass

import polars as pl
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from core.measures.answers import Answers, Question, ask_column, count_answers
from core.measures.period import Period
from core.measures.slow_time import has_time
from core.vocabulary import CallOutKind, Decider

NIGHT_FROM, NIGHT_TO = 22, 7
"""Night is from 22:00 to 06:59."""
NIGHT_SHARE = 9 / 24
DRAWN_FROM = 10
"""Call-outs from which their pattern is drawn: below it a picture would show chance."""

PARTS = tuple(f"{h:02}:00–{(h + 2) % 24:02}:59" for h in (7, 10, 13, 16, 19, 22, 1, 4))
"""The day in eight parts of three hours from 07:00; the last three are the night."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_DECIDERS = {
    "registered or senior manager": (Decider.REGISTERED_MANAGER, Decider.SENIOR_MANAGER),
    "staff": (Decider.STAFF,),
    "agency staff": (Decider.AGENCY_STAFF,),
    "foster carer": (Decider.FOSTER_CARER,),
    "social worker or out-of-hours officer": (
        Decider.SOCIAL_WORKER,
        Decider.OUT_OF_HOURS_OFFICER,
    ),
    "child, victim, the public or police": (
        Decider.CHILD,
        Decider.VICTIM,
        Decider.PUBLIC,
        Decider.POLICE,
    ),
    "somebody else": (Decider.OTHER,),
}
_NOT_RECORDED = "not recorded"
_AGENCY: Question = ask_column("agency_staff_on_shift", "Agency staff on shift", pl.lit(True))


@dataclass(frozen=True)
class SpanShare:
    """How many of the `counted` fell `inside` a span that makes up `time_share` of the time.

    `lower` and `upper` are Wilson's 95 % limits of the share; `p_value` is the two-sided exact
    binomial test of the share against `time_share`. All None where nothing is counted.
    """

    inside: int
    counted: int
    time_share: float
    share: float | None
    lower: float | None
    upper: float | None
    p_value: float | None

    @property
    def is_beyond_chance(self) -> bool:
        """Whether both test and interval leave out the share of the time.

        They are two methods and can differ at the edge: then chance is said to be able to.
        """
        if self.p_value is None or self.lower is None or self.upper is None:
            return False
        return self.p_value < 0.05 and not self.lower <= self.time_share <= self.upper


def build_span_share(inside: int, counted: int, time_share: float) -> SpanShare:
    """A count against its share of the time, `time_share` strictly between 0 and 1 to be tested."""
    if not counted:
        return SpanShare(inside, counted, time_share, None, None, None, None)
    lower, upper = proportion_confint(inside, counted, method="wilson")
    p_value = float(binomtest(inside, counted, time_share).pvalue)
    return SpanShare(
        inside, counted, time_share, inside / counted, float(lower), float(upper), p_value
    )


def filter_kind(call_outs: pl.DataFrame, kind: CallOutKind) -> pl.DataFrame:
    """The call-outs of one kind."""
    return call_outs.filter(pl.col("kind") == kind.value)


def count_untimed(call_outs: pl.DataFrame) -> int:
    """How many happened at exactly 00:00: most likely a date without its time, so in no hour."""
    return call_outs.filter(~has_time("occurred_at")).height


def find_night(call_outs: pl.DataFrame) -> SpanShare:
    """Those from 22:00 to 06:59 among those with a time; night is 9 of 24 hours."""
    timed = call_outs.filter(has_time("occurred_at"))
    hour = pl.col("occurred_at").dt.hour()
    inside = timed.filter((hour >= NIGHT_FROM) | (hour < NIGHT_TO)).height
    return build_span_share(inside, timed.height, NIGHT_SHARE)


def find_weekend(call_outs: pl.DataFrame, period: Period) -> SpanShare:
    """Those on a Saturday or Sunday, against the share of such days in the period."""
    inside = call_outs.filter(_is_weekend(pl.col("occurred_at"))).height
    days = pl.DataFrame({"day": pl.date_range(period.start, period.end, "1d", eager=True)})
    weekend = days.filter(_is_weekend(pl.col("day"))).height
    return build_span_share(inside, call_outs.height, weekend / period.days)


def _is_weekend(moment: pl.Expr) -> pl.Expr:
    return moment.dt.weekday() >= 6


def build_by_part(call_outs: pl.DataFrame) -> pl.DataFrame:
    """A row per part of the day: `part`, `is_night`, `weekdays`, `weekend`, `call_outs`.

    `weekdays` are Monday to Friday. Those without a time are in none.
    """
    hour = pl.col("occurred_at").dt.hour().cast(pl.Int64)
    counts = (
        call_outs.filter(has_time("occurred_at"))
        .group_by(number=(hour + 24 - NIGHT_TO) % 24 // 3)
        .agg(
            weekdays=(~_is_weekend(pl.col("occurred_at"))).sum().cast(pl.Int64),
            weekend=_is_weekend(pl.col("occurred_at")).sum().cast(pl.Int64),
        )
    )
    parts = pl.DataFrame({"part": PARTS}).with_row_index("number")
    return (
        parts.with_columns(pl.col("number").cast(pl.Int64))
        .join(counts, on="number", how="left", maintain_order="left")
        .select(
            "part",
            pl.col("number") >= 5,
            pl.col("weekdays", "weekend").fill_null(0),
        )
        .rename({"number": "is_night"})
        .with_columns(call_outs=pl.col("weekdays") + pl.col("weekend"))
    )


def build_by_weekday(call_outs: pl.DataFrame) -> pl.DataFrame:
    """A row per weekday from Monday: `weekday`, `is_weekend`, `call_outs`."""
    counts = call_outs.group_by(number=pl.col("occurred_at").dt.weekday().cast(pl.Int64)).agg(
        call_outs=pl.len().cast(pl.Int64)
    )
    days = pl.DataFrame({"weekday": WEEKDAYS, "number": range(1, 8)})
    return days.join(counts, on="number", how="left", maintain_order="left").select(
        "weekday",
        is_weekend=pl.col("number") >= 6,
        call_outs=pl.col("call_outs").fill_null(0),
    )


def build_deciders(call_outs: pl.DataFrame) -> pl.DataFrame:
    """A row per decider that occurs, "not recorded" always, last: `decider`, `call_outs`."""
    groups = {code.value: words for words, codes in _DECIDERS.items() for code in codes}
    counts = call_outs.group_by(
        decider=pl.col("decided_by")
        .replace_strict(groups, default=_NOT_RECORDED, return_dtype=pl.String)
        .fill_null(_NOT_RECORDED)
    ).agg(call_outs=pl.len().cast(pl.Int64))
    order = pl.DataFrame({"decider": [*_DECIDERS, _NOT_RECORDED]})
    return (
        order.join(counts, on="decider", how="left", maintain_order="left")
        .with_columns(pl.col("call_outs").fill_null(0))
        .filter((pl.col("call_outs") > 0) | (pl.col("decider") == _NOT_RECORDED))
    )


def find_agency(call_outs: pl.DataFrame) -> Answers:
    """Whether agency staff were on shift: yes, no, not recorded."""
    return count_answers(call_outs, _AGENCY)
