"""One table of a document as CSV."""

from core.export import render_csv
from core.reports.document import Table


def render_table_csv(table: Table) -> bytes:
    """The table as CSV: figures, days and moments as they are, not as they are said."""
    return render_csv(table.headings, table.rows)
