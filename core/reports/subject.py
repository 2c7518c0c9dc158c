"""What is held on one child, as a file for the data protection officer: PDF to read, JSON whole."""

from typing import Any, Literal

from core.access import Permission, Viewer, check_can
from core.clock import read_utc_now, say_date
from core.reports.document import Block, Document, Heading, Paragraph, Table, build_stamp
from core.reports.pdf import render_pdf
from core.store import Store
from core.subject_record import SubjectIncident, SubjectRecord, render_record_json
from core.subjects import find_child

ABOUT = (
    "For the group's data protection officer, who decides what of it the person who asked may be "
    "given: it holds other people's names and words, and it must not be sent on as it is.",
    "It is what this store holds. Documents that were prepared earlier, printed minutes, backups "
    "and the force's own records are not in it.",
)
_LEFT_OUT = frozenset({"id", "version", "intent", "meaning", "batch_id"})


def export_child(
    store: Store, viewer: Viewer, child_ref: str, file_format: Literal["pdf", "json"]
) -> bytes:
    """Everything on one child as a file; audited as prepared, by the incidents' ids alone.

    Raises:
        AccessDenied: the role may not anonymise.
        InvalidInput: no reference.
    """
    record = find_child(store, viewer, child_ref)
    info = store.read_info()
    stamp = build_stamp(viewer, read_utc_now(), info.data_revision, info.kind)
    content = (
        render_record_json(record, ABOUT)
        if file_format == "json"
        else render_pdf(build_subject_document(record), stamp)
    )
    with store.write(viewer) as change:
        check_can(viewer, Permission.RETAIN)
        held = [f"incident:{row.id}" for row in record.incidents]
        change.record("prepared", "subject record", fields=[file_format, *held], figures=False)
    return content


def build_subject_document(record: SubjectRecord) -> Document:
    """The record in the order in which it is read: what it is, then incident by incident."""
    count = len(record.incidents)
    blocks: list[Block] = [Paragraph(words) for words in ABOUT]
    for row in record.incidents:
        blocks += _build_incident(row)
    if record.mentions:
        blocks.append(Heading("Named elsewhere"))
        blocks.append(
            Table(
                ("where", "number"),
                tuple((row.where, str(row.id)) for row in record.mentions),
                alt="Other texts in which the reference stands",
                widths=(3, 1),
            )
        )
    if record.earlier:
        blocks.append(
            Paragraph(
                f"An earlier import gave {record.earlier} more to this child; a later one did not."
            )
        )
    incidents = "one incident" if count == 1 else f"{count} incidents"
    return Document(
        title="What is held on one child",
        about=f"Reference {record.child_ref}: {incidents}",
        blocks=tuple(blocks),
    )


def _build_incident(row: SubjectIncident) -> list[Block]:
    blocks: list[Block] = [
        Heading(f"{say_date(row.occurred_on)}, {row.home}"),
        _build_facts(row.incident, f"What is recorded of incident {row.id}"),
    ]
    for name, rows in row.parts.items():
        if rows:
            blocks.append(Heading(name[:1].upper() + name[1:], level=2))
        blocks += [_build_facts(part, f"{name} of incident {row.id}") for part in rows]
    return blocks


def _build_facts(facts: Any, alt: str) -> Table:
    said = [
        (name.replace("_", " "), str(value))
        for name, value in facts.items()
        if name not in _LEFT_OUT and value not in (None, "", [], {})
    ]
    return Table(("what", "as recorded"), tuple(said), alt=alt, widths=(1, 3))
