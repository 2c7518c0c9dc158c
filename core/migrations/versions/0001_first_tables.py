"""First tables."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The audit is append-only: no change, no removal, no gap, no wrong predecessor.
AUDIT_TRIGGERS = (
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END""",
    """CREATE TRIGGER audit_in_sequence BEFORE INSERT ON audit
    WHEN NEW.seq <> coalesce((SELECT max(seq) FROM audit), 0) + 1
      OR NEW.previous <> coalesce(
        (SELECT digest FROM audit ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
    BEGIN SELECT RAISE(ABORT, 'the audit row does not follow the last one'); END""",
)

# TG_RELID and an empty path: no table of the same name elsewhere can be taken for the audit.
POSTGRESQL_AUDIT_TRIGGERS = (
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN RAISE EXCEPTION 'the audit is append-only'
      USING ERRCODE = 'integrity_constraint_violation';
    END $$""",
    """CREATE FUNCTION audit_follow() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE last_seq bigint; last_digest text;
    BEGIN
      EXECUTE format('SELECT seq, digest FROM %s ORDER BY seq DESC LIMIT 1', TG_RELID::regclass)
        INTO last_seq, last_digest;
      IF NEW.seq IS DISTINCT FROM coalesce(last_seq, 0) + 1
        OR NEW.previous IS DISTINCT FROM coalesce(last_digest, repeat('0', 64)) THEN
        RAISE EXCEPTION 'the audit row does not follow the last one'
          USING ERRCODE = 'integrity_constraint_violation';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_in_sequence BEFORE INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_follow()""",
)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("verb", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("noun", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("noun_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("data_revision", sa.Integer(), nullable=False),
        sa.Column("previous", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "authority_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alias", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("folded", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("authority", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("folded"),
    )
    op.create_table(
        "home",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urn", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("provider", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("sector", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("setting_type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("host_authority", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("registered_manager", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("latest_judgement", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("judged_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("urn"),
    )
    op.create_table(
        "mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("administrator", sa.Boolean(), nullable=False),
        sa.Column("agency", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("provider", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("authority", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "store_info",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("data_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("noun", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("file_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("file_digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("mapping_name", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=True),
        sa.Column("covers_to", sa.Date(), nullable=True),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "home_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("alias", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("folded", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["home_id"],
            ["home.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("folded"),
    )
    with op.batch_alter_table("home_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_alias_home_id"), ["home_id"], unique=False)

    op.create_table(
        "home_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["home_id"],
            ["home.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("home_id", "from_on"),
    )
    with op.batch_alter_table("home_places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_home_places_home_id"), ["home_id"], unique=False)

    op.create_table(
        "person_home",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["home_id"],
            ["home.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("person_home", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_home_home_id"), ["home_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_home_person_id"), ["person_id"], unique=False)

    op.create_table(
        "batch_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("version_after", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("batch_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_change_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_batch_change_incident_id"), ["incident_id"], unique=False
        )

    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("police_arrived_at", sa.DateTime(), nullable=True),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("return_interview_at", sa.DateTime(), nullable=True),
        sa.Column("warned_on", sa.Date(), nullable=True),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("contact_purpose", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("category", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("severity", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("drug_class", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decided_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("exception", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("police_response", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("arrest_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("outcome_code", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("return_interview", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("immediate_risk", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("victim_wants_police", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("agency_staff_on_shift", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("social_worker_told", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("out_of_hours_told", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("senior_manager_consulted", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("dealing_concern", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("safeguarding_referral", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("substances_secured", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "substances_destroyed_witnessed", sqlmodel.sql.sqltypes.AutoString(), nullable=True
        ),
        sa.Column("crime_recorded", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("ppn_submitted", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("arrested", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("voluntary_interview", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("appropriate_adult", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("oocd_team_consulted", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("cps_advice_sought", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("behaviour_policy_sent", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("policy_statement_sent", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("logged_in_child_file", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("risk_assessment_reviewed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("restorative_used", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("yjs_referred", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("exploitation_considered", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("whereabouts_known", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("known_safe", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("collection_requested", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("checklist_completed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("trigger_plan", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "return_interview_independent", sqlmodel.sql.sqltypes.AutoString(), nullable=True
        ),
        sa.Column("police_hours", sa.Float(), nullable=True),
        sa.Column("missing_cause", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("home_account", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("child_account", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("child_ref", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("child_age", sa.Integer(), nullable=True),
        sa.Column("child_gender", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("child_ethnicity", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("placing_authority", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("summary", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("call_out", sa.Boolean(), nullable=False),
        sa.Column("call_out_kind", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("ruleset", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.Column("retrospective", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("level_basis", sa.JSON(), nullable=False),
        sa.Column("expected_channels", sa.JSON(), nullable=False),
        sa.Column("police_needed", sa.Boolean(), nullable=True),
        sa.Column("rests_on", sa.JSON(), nullable=False),
        sa.Column("level_set", sa.Integer(), nullable=True),
        sa.Column("level_set_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("agreed_police_needed", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("reviewed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("review_note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("differs_now", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("referred_to_police_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("referred_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["batch.id"],
        ),
        sa.ForeignKeyConstraint(
            ["home_id"],
            ["home.id"],
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index("incident_child", ["child_ref"], unique=False)
        batch_op.create_index("incident_home_occurred", ["home_id", "occurred_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("detail", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("home_id", sa.Integer(), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_agency", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meaning", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["home_id"],
            ["home.id"],
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("meaning"),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_home_id"), ["home_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_incident_id"), ["incident_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("rule", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("clause", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("message", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("state", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("incident_id", "rule"),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_incident_id"), ["incident_id"], unique=False)

    op.create_table(
        "action_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("by_person", sa.Integer(), nullable=True),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("intent", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"],
            ["action.id"],
        ),
        sa.ForeignKeyConstraint(
            ["by_person"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("intent"),
    )
    with op.batch_alter_table("action_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_event_action_id"), ["action_id"], unique=False)

    is_postgresql = op.get_context().dialect.name == "postgresql"
    for trigger in POSTGRESQL_AUDIT_TRIGGERS if is_postgresql else AUDIT_TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    raise NotImplementedError("A store is put back from the backup made before its migration.")
