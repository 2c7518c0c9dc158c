"""One home's call-outs as a file to send: what was agreed, and nothing that names or tells."""

import csv
import io
from dataclasses import astuple
from datetime import date, datetime

import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.errors import AccessDenied, InvalidInput
from core.judging import judge_incidents
from core.measures.period import Period
from core.reports.home_call_outs import (
    HomeCallOuts,
    build_home_call_outs,
    render_csv_of,
    say_what,
)
from core.review import review_incident
from core.tables import Audit, Incident
from core.vocabulary import FindingState, Role
from tests.world import TODAY, World, add_incident, add_possession, add_unneeded_call

MAY = Period(date(2019, 5, 1), date(2019, 5, 31))
SECRETS = {
    "child_ref": "K7-SECRET",
    "summary": "SECRET summary",
    "home_account": "SECRET account",
    "child_account": "SECRET child account",
    "missing_cause": "SECRET cause",
    "placing_authority": "SECRET authority",
}


def build(world: World, role: Role = Role.LIAISON, urn: str = "SC000001") -> HomeCallOuts:
    return build_home_call_outs(world.store, world.viewer(role), urn, MAY, TODAY)


def rows_of(value: HomeCallOuts) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(render_csv_of(value).decode("utf-8-sig"))))


def audited(world: World, verb: str) -> list[Audit]:
    with world.store.read() as session:
        return list(session.exec(select(Audit).where(Audit.verb == verb)))


def agree(world: World, incident_id: int) -> None:
    """The group agrees every finding of an incident, but dismisses none."""
    decisions = {rule: (FindingState.CONFIRMED, None) for rule in world.findings(incident_id)}
    review_incident(
        world.store,
        world.viewer(Role.CHAIR),
        incident_id,
        world.incident(incident_id).version,
        police_needed="no",
        decisions=decisions,
    )


@pytest.mark.parametrize("role", [Role.LIAISON, Role.CHAIR, Role.PROTOCOL_LEAD, Role.SYSTEM])
def test_those_who_may_export_get_the_period_bounds_inclusive(world: World, role: Role) -> None:
    for day, reference in [
        (datetime(2019, 4, 30, 23, 59), "BEFORE"),
        (datetime(2019, 5, 1), "FIRST"),
        (datetime(2019, 5, 31, 23, 59), "LAST"),
        (datetime(2019, 6, 1), "AFTER"),
    ]:
        add_incident(world, reference, occurred_at=day)
    add_incident(world, "ELSEWHERE", "birch", occurred_at=datetime(2019, 5, 5))
    value = build(world, role)
    assert [row["reference"] for row in rows_of(value)] == ["FIRST", "LAST"]
    assert say_what(value).startswith(
        "2 contacts with the police, Alder (SC000001), May 2019, data revision "
    )
    prepared = audited(world, "prepared")
    assert [row.noun_id for row in prepared] == [str(world.homes["alder"])]
    assert "reference" in prepared[0].fields


@pytest.mark.parametrize(
    "role",
    [Role.POLICE_REVIEWER, Role.SPOC, Role.PROVIDER, Role.PARTNER, Role.ADMINISTRATOR],
)
def test_other_roles_are_refused_and_the_refusal_is_audited(world: World, role: Role) -> None:
    assert build(world, Role.LIAISON).rows == ()
    before = len(audited(world, "prepared"))
    with pytest.raises(AccessDenied, match="may not export"):
        build(world, role)
    assert len(audited(world, "refused")) == 1
    assert len(audited(world, "prepared")) == before


def test_what_was_only_suggested_stays_within_the_group(world: World) -> None:
    waiting = add_unneeded_call(world, "CUP-1")
    assert world.findings(waiting)
    (row,) = rows_of(build(world))
    for name in ("agreed_findings", "police_needed", "level"):
        assert row[name] == ""
    assert row["reviewed"] == "no"
    agree(world, waiting)
    (row,) = rows_of(build(world))
    assert (row["reviewed"], row["police_needed"], row["level"]) == ("yes", "no", "1")
    assert "police contact could have been avoided (home)" in row["agreed_findings"]
    assert "over_report" not in row["agreed_findings"]


def test_dismissed_findings_and_advisories_do_not_leave(world: World) -> None:
    incident = add_unneeded_call(world, "CUP-1")
    decisions = {
        rule: (FindingState.DISMISSED, "it was right") for rule in world.findings(incident)
    }
    review_incident(
        world.store,
        world.viewer(Role.CHAIR),
        incident,
        world.incident(incident).version,
        police_needed="no",
        decisions=decisions,
        note="The group saw it otherwise.",
    )
    (row,) = rows_of(build(world))
    assert (row["reviewed"], row["agreed_findings"]) == ("yes", "")


def test_no_child_no_free_text_no_incident_kept_at_home(world: World) -> None:
    add_unneeded_call(world, "CUP-1", **SECRETS)
    add_possession(world, "KEPT", 4)
    for role in (Role.LIAISON, Role.CHAIR, Role.SYSTEM):
        value = build(world, role)
        said = render_csv_of(value).decode("utf-8-sig") + str(astuple(value))
        assert "SECRET" not in said and "KEPT" not in said and "K7" not in said
        assert len(value.rows) == 1


@pytest.mark.parametrize("reference", ["=1+1", "+44", "-1", "@SUM(A1)", "\t=1"])
def test_a_reference_that_is_a_formula_runs_nowhere(world: World, reference: str) -> None:
    add_incident(world, reference)
    (row,) = rows_of(build(world))
    assert row["reference"] == f"'{reference}"


def test_a_home_without_contacts_gives_the_headings(world: World) -> None:
    content = render_csv_of(build(world)).decode("utf-8-sig")
    assert content.startswith("reference,occurred_at,category,") and content.count("\r\n") == 1


def test_a_urn_matches_whatever_its_case_and_space(world: World) -> None:
    assert build(world, urn=" sc000002 ").name == "Birch"


def test_an_unknown_home_or_a_future_period_is_refused_in_words(world: World) -> None:
    with pytest.raises(InvalidInput, match="no home with the URN SC999999"):
        build(world, urn="SC999999")
    ahead = Period(date(2019, 7, 1), date(2019, 7, 31))
    with pytest.raises(InvalidInput, match="future"):
        build_home_call_outs(world.store, SYSTEM, "SC000001", ahead, TODAY)
    assert audited(world, "prepared") == []


def test_advice_is_a_contact_and_no_call_out(world: World) -> None:
    with world.store.write(SYSTEM) as change:
        incident = Incident(
            reference="ADVICE",
            home_id=world.homes["alder"],
            occurred_at=datetime(2019, 5, 4),
            channel="101",
            contact_purpose="advice",
            category="behaviour",
        )
        change.session.add(incident)
        change.session.flush()
        judge_incidents(change.session, [incident.id or 0])
        change.record("imported", "incident")
    (row,) = rows_of(build(world))
    assert (row["contact_purpose"], row["call_out_kind"]) == ("advice", "")
