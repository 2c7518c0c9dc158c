"""The audit is searched by its indexes, and a person is bound to the account they sign in with."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Each answers one of the page's searches, the counts in it included, from the index alone.
    op.create_index("audit_at", "audit", ["at", "verb", "noun"])
    op.create_index("audit_verb", "audit", ["verb", "noun"])
    op.create_index("audit_person", "audit", ["person_id", "at", "verb", "noun"])
    op.create_index("audit_noun_id", "audit", ["noun_id"])
    # Added in place: rebuilding a table would drop its triggers and touch its children.
    account = sa.Column("account", sqlmodel.sql.sqltypes.AutoString(), nullable=True)
    op.add_column("person", account, inline_references=True)


def downgrade() -> None:
    raise NotImplementedError("A store is put back from the backup made before its migration.")
