"""Alembic's entry: runs migrations on the connection that `core.schema.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from core import tables  # noqa: F401  # registers every table with the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
