"""Documents that leave the group: the share log, inspectors' requests, words cleared to be sent."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString()
_MOMENT = sqlmodel.sql.sqltypes.UTCDateTime()

# What was sent stays on record: a share is never changed, and never taken back.
SHARE_TRIGGERS = (
    """CREATE TRIGGER share_no_update BEFORE UPDATE ON share
    BEGIN SELECT RAISE(ABORT, 'the share log is append-only'); END""",
    """CREATE TRIGGER share_no_delete BEFORE DELETE ON share
    BEGIN SELECT RAISE(ABORT, 'the share log is append-only'); END""",
)
POSTGRESQL_SHARE_TRIGGERS = (
    """CREATE FUNCTION share_refuse() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN RAISE EXCEPTION 'the share log is append-only'
      USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    *(
        f"""CREATE TRIGGER share_no_{event.lower()} BEFORE {event} ON share
        FOR EACH STATEMENT EXECUTE FUNCTION share_refuse()"""
        for event in ("UPDATE", "DELETE", "TRUNCATE")
    ),
)


def _id() -> sa.Column:
    return sa.Column("id", sa.Integer(), nullable=False, primary_key=True)


def _to(name: str, target: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{target}.id"), nullable=nullable)


def _column(name: str, kind: sa.types.TypeEngine, **more: object) -> sa.Column:
    return sa.Column(name, kind, **{"nullable": True, **more})


def upgrade() -> None:
    op.create_table(
        "inspection_request",
        _id(),
        _to("home_id", "home", nullable=False),
        _column("asked_by", _TEXT, nullable=False),
        _column("asked_on", sa.Date(), nullable=False),
        _column("period_from", sa.Date(), nullable=False),
        _column("period_to", sa.Date(), nullable=False),
        _column("state", _TEXT, nullable=False),
        _column("reason", _TEXT),
        _column("answered_on", sa.Date()),
        _column("version", sa.Integer(), nullable=False),
        _column("created_at", _MOMENT, nullable=False),
        _to("created_by", "person"),
        _column("meaning", _TEXT, nullable=False),
        sa.UniqueConstraint("meaning"),
    )
    op.create_index("ix_inspection_request_home_id", "inspection_request", ["home_id"])

    op.create_table(
        "share",
        _id(),
        _column("at", _MOMENT, nullable=False),
        _to("person_id", "person"),
        _column("role", _TEXT, nullable=False),
        _column("kind", _TEXT, nullable=False),
        _column("level", _TEXT, nullable=False),
        _column("basis", _TEXT, nullable=False),
        _column("recipient", _TEXT, nullable=False),
        _to("home_id", "home"),
        _column("provider", _TEXT),
        _column("period_from", sa.Date(), nullable=False),
        _column("period_to", sa.Date(), nullable=False),
        _to("request_id", "inspection_request"),
        _column("file_name", _TEXT, nullable=False),
        _column("file_size", sa.Integer(), nullable=False),
        _column("file_digest", _TEXT, nullable=False),
        _column("data_revision", sa.Integer(), nullable=False),
    )
    op.create_index("ix_share_home_id", "share", ["home_id"])
    op.create_index("ix_share_request_id", "share", ["request_id"])
    is_postgresql = op.get_context().dialect.name == "postgresql"
    for trigger in POSTGRESQL_SHARE_TRIGGERS if is_postgresql else SHARE_TRIGGERS:
        op.execute(trigger)

    op.create_table(
        "passage_clearance",
        _id(),
        _to("incident_id", "incident", nullable=False),
        _column("passage", _TEXT, nullable=False),
        _column("words_digest", _TEXT, nullable=False),
        _column("cleared_at", _MOMENT, nullable=False),
        _to("cleared_by", "person"),
        sa.UniqueConstraint("incident_id", "passage"),
    )

    # Added in place: rebuilding a table would drop its triggers and touch its children.
    op.add_column("incident", _column("ofsted_notified", _TEXT), inline_references=True)


def downgrade() -> None:
    raise NotImplementedError("A store is put back from the backup made before its migration.")
