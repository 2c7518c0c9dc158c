"""Every table of the store. Codes are the contract's words; JSON columns hold lists and small maps.

Moments of incidents are UK local time without a zone, as the files state them; the timestamps of
changes are UTC with their zone.
"""

from datetime import date, datetime
from typing import Any

from pydantic import NaiveDatetime
from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel


class StoreInfo(SQLModel, table=True):
    """One row: what this store is, and the data revision that figures and documents name."""

    __tablename__ = "store_info"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(default=1, primary_key=True)
    kind: str
    data_revision: int = 0
    created_at: datetime


class Home(SQLModel, table=True):
    """A placement: children's home, supported accommodation, foster or kinship service."""

    id: int | None = Field(default=None, primary_key=True)
    urn: str = Field(unique=True)
    name: str
    provider: str | None = None
    sector: str | None = None
    setting_type: str
    host_authority: str | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    registered_manager: str | None = None
    latest_judgement: str | None = None
    judged_on: date | None = None
    version: int = 1
    # Since when the manager is known to be this one: a change asks for a new induction.
    manager_since: date | None = None


class HomePlaces(SQLModel, table=True):
    """Registered places from a day on; without a day, the first count known."""

    __tablename__ = "home_places"
    __table_args__ = (UniqueConstraint("home_id", "from_on"),)
    id: int | None = Field(default=None, primary_key=True)
    home_id: int = Field(foreign_key="home.id", index=True)
    from_on: date | None = None
    places: int


class HomeAlias(SQLModel, table=True):
    """Another spelling of a home, accepted by a person; `folded` is what is matched."""

    __tablename__ = "home_alias"
    id: int | None = Field(default=None, primary_key=True)
    home_id: int = Field(foreign_key="home.id", index=True)
    alias: str
    folded: str = Field(unique=True)


class AuthorityAlias(SQLModel, table=True):
    """Another spelling of a host authority in the ruleset's area."""

    __tablename__ = "authority_alias"
    id: int | None = Field(default=None, primary_key=True)
    alias: str
    folded: str = Field(unique=True)
    authority: str


class Person(SQLModel, table=True):
    """Somebody who looks: a role, and what it is scoped to (provider, authority, homes)."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    email: str = Field(unique=True)
    role: str
    administrator: bool = False
    agency: str | None = None
    provider: str | None = None
    authority: str | None = None
    active: bool = True
    left_on: date | None = None
    version: int = 1
    # Every sign-in that began by then is over ("sign out everywhere").
    signed_out_at: datetime | None = None
    # SHA-256 of issuer and subject of the account of the first sign-in; no other is let in.
    account: str | None = None


class PersonHome(SQLModel, table=True):
    """Whose SPOC a person is, and when; an open end is today's."""

    __tablename__ = "person_home"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    home_id: int = Field(foreign_key="home.id", index=True)
    from_on: date
    until_on: date | None = None


class Mapping(SQLModel, table=True):
    """A remembered way to read one source's files.

    `headings` maps a file's heading to a contract column; `words` maps, per column, the file's word
    to a value, "" (blank) or `intake.mapping.LEAVE_OUT`.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    headings: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    words: dict[str, dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    version: int = 1


class Batch(SQLModel, table=True):
    """One import. Its id is the number people call it by."""

    id: int | None = Field(default=None, primary_key=True)
    noun: str
    file_name: str
    file_digest: str
    mapping_name: str | None = None
    imported: int
    updated: int
    duplicate: int
    rejected: int
    skipped: int
    covers_from: date | None = None
    covers_to: date | None = None
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")
    undone_at: datetime | None = None


class BatchChange(SQLModel, table=True):
    """What a batch did to one incident: `before` is null where the batch made it."""

    __tablename__ = "batch_change"
    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="batch.id", index=True)
    # No foreign key: undoing a batch deletes what it made, and this row stays as the record.
    incident_id: int = Field(index=True)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    version_after: int


class Incident(SQLModel, table=True):
    """One incident with its facts, what the rules suggest, and what the group agreed."""

    __table_args__ = (
        Index("incident_home_occurred", "home_id", "occurred_at"),
        Index("incident_child", "child_ref"),
    )
    # By chance (`drawn_numbers`): it is in addresses, and no gap may count others' incidents.
    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    home_id: int = Field(foreign_key="home.id")
    batch_id: int | None = Field(default=None, foreign_key="batch.id", index=True)
    version: int = 1

    occurred_at: NaiveDatetime
    decided_at: NaiveDatetime | None = None
    reported_at: NaiveDatetime | None = None
    police_arrived_at: NaiveDatetime | None = None
    returned_at: NaiveDatetime | None = None
    return_interview_at: NaiveDatetime | None = None
    warned_on: date | None = None
    channel: str
    contact_purpose: str | None = None
    category: str
    severity: str | None = None
    drug_class: str | None = None
    decided_by: str | None = None
    exception: str | None = None
    police_response: str | None = None
    arrest_reason: str | None = None
    outcome_code: str | None = None
    return_interview: str | None = None
    immediate_risk: str | None = None
    victim_wants_police: str | None = None
    agency_staff_on_shift: str | None = None
    social_worker_told: str | None = None
    out_of_hours_told: str | None = None
    senior_manager_consulted: str | None = None
    dealing_concern: str | None = None
    safeguarding_referral: str | None = None
    substances_secured: str | None = None
    substances_destroyed_witnessed: str | None = None
    crime_recorded: str | None = None
    ppn_submitted: str | None = None
    arrested: str | None = None
    voluntary_interview: str | None = None
    appropriate_adult: str | None = None
    oocd_team_consulted: str | None = None
    cps_advice_sought: str | None = None
    behaviour_policy_sent: str | None = None
    policy_statement_sent: str | None = None
    logged_in_child_file: str | None = None
    risk_assessment_reviewed: str | None = None
    restorative_used: str | None = None
    yjs_referred: str | None = None
    exploitation_considered: str | None = None
    whereabouts_known: str | None = None
    known_safe: str | None = None
    collection_requested: str | None = None
    checklist_completed: str | None = None
    trigger_plan: str | None = None
    return_interview_independent: str | None = None
    police_hours: float | None = None
    missing_cause: str | None = None
    home_account: str | None = None
    child_account: str | None = None
    child_ref: str | None = None
    child_age: int | None = None
    child_gender: str | None = None
    child_ethnicity: str | None = None
    placing_authority: str | None = None
    summary: str | None = None
    ofsted_notified: str | None = None

    # What the rules suggest, stored whenever the incident changes.
    call_out: bool = False
    call_out_kind: str | None = None
    ruleset: str | None = None
    in_scope: bool = False
    retrospective: bool = False
    level: int | None = None
    level_basis: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    expected_channels: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    police_needed: bool | None = None
    # Ids of the earlier incidents that the level rests on (the drug ladder).
    rests_on: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))

    # What the group agreed. `level_set`: 0 is "outside the three levels".
    level_set: int | None = None
    level_set_reason: str | None = None
    agreed_police_needed: str | None = None
    reviewed_at: datetime | None = None
    reviewed_by: int | None = Field(default=None, foreign_key="person.id")
    review_note: str | None = None
    # Where a frozen assessment would now differ, in words; blank where it would not.
    differs_now: str | None = None
    referred_to_police_at: datetime | None = None
    referred_reason: str | None = None
    # When what could tell of the child was taken out, past the set age.
    anonymised_at: datetime | None = None


class Finding(SQLModel, table=True):
    """What one rule says of one incident, and whether the group agreed."""

    __table_args__ = (UniqueConstraint("incident_id", "rule"),)
    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    rule: str
    clause: str
    verdict: str
    owner: str
    message: str
    state: str = "suggested"
    reason: str | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None


class Action(SQLModel, table=True):
    """Something somebody does next, owned by a person or an agency."""

    # By chance, as an incident's.
    id: int | None = Field(default=None, primary_key=True)
    title: str
    detail: str | None = None
    home_id: int | None = Field(default=None, foreign_key="home.id", index=True)
    incident_id: int | None = Field(default=None, foreign_key="incident.id", index=True)
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    owner_agency: str | None = None
    due_on: date
    state: str = "open"
    version: int = 1
    # What the action means (such as "ask:17:channel"): the same thing is not asked twice.
    meaning: str = Field(unique=True)
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="person.id")
    finding_id: int | None = Field(default=None, foreign_key="finding.id")
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    # More time that its owner asked for and nobody has answered yet.
    asked_until: date | None = None
    asked_reason: str | None = None


class ActionEvent(SQLModel, table=True):
    """One step in an action's history; `intent` makes a repeated tap the same step."""

    __tablename__ = "action_event"
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    kind: str
    note: str | None = None
    by_person: int | None = Field(default=None, foreign_key="person.id")
    at: datetime
    intent: str = Field(unique=True)


class Annotation(SQLModel, table=True):
    """A dated note that explains a figure: of one home, or without a home of the whole area.

    `cleared`: the group lets it be seen on the wall and in documents.
    """

    id: int | None = Field(default=None, primary_key=True)
    home_id: int | None = Field(default=None, foreign_key="home.id", index=True)
    on_day: date
    until_day: date | None = None
    words: str
    cleared: bool = False
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")
    removed_at: datetime | None = None
    removed_by: int | None = Field(default=None, foreign_key="person.id")
    # Place, days and words: the same thing is not noted twice.
    meaning: str = Field(unique=True)


class Meeting(SQLModel, table=True):
    """A meeting of the group, known by its day: planned, running, closed with minutes.

    `recorded`: only its day is known. `current_item` is what the room looks at (0: none). The
    minutes are frozen when it closes; `minutes_digest` is their SHA-256.
    """

    id: int | None = Field(default=None, primary_key=True)
    held_on: date = Field(unique=True)
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")
    version: int = 1
    state: str = "recorded"
    period_from: date | None = None
    period_to: date | None = None
    minutes_planned: int | None = None
    opened_at: datetime | None = None
    current_item: int = 0
    current_since: datetime | None = None
    # When the police members had left, so that what nobody reported could be spoken of (5.3, 7.10).
    police_left_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    minutes: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    minutes_digest: str | None = None


class MeetingItem(SQLModel, table=True):
    """One incident on a meeting's agenda: why, in which order, and what became of it there."""

    __tablename__ = "meeting_item"
    __table_args__ = (UniqueConstraint("meeting_id", "incident_id"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    position: int
    state: str = "taken"
    reasons: list[str] = Field(sa_column=Column(JSON, nullable=False))
    heard_at: datetime | None = None
    revealed_at: datetime | None = None
    # The incident's version once it was reviewed here; a later one is a change afterwards.
    settled_version: int | None = None
    settled_at: datetime | None = None
    version: int = 1


class MeetingAttendance(SQLModel, table=True):
    """Whether an agency was at a meeting, and how many of its people."""

    __tablename__ = "meeting_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "agency"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    agency: str
    state: str
    people: int | None = None


class MeetingNote(SQLModel, table=True):
    """A decision as it was spoken, about one item or (without one) about anything else."""

    __tablename__ = "meeting_note"
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    item_id: int | None = Field(default=None, foreign_key="meeting_item.id", index=True)
    words: str
    at: datetime
    by_person: int | None = Field(default=None, foreign_key="person.id")
    removed_at: datetime | None = None
    # Meeting, item and words: the same decision is not noted twice.
    meaning: str = Field(unique=True)


class IncidentEvent(SQLModel, table=True):
    """One step in an incident's history: reviewed, reopened, level set, referred; never erased."""

    __tablename__ = "incident_event"
    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    kind: str
    reason: str | None = None
    version_after: int
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")
    by_person: int | None = Field(default=None, foreign_key="person.id")
    at: datetime


class Interest(SQLModel, table=True):
    """Somebody's own interest in an incident: their home, their officer's conduct."""

    __table_args__ = (UniqueConstraint("incident_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    words: str
    declared_at: datetime
    declared_by: int | None = Field(default=None, foreign_key="person.id")


class PersonCover(SQLModel, table=True):
    """Who does somebody's follow-up while they are away; both days inclusive."""

    __tablename__ = "person_cover"
    __table_args__ = (UniqueConstraint("person_id", "by_person_id", "from_on"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    by_person_id: int = Field(foreign_key="person.id", index=True)
    from_on: date
    until_on: date
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")


class EscalationStep(SQLModel, table=True):
    """One step of rising seniority, as the group set it; `outside`: a commissioner, Ofsted."""

    __tablename__ = "escalation_step"
    id: int | None = Field(default=None, primary_key=True)
    position: int
    name: str
    outside: bool = False
    active: bool = True


class Escalation(SQLModel, table=True):
    """A person's decision on a proposed escalation: taken to a step, or not, with the reason."""

    id: int | None = Field(default=None, primary_key=True)
    home_id: int | None = Field(default=None, foreign_key="home.id", index=True)
    action_id: int | None = Field(default=None, foreign_key="action.id", index=True)
    cause: str
    step_id: int | None = Field(default=None, foreign_key="escalation_step.id")
    state: str
    reason: str | None = None
    decided_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    answer: str | None = None
    version: int = 1
    # Cause, what it is about and the step: the same thing is not decided twice.
    meaning: str = Field(unique=True)


class PanelReferral(SQLModel, table=True):
    """An incident before a decision forum or an out-of-court decision panel, and its outcome."""

    __tablename__ = "panel_referral"
    __table_args__ = (UniqueConstraint("incident_id", "panel", "on_day"),)
    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id", index=True)
    panel: str
    on_day: date
    outcome: str | None = None
    note: str | None = None
    version: int = 1
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")


class HomeContact(SQLModel, table=True):
    """Once that somebody of the police or the group was in touch with a home."""

    __tablename__ = "home_contact"
    id: int | None = Field(default=None, primary_key=True)
    home_id: int = Field(foreign_key="home.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    on_day: date
    how: str
    present: str
    note: str | None = None
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")
    # Home, day, way, company, person and a digest of the note: a second tap is the same contact.
    meaning: str = Field(unique=True)
    about: str = "contact"


class HomeTraining(SQLModel, table=True):
    """What a home has in place as of a day: staff trained, a policy, an agreement."""

    __tablename__ = "home_training"
    id: int | None = Field(default=None, primary_key=True)
    home_id: int = Field(foreign_key="home.id", index=True)
    kind: str
    on_day: date
    staff_trained: int | None = None
    staff_total: int | None = None
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")
    # Home, kind and day: a second entry corrects the first.
    meaning: str = Field(unique=True)


class InspectionRequest(SQLModel, table=True):
    """An inspector's request for a home's record before an inspection (West Mercia's practice)."""

    __tablename__ = "inspection_request"
    id: int | None = Field(default=None, primary_key=True)
    home_id: int = Field(foreign_key="home.id", index=True)
    asked_by: str
    asked_on: date
    period_from: date
    period_to: date
    state: str = "open"
    # Why it was withdrawn.
    reason: str | None = None
    answered_on: date | None = None
    version: int = 1
    created_at: datetime
    created_by: int | None = Field(default=None, foreign_key="person.id")
    # Home, inspector, day and period: the same request is not logged twice.
    meaning: str = Field(unique=True)


class Share(SQLModel, table=True):
    """One file that was prepared to leave: append-only, never taken back.

    `home_id` and `provider` are null where it is about the area; `file_digest` is its SHA-256.
    """

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    person_id: int | None = Field(default=None, foreign_key="person.id")
    role: str
    kind: str
    level: str
    basis: str
    recipient: str
    home_id: int | None = Field(default=None, foreign_key="home.id", index=True)
    provider: str | None = None
    period_from: date
    period_to: date
    request_id: int | None = Field(default=None, foreign_key="inspection_request.id", index=True)
    file_name: str
    file_size: int
    file_digest: str
    data_revision: int


class PassageClearance(SQLModel, table=True):
    """That the group lets a passage of free text leave it; it lapses when the words change."""

    __tablename__ = "passage_clearance"
    __table_args__ = (UniqueConstraint("incident_id", "passage"),)
    id: int | None = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    # A column of the incident.
    passage: str
    # SHA-256 of the words that were cleared.
    words_digest: str
    cleared_at: datetime
    cleared_by: int | None = Field(default=None, foreign_key="person.id")


class SignIn(SQLModel, table=True):
    """One sign-in with the provider, from its first page to its end.

    `digest`: SHA-256 of issuer, subject, moment of issue and session, never the token.
    """

    __tablename__ = "sign_in"
    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


class Setting(SQLModel, table=True):
    """What the group has set, by name; who sets it is checked where it is set."""

    name: str = Field(primary_key=True)
    value: str


class Audit(SQLModel, table=True):
    """One line of the append-only record: ids and field names, never values."""

    __table_args__ = (
        Index("audit_at", "at", "verb", "noun"),
        Index("audit_verb", "verb", "noun"),
        Index("audit_person", "person_id", "at", "verb", "noun"),
        Index("audit_noun_id", "noun_id"),
    )
    seq: int = Field(primary_key=True)
    at: datetime
    person_id: int | None = None
    role: str
    verb: str
    noun: str
    noun_id: str | None = None
    fields: list[str] = Field(sa_column=Column(JSON, nullable=False))
    data_revision: int
    previous: str
    digest: str


# In PostgreSQL as wide as SQLite's: a number that a person typed is not found, not an error.
for _table in SQLModel.metadata.tables.values():
    for _column in _table.columns:
        if isinstance(_column.type, Integer):
            _column.type = BigInteger().with_variant(Integer(), "sqlite")
