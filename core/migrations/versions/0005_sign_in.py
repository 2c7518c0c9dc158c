"""Sign-ins and their end, settings, and when an incident was anonymised."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TEXT = sqlmodel.sql.sqltypes.AutoString()
_MOMENT = sqlmodel.sql.sqltypes.UTCDateTime()


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False, primary_key=True),
        sa.Column("digest", _TEXT, nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])
    op.create_table(
        "setting",
        sa.Column("name", _TEXT, nullable=False, primary_key=True),
        sa.Column("value", _TEXT, nullable=False),
    )
    # Added in place: rebuilding a table would drop its triggers and touch its children.
    for table, column in (("person", "signed_out_at"), ("incident", "anonymised_at")):
        op.add_column(table, sa.Column(column, _MOMENT, nullable=True), inline_references=True)


def downgrade() -> None:
    raise NotImplementedError("A store is put back from the backup made before its migration.")
