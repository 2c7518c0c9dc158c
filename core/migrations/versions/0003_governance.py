"""The governance loop: agendas, minutes, interests, cover, escalation, panels."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString()
_MOMENT = sqlmodel.sql.sqltypes.UTCDateTime()


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False, primary_key=True)


def _to(name: str, target: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _column(name: str, kind: sa.types.TypeEngine, **more: object) -> sa.Column:
    return sa.Column(name, kind, **{"nullable": True, **more})


def upgrade() -> None:
    op.create_table(
        "meeting_item",
        _id(),
        _to("meeting_id", "meeting", nullable=False),
        _to("incident_id", "incident", nullable=False),
        _column("position", sa.Integer(), nullable=False),
        _column("state", _TEXT, nullable=False),
        _column("reasons", sa.JSON(), nullable=False),
        _column("heard_at", _MOMENT),
        _column("revealed_at", _MOMENT),
        _column("settled_version", sa.Integer()),
        _column("settled_at", _MOMENT),
        _column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("meeting_id", "incident_id"),
    )
    op.create_index("ix_meeting_item_meeting_id", "meeting_item", ["meeting_id"])
    op.create_index("ix_meeting_item_incident_id", "meeting_item", ["incident_id"])

    op.create_table(
        "meeting_attendance",
        _id(),
        _to("meeting_id", "meeting", nullable=False),
        _column("agency", _TEXT, nullable=False),
        _column("state", _TEXT, nullable=False),
        _column("people", sa.Integer()),
        sa.UniqueConstraint("meeting_id", "agency"),
    )
    op.create_index("ix_meeting_attendance_meeting_id", "meeting_attendance", ["meeting_id"])

    op.create_table(
        "meeting_note",
        _id(),
        _to("meeting_id", "meeting", nullable=False),
        _to("item_id", "meeting_item"),
        _column("words", _TEXT, nullable=False),
        _column("at", _MOMENT, nullable=False),
        _to("by_person", "person"),
        _column("removed_at", _MOMENT),
        _column("meaning", _TEXT, nullable=False),
        sa.UniqueConstraint("meaning"),
    )
    op.create_index("ix_meeting_note_meeting_id", "meeting_note", ["meeting_id"])
    op.create_index("ix_meeting_note_item_id", "meeting_note", ["item_id"])

    op.create_table(
        "incident_event",
        _id(),
        _to("incident_id", "incident", nullable=False),
        _column("kind", _TEXT, nullable=False),
        _column("reason", _TEXT),
        _column("version_after", sa.Integer(), nullable=False),
        _to("meeting_id", "meeting"),
        _to("by_person", "person"),
        _column("at", _MOMENT, nullable=False),
    )
    op.create_index("ix_incident_event_incident_id", "incident_event", ["incident_id"])

    op.create_table(
        "interest",
        _id(),
        _to("incident_id", "incident", nullable=False),
        _to("person_id", "person", nullable=False),
        _column("words", _TEXT, nullable=False),
        _column("declared_at", _MOMENT, nullable=False),
        _to("declared_by", "person"),
        sa.UniqueConstraint("incident_id", "person_id"),
    )
    op.create_index("ix_interest_incident_id", "interest", ["incident_id"])

    op.create_table(
        "person_cover",
        _id(),
        _to("person_id", "person", nullable=False),
        _to("by_person_id", "person", nullable=False),
        _column("from_on", sa.Date(), nullable=False),
        _column("until_on", sa.Date(), nullable=False),
        _column("created_at", _MOMENT, nullable=False),
        _to("created_by", "person"),
        sa.UniqueConstraint("person_id", "by_person_id", "from_on"),
    )
    op.create_index("ix_person_cover_person_id", "person_cover", ["person_id"])
    op.create_index("ix_person_cover_by_person_id", "person_cover", ["by_person_id"])

    op.create_table(
        "escalation_step",
        _id(),
        _column("position", sa.Integer(), nullable=False),
        _column("name", _TEXT, nullable=False),
        _column("outside", sa.Boolean(), nullable=False),
        _column("active", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "escalation",
        _id(),
        _to("home_id", "home"),
        _to("action_id", "action"),
        _column("cause", _TEXT, nullable=False),
        _to("step_id", "escalation_step"),
        _column("state", _TEXT, nullable=False),
        _column("reason", _TEXT),
        _column("decided_at", _MOMENT, nullable=False),
        _to("decided_by", "person"),
        _column("answered_at", _MOMENT),
        _column("answer", _TEXT),
        _column("version", sa.Integer(), nullable=False),
        _column("meaning", _TEXT, nullable=False),
        sa.UniqueConstraint("meaning"),
    )
    op.create_index("ix_escalation_home_id", "escalation", ["home_id"])
    op.create_index("ix_escalation_action_id", "escalation", ["action_id"])

    op.create_table(
        "panel_referral",
        _id(),
        _to("incident_id", "incident", nullable=False),
        _column("panel", _TEXT, nullable=False),
        _column("on_day", sa.Date(), nullable=False),
        _column("outcome", _TEXT),
        _column("note", _TEXT),
        _column("version", sa.Integer(), nullable=False),
        _column("created_at", _MOMENT, nullable=False),
        _to("created_by", "person"),
        sa.UniqueConstraint("incident_id", "panel", "on_day"),
    )
    op.create_index("ix_panel_referral_incident_id", "panel_referral", ["incident_id"])

    # Added in place: rebuilding a table would drop its triggers and touch its children.
    _add("home", _column("manager_since", sa.Date()))
    _add("action", _to("finding_id", "finding"))
    _add("action", _to("meeting_id", "meeting"))
    op.create_index("ix_action_meeting_id", "action", ["meeting_id"])
    _add("action", _column("asked_until", sa.Date()))
    _add("action", _column("asked_reason", _TEXT))
    _add("home_contact", _column("about", _TEXT, nullable=False, server_default="contact"))
    _add("meeting", _column("state", _TEXT, nullable=False, server_default="recorded"))
    _add("meeting", _column("period_from", sa.Date()))
    _add("meeting", _column("period_to", sa.Date()))
    _add("meeting", _column("minutes_planned", sa.Integer()))
    _add("meeting", _column("opened_at", _MOMENT))
    _add("meeting", _column("current_item", sa.Integer(), nullable=False, server_default="0"))
    _add("meeting", _column("current_since", _MOMENT))
    _add("meeting", _column("police_left_at", _MOMENT))
    _add("meeting", _column("closed_at", _MOMENT))
    _add("meeting", _to("closed_by", "person"))
    _add("meeting", _column("minutes", sa.JSON()))
    _add("meeting", _column("minutes_digest", _TEXT))


def _add(table: str, column: sa.Column) -> None:
    op.add_column(table, column, inline_references=True)


def downgrade() -> None:
    raise NotImplementedError("A store is put back from the backup made before its migration.")
