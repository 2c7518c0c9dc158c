"""The rows of a home's summary out of scoped frames: contacts, agreed findings, questions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from core.measures.notifiable import Event, Prompt, find_prompt
from core.measures.tally import filter_breaches, sort_by_clause
from core.reports.home_summary_value import AgreedFinding, PoliceContact
from core.vocabulary import (
    CallOutKind,
    Category,
    Channel,
    ContactPurpose,
    FindingOwner,
    FindingState,
    Passage,
    PoliceResponse,
    SettingType,
    Verdict,
)

Cleared = Mapping[tuple[int, Passage], str]


def filter_agreed(findings: pl.DataFrame) -> pl.DataFrame:
    """The breaches that the group agreed, in the protocol's order of clauses."""
    agreed = filter_breaches(findings).filter(pl.col("state") == FindingState.CONFIRMED.value)
    return agreed.sort(sort_by_clause(), "rule")


def build_contacts(
    contacts: pl.DataFrame, agreed: pl.DataFrame, cleared: Cleared
) -> tuple[PoliceContact, ...]:
    """A row per contact with the police, earliest first; `agreed` as `filter_agreed`."""
    found: dict[int, list[tuple[str, Verdict, FindingOwner]]] = {}
    for key, clause, verdict, owner in agreed.select(
        "incident_id", "clause", "verdict", "owner"
    ).rows():
        found.setdefault(key, []).append((clause, Verdict(verdict), FindingOwner(owner)))
    return tuple(
        _build_contact(row, tuple(found.get(row["id"], ())), cleared)
        for row in contacts.iter_rows(named=True)
    )


def _build_contact(
    row: dict[str, Any], agreed: tuple[tuple[str, Verdict, FindingOwner], ...], cleared: Cleared
) -> PoliceContact:
    reviewed = bool(row["reviewed"])
    return PoliceContact(
        incident_id=row["id"],
        reference=row["reference"],
        occurred_at=row["occurred_at"],
        category=Category(row["category"]),
        channel=Channel(row["channel"]),
        purpose=ContactPurpose(row["contact_purpose"] or ContactPurpose.REPORT),
        kind=CallOutKind(row["call_out_kind"]) if row["call_out"] else None,
        # Only what the group agreed leaves it, never what the rules suggest.
        level=row["level_now"] if reviewed else None,
        police_response=PoliceResponse(row["police_response"]) if row["police_response"] else None,
        arrested=row["arrested"],
        outcome_code=row["outcome_code"],
        police_needed=row["agreed_police_needed"] if reviewed else None,
        reviewed=reviewed,
        agreed=agreed,
        summary=cleared.get((row["id"], Passage.SUMMARY)),
    )


def build_findings(
    agreed: pl.DataFrame, contacts: pl.DataFrame, untold: pl.DataFrame, cleared: Cleared
) -> tuple[AgreedFinding, ...]:
    """What the group agreed, by clause, then day.

    Args:
        agreed: as `filter_agreed`, of `contacts`.
        contacts: the home's with the police: `id`, `reference`, `occurred_on`, `has_account`.
        untold: agreed findings on incidents that nobody reported, with `has_account`.
        cleared: the words that may leave the group.
    """
    facts = contacts.select(pl.col("id").alias("incident_id"), "reference", "has_account")
    rows = [
        _build_finding(
            row, row["reference"], row["occurred_on"], cleared.get((row["incident_id"], _ACCOUNT))
        )
        for row in agreed.join(facts, on="incident_id").iter_rows(named=True)
    ]
    rows += [_build_finding(row, None, None, None) for row in untold.iter_rows(named=True)]
    order = {verdict: place for place, verdict in enumerate(Verdict)}
    return tuple(sorted(rows, key=lambda row: order[row.verdict]))


_ACCOUNT = Passage.HOME_ACCOUNT


def _build_finding(
    row: dict[str, Any], reference: str | None, on_day: date | None, response: str | None
) -> AgreedFinding:
    return AgreedFinding(
        reference=reference,
        on_day=on_day,
        month=row["occurred_on"].replace(day=1),
        clause=row["clause"],
        verdict=Verdict(row["verdict"]),
        owner=FindingOwner(row["owner"]),
        message=row["message"],
        has_account=bool(row["has_account"]),
        response=response,
    )


def find_prompts(contacts: pl.DataFrame, setting: SettingType) -> tuple[Prompt, ...]:
    """The questions on notifying Ofsted of a home's contacts with the police, earliest first."""
    prompts = (
        find_prompt(
            Event(
                reference=row["reference"],
                on_day=row["occurred_on"],
                category=Category(row["category"]),
                call_out=bool(row["call_out"]),
                level=row["level_now"] if row["reviewed"] else None,
                severity=row["severity"],
                arrested=row["arrested"],
                immediate_risk=row["immediate_risk"],
                police_needed=row["agreed_police_needed"] if row["reviewed"] else None,
                ofsted_notified=row["ofsted_notified"],
            ),
            setting,
        )
        for row in contacts.iter_rows(named=True)
    )
    return tuple(prompt for prompt in prompts if prompt is not None)
