"""An uploaded file of incidents: how it is read, by the template's headings or by a mapping."""

from collections.abc import Mapping

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.access import Viewer
from core.contract import as_word
from core.errors import RefusedFile
from core.intake.mapping import (
    NO_MAPPING,
    FileMapping,
    find_columns,
    find_missing,
    list_known_headings,
    list_suggested_headings,
    list_words,
    read_mappings,
    suggest_mapping,
)
from core.intake.readers import Table, read_table
from core.store import Store
from pages.components.contract_words import say_column
from pages.components.kept import keep
from pages.components.mapping_editor import edit_mapping
from pages.components.text import escape

_OWN, _NEW, _SAVED = "own", "new", "saved:"
_NEXT = "import_mapping_next"
_ROWS_SHOWN = 5


def choose_reading(
    store: Store, viewer: Viewer, upload: UploadedFile
) -> tuple[Table, FileMapping] | None:
    """The file's table and the mapping to read it with; None while a mapping is being made.

    Raises:
        RefusedFile: the file is not taken at all.
    """
    mappings = {mapping.name or "": mapping for mapping in read_mappings(store, viewer)}
    table = _read_any(upload, mappings)
    faults: dict[str, str | None] = {}
    if _find_fault(table, NO_MAPPING) is None:
        faults[_OWN] = None
    faults |= {_SAVED + name: _find_fault(table, m) for name, m in mappings.items()}
    _show_first_rows(table)
    choice = _pick(table, mappings, faults)
    base = mappings.get(choice.removeprefix(_SAVED), NO_MAPPING)
    fits = choice != _NEW and faults[choice] is None
    if choice == _NEW:
        base = suggest_mapping(table)
    if not fits or st.toggle("Change how its headings and words are read", key=_key("edit", table)):
        edit_mapping(store, viewer, table, base, known=mappings, saved=_remember)
        return None
    _show_unknown_words(table, base)
    known = frozenset(list_known_headings(base))
    return keep(
        "import_table",
        (upload.file_id, known),
        lambda: read_table(upload.getvalue(), upload.name, known),
    ), base


def _read_any(upload: UploadedFile, mappings: Mapping[str, FileMapping]) -> Table:
    known = frozenset(list_known_headings(*mappings.values()) | list_suggested_headings())
    return keep(
        "import_any_table",
        (upload.file_id, known),
        lambda: read_table(upload.getvalue(), upload.name, known, guess=True),
    )


def _find_fault(table: Table, mapping: FileMapping) -> str | None:
    """Why a mapping does not fit a file; None where it does."""
    try:
        missing = find_missing(find_columns(table.headings, mapping))
    except RefusedFile:
        return "two headings mean the same"
    said = ", ".join(say_column(name) for name in missing)
    return f"no heading for {said}" if missing else None


def _pick(table: Table, mappings: Mapping[str, FileMapping], faults: dict[str, str | None]) -> str:
    options = [*faults, _NEW]
    following = st.session_state.pop(_NEXT, None)
    key = _key("mapping", table)
    if following in options:
        st.session_state[key], st.session_state[_key("edit", table)] = following, False
    elif st.session_state.get(key) not in options:
        st.session_state[key] = _propose(table, mappings, faults)
    return st.selectbox(
        "Read the file with",
        options,
        format_func=lambda choice: _say_choice(choice, faults),
        key=key,
        width=480,
    )


def _key(what: str, table: Table) -> str:
    """A widget's key for this file: another file is proposed its own mapping."""
    return f"import_{what}_{table.digest[:12]}"


def _propose(
    table: Table, mappings: Mapping[str, FileMapping], faults: dict[str, str | None]
) -> str:
    """Of what fits, the one that understands most words; of equals the template, then by name."""
    fitting = [choice for choice, fault in faults.items() if fault is None]

    def count_unknown(choice: str) -> int:
        mapping = mappings.get(choice.removeprefix(_SAVED), NO_MAPPING)
        return sum(use.rows for use in list_words(table, mapping) if use.becomes is None)

    return min(fitting, key=count_unknown, default=_NEW)


def _say_choice(choice: str, faults: dict[str, str | None]) -> str:
    if choice == _OWN:
        return "The template's own headings"
    if choice == _NEW:
        return "A new mapping, proposed from the headings"
    fault = faults.get(choice)
    return choice.removeprefix(_SAVED) + (f" (to change: {fault})" if fault else "")


def _remember(name: str) -> None:
    st.session_state[_NEXT] = _SAVED + name


def _show_first_rows(table: Table) -> None:
    with st.expander(f"The first rows of {escape(table.file_name)}"):
        columns: dict[str, list[str]] = {}
        for place, heading in enumerate(table.headings):
            name = heading or f"column {place + 1}"
            columns[name if name not in columns else f"{name} ({place + 1})"] = [
                as_word(row.cells[place])[:200] if place < len(row.cells) else ""
                for row in table.rows[:_ROWS_SHOWN]
            ]
        st.dataframe(
            pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)),
            hide_index=True,
            height="content",
            alt=f"The first {_ROWS_SHOWN} rows of the file as they came",
        )


def _show_unknown_words(table: Table, mapping: FileMapping) -> None:
    unknown = [use for use in list_words(table, mapping) if use.becomes is None]
    if unknown:
        words = ", ".join(f"{use.word} ({say_column(use.column)})" for use in unknown[:5])
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        st.caption(
            f"Rows with these words are rejected, because nothing says what they mean: "
            f"{escape(words)}{more}. Say it with the switch above, or correct the file."
        )
