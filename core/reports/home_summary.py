"""One home and a period as it may leave the group: collected with the level's sight.

Whoever prepares it, the same home, period and level give the same value: it is read as the Ofsted
liaison sees, and what needs more leaves as a count.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
from sqlmodel import Session

from core.access import SYSTEM, Permission, Viewer, check_can, check_can_see_home
from core.clearing import read_cleared
from core.errors import InvalidInput
from core.measures.answers import Answers
from core.measures.children import find_children, say_children
from core.measures.comparison import Comparison, compare_periods
from core.measures.one_home import find_open_days, say_not_open
from core.measures.period import Period
from core.measures.share import find_needed_share
from core.measures.summary_figures import (
    Covered,
    count_months,
    count_split,
    find_counted,
    find_gaps,
    find_home_rate,
    find_quiet,
)
from core.measures.summary_limits_sentences import say_children_unknown
from core.measures.tally import filter_days
from core.measures.timeline import find_uncovered_days
from core.reading import View, read_actions, read_view
from core.reports.home_summary_record import (
    build_follow_ups,
    read_spocs_on,
    read_training,
    read_visits,
)
from core.reports.home_summary_rows import (
    build_contacts,
    build_findings,
    filter_agreed,
    find_prompts,
)
from core.reports.home_summary_value import HomeFacts
from core.reports.home_summary_value import HomeSummary as HomeSummary
from core.shares import check_can_share
from core.store import Store
from core.vocabulary import (
    CallOutKind,
    DisclosureLevel,
    Judgement,
    Role,
    SettingType,
    Verdict,
)

DOCUMENT = Viewer(None, "document", Role.LIAISON)
"""With whose sight a document is collected: what nobody reported is not in it."""

NEVER_PUBLIC = (
    "A home's own document is never public: a handful of children live there, and its figures "
    "would tell of each. Share it under an agreement."
)


def find_home_id(store: Store, viewer: Viewer, urn: str) -> int:
    """The id of the home with a URN, whatever its case and the spaces around it.

    Raises:
        AccessDenied: the role may not export.
        InvalidInput: no such home.
    """
    with store.read(viewer):
        check_can(viewer, Permission.EXPORT)
    homes = read_view(store, DOCUMENT).homes
    found = homes.filter(pl.col("urn").str.to_uppercase() == urn.strip().upper())
    if found.is_empty():
        raise InvalidInput(f"There is no home with the URN {urn.strip()[:32]} in the register.")
    return int(found["home_id"][0])


def build_home_summary(
    store: Store,
    viewer: Viewer,
    home_id: int,
    period: Period,
    level: DisclosureLevel,
    today: date,
) -> HomeSummary:
    """Collect what a document of a home says at a level; days inclusive.

    A period that only begins before the home opened is shown with the home's open days.

    Raises:
        AccessDenied: the role may not prepare documents of this level, or not see the home.
        InvalidInput: no such home, a public document, a period in the future or in which the home
            was not open on any day.
    """
    with store.read(viewer):
        check_can_share(viewer, level)
        check_can_see_home(viewer, home_id)
    if level is DisclosureLevel.PUBLIC:
        raise InvalidInput(NEVER_PUBLIC)
    if period.start > today:
        raise InvalidInput("The period lies in the future.")
    view = read_view(store, DOCUMENT)
    own = _filter_home(view, home_id)
    if own.homes.is_empty():
        raise InvalidInput("There is no such home in the register.")
    home = own.homes.row(0, named=True)
    if find_open_days(period, home["opened_on"], home["closed_on"], own.incidents) is None:
        why = say_not_open(period, home["opened_on"], home["closed_on"])
        raise InvalidInput(f"{home['name']}: {why}. Choose days on which it was open.")
    actions = read_actions(store, SYSTEM if level is DisclosureLevel.GROUP else DOCUMENT)
    kept = _read_kept(store, home_id, period)
    with store.read(viewer) as session:
        return _build(session, view, own, kept, actions, period, level, today)


def _filter_home(view: View, home_id: int) -> View:
    here = pl.col("home_id") == home_id
    return replace(
        view,
        incidents=view.incidents.filter(here),
        findings=view.findings.filter(here),
        homes=view.homes.filter(here),
        places=view.places.filter(here),
        annotations=view.annotations.filter(here & pl.col("cleared")),
    )


@dataclass(frozen=True)
class _Kept:
    """What only the group may see of a home and period: counts of it leave, and clauses."""

    call_outs: pl.DataFrame
    untold: pl.DataFrame


def _read_kept(store: Store, home_id: int, period: Period) -> _Kept:
    own = _filter_home(read_view(store, SYSTEM), home_id)
    incidents = filter_days(own.incidents, period)
    unreported = incidents.filter(~pl.col("contacted")).select(
        pl.col("id").alias("incident_id"), "has_account"
    )
    untold = filter_agreed(own.findings).filter(pl.col("verdict") == Verdict.UNDER_REPORT.value)
    return _Kept(
        call_outs=incidents.filter("call_out"),
        untold=untold.join(unreported, on="incident_id").sort("occurred_at", "id"),
    )


def _build(
    session: Session,
    view: View,
    own: View,
    kept: _Kept,
    actions: pl.DataFrame,
    period: Period,
    level: DisclosureLevel,
    today: date,
) -> HomeSummary:
    home = own.homes.row(0, named=True)
    home_id, covered = int(home["home_id"]), view.covered
    setting = SettingType(home["setting_type"])
    days = find_open_days(period, home["opened_on"], home["closed_on"], own.incidents)
    assert days is not None
    counted = find_counted(period, home, own.incidents, covered, today)
    contacts = filter_days(own.incidents, period).filter("contacted").sort("occurred_at", "id")
    call_outs = filter_days(own.call_outs, period)
    cleared = read_cleared(session, contacts["id"].to_list())
    agreed = filter_agreed(filter_days(own.findings, period)).filter(
        pl.col("incident_id").is_in(contacts["id"].to_list())
    )
    last = min(period.end, today)
    return HomeSummary(
        home=_build_facts(session, home, own.places, setting, period, last),
        period=period,
        counted=counted,
        level=level,
        data_revision=view.revision,
        data_to=view.data_to,
        today=today,
        contacts=build_contacts(contacts, agreed, cleared),
        needed=_count_needed(call_outs),
        before=_compare(own, counted, covered),
        children=say_children(find_children(kept.call_outs))
        or say_children_unknown(kept.call_outs.height),
        findings=build_findings(agreed, contacts, kept.untold, cleared),
        rate=find_home_rate(view.call_outs, view.homes, view.places, home_id, counted)
        if counted
        else None,
        months=count_months(call_outs, counted, covered) if counted else (),
        quiet=find_quiet(own.call_outs, own.homes, covered, counted) if counted else None,
        prompts=find_prompts(contacts, setting),
        actions=build_follow_ups(
            session, actions.filter(pl.col("home_id") == home_id), period, today, contacts["id"]
        ),
        visits=read_visits(session, home_id, Period(period.start, last)),
        training=read_training(session, home_id, last),
        notes=_find_notes(own.annotations, period),
        gaps=find_gaps(
            contacts, call_outs, Period(days.start, max(days.start, min(days.end, last))), covered
        ),
        split=count_split(kept.call_outs) if level is DisclosureLevel.GROUP else (),
    )


def _count_needed(call_outs: pl.DataFrame) -> Answers:
    found = find_needed_share(call_outs.filter(pl.col("kind") == CallOutKind.BEHAVIOUR.value))
    return Answers(found.needed, found.not_needed, found.unknown)


def _compare(own: View, counted: Period | None, covered: Covered) -> Comparison | None:
    """The same days of the year before, where imports cover both and the home was open then."""
    if counted is None:
        return None
    before = counted.find_same_a_year_before()
    opened = own.homes["opened_on"][0]
    if before.overlaps(counted) or (opened is not None and opened > before.start):
        return None
    if find_uncovered_days(counted, covered) or find_uncovered_days(before, covered):
        return None
    return compare_periods(own.call_outs, own.homes, own.places, counted, before)


def _find_notes(annotations: pl.DataFrame, period: Period) -> tuple[tuple[date, str], ...]:
    until = pl.coalesce("until_day", "on_day")
    within = (pl.col("on_day") <= period.end) & (until >= period.start)
    return tuple(annotations.filter(within).select("on_day", "words").rows())


def _build_facts(
    session: Session,
    home: dict[str, Any],
    places: pl.DataFrame,
    setting: SettingType,
    period: Period,
    last: date,
) -> HomeFacts:
    known = places.sort("from_on", nulls_last=False).select("from_on", "places").rows()
    begun = [row for row in known if row[0] is None or row[0] <= last]
    # Of what held before the period only the last: it holds when the period begins.
    before = [row for row in begun if row[0] is None or row[0] <= period.start]
    judgement = home["latest_judgement"]
    return HomeFacts(
        home_id=home["home_id"],
        urn=home["urn"],
        name=home["name"],
        provider=home["provider"],
        setting=setting,
        authority=home["host_authority"],
        in_area=home["in_area"],
        opened_on=home["opened_on"],
        closed_on=home["closed_on"],
        places=tuple(before[-1:] + begun[len(before) :]) or tuple(known[:1]),
        judgement=Judgement(judgement) if judgement else None,
        judged_on=home["judged_on"],
        spocs=read_spocs_on(session, home["home_id"], last),
    )
