"""One home's contacts with the police in a period, as a table to send (West Mercia's practice).

No child's reference, no free text, no suggested finding: what leaves the group is what it agreed.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from core.access import Permission, Viewer, check_can, check_can_see_home
from core.errors import InvalidInput
from core.export import render_csv
from core.measures.period import Period, say_period
from core.reading import read_view
from core.store import Store
from core.vocabulary import Category, Channel, FindingState, Verdict, say

_HEADINGS = (
    "reference",
    "occurred_at",
    "category",
    "channel",
    "contact_purpose",
    "call_out_kind",
    "level",
    "police_response",
    "outcome_code",
    "police_needed",
    "reviewed",
    "agreed_findings",
)
_AGREED = {"yes": "yes", "no": "no", "unknown": "cannot tell"}


@dataclass(frozen=True)
class HomeCallOuts:
    """The rows of one home and period, and what they are: grain one contact with the police."""

    urn: str
    name: str
    period: Period
    revision: int
    rows: tuple[tuple[object, ...], ...]


def build_home_call_outs(
    store: Store, viewer: Viewer, urn: str, period: Period, today: date
) -> HomeCallOuts:
    """Collect one home's contacts with the police, days inclusive, and audit that it was prepared.

    Raises:
        AccessDenied: the role may not export, or not see this home.
        InvalidInput: no such home, or a period in the future.
    """
    if period.start > today:
        raise InvalidInput("The period lies in the future.")
    view = read_view(store, viewer)
    with store.write(viewer) as change:
        check_can(viewer, Permission.EXPORT)
        found = view.homes.filter(pl.col("urn") == urn.strip().upper())
        if found.is_empty():
            raise InvalidInput(f"There is no home with the URN {urn.strip()[:32]} in the register.")
        home = found.row(0, named=True)
        check_can_see_home(viewer, home["home_id"])
        change.record("prepared", "home call-outs", home["home_id"], _HEADINGS, figures=False)
    agreed = _say_agreed(view.findings)
    contacts = view.incidents.filter(
        (pl.col("home_id") == home["home_id"])
        & pl.col("contacted")
        & pl.col("occurred_on").is_between(period.start, period.end)
    ).join(agreed, left_on="id", right_on="incident_id", how="left")
    return HomeCallOuts(
        urn=home["urn"],
        name=home["name"],
        period=period,
        revision=view.revision,
        rows=tuple(_build_row(row) for row in contacts.iter_rows(named=True)),
    )


def _say_agreed(findings: pl.DataFrame) -> pl.DataFrame:
    confirmed = findings.filter(
        (pl.col("state") == FindingState.CONFIRMED.value)
        & ~pl.col("verdict").is_in([Verdict.ADVISORY.value, Verdict.CANNOT_TELL.value])
    )
    words = pl.col("verdict").replace_strict({v.value: say(v) for v in Verdict})
    return (
        confirmed.with_columns(said=pl.format("{}: {} ({})", "clause", words, "owner"))
        .group_by("incident_id")
        .agg(agreed=pl.col("said").sort().str.join("; "))
    )


def _build_row(row: dict[str, object]) -> tuple[object, ...]:
    reviewed = bool(row["reviewed"])
    return (
        row["reference"],
        row["occurred_at"],
        say(Category(str(row["category"]))),
        say(Channel(str(row["channel"]))),
        row["contact_purpose"] or "report",
        row["call_out_kind"],
        row["level_now"] if reviewed else None,
        row["police_response"],
        row["outcome_code"],
        # Only the group's answer leaves the group, never the suggested one.
        _AGREED.get(str(row["agreed_police_needed"]), "") if reviewed else "",
        "yes" if reviewed else "no",
        row["agreed"],
    )


def render_csv_of(value: HomeCallOuts) -> bytes:
    """The table as CSV, headings first; a home without contacts gives the headings alone."""
    return render_csv(_HEADINGS, value.rows)


def say_what(value: HomeCallOuts) -> str:
    """What the file holds, in one line for whoever prepared it."""
    return (
        f"{len(value.rows)} contacts with the police, {value.name} ({value.urn}), "
        f"{say_period(value.period)}, data revision {value.revision}"
    )
