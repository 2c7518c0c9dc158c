"""How a file's headings become the contract's columns: proposed, changed, named and saved."""

from collections.abc import Callable, Mapping

import streamlit as st

from core.access import Viewer
from core.contract import BY_NAME, as_word, fold
from core.errors import RefusedFile
from core.intake.mapping import FileMapping, find_columns, find_missing, save_mapping
from core.intake.readers import Table
from core.store import Store
from pages.components.contract_words import list_columns, say_column
from pages.components.mapping_words import merge_words, pick_words
from pages.components.saving import save
from pages.components.text import escape

_LONGEST_EXAMPLE = 40


def edit_mapping(
    store: Store,
    viewer: Viewer,
    table: Table,
    base: FileMapping,
    *,
    known: Mapping[str, FileMapping],
    saved: Callable[[str], None],
) -> None:
    """Headings, then words, then a name; `saved` is told the name after it is saved.

    What the base says of headings and words that this file does not have stays in it.
    """
    key = f"map_{table.digest[:12]}_{base.name or ''}"
    st.markdown("**Which heading is which?**")
    headings = _pick_headings(table, base, key)
    try:
        missing = find_missing(find_columns(table.headings, FileMapping(headings=headings)))
    except RefusedFile as error:
        st.warning(f"{escape(error)} Pass one of them over.", icon=":material/error:")
        return
    if missing:
        needed = ", ".join(" or ".join(map(say_column, name.split(" or "))) for name in missing)
        st.warning(f"Still without a heading: {needed}.", icon=":material/error:")
        return
    words = pick_words(table, FileMapping(headings=headings, words=base.words), key)
    new = FileMapping(base.name, _merge_headings(headings, base), merge_words(words, base))
    _show_save(store, viewer, table.file_name, new, base, known, saved, key)


def _pick_headings(table: Table, base: FileMapping, key: str) -> dict[str, str]:
    mapped = {fold(heading): column for heading, column in base.headings.items()}
    own = {fold(name): name for name in BY_NAME}
    picked: dict[str, str] = {}
    options = ["", *list_columns()]
    grid = st.grid("auto", min_column_width=280, vertical_alignment="bottom")
    for place, heading in enumerate(table.headings):
        if not fold(heading) or heading in picked:
            continue
        proposed = mapped.get(fold(heading), own.get(fold(heading), ""))
        picked[heading] = grid.selectbox(
            f"**{escape(heading)}** {_say_example(table, place)}",
            options,
            index=options.index(proposed) if proposed in options else 0,
            format_func=_say_choice,
            key=f"{key}_h{place}",
        )
    return picked


def _say_choice(name: str) -> str:
    if not name:
        return "pass over"
    needed = BY_NAME[name].required or name in ("home_urn", "home_name")
    return say_column(name) + (" (needed)" if needed else "")


def _say_example(table: Table, place: int) -> str:
    for row in table.rows[:200]:
        word = as_word(row.cells[place]) if place < len(row.cells) else ""
        if word:
            short = word[:_LONGEST_EXAMPLE] + ("…" if len(word) > _LONGEST_EXAMPLE else "")
            return f"such as {escape(short)}"
    return "(empty)"


def _merge_headings(picked: dict[str, str], base: FileMapping) -> dict[str, str]:
    here = {fold(heading) for heading in picked}
    taken = set(picked.values()) - {""}
    kept = {
        heading: column
        for heading, column in base.headings.items()
        if fold(heading) not in here and column not in taken
    }
    return kept | picked


def _show_save(
    store: Store,
    viewer: Viewer,
    file_name: str,
    new: FileMapping,
    base: FileMapping,
    known: Mapping[str, FileMapping],
    saved: Callable[[str], None],
    key: str,
) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Name of the mapping",
            base.name or file_name.rsplit(".", 1)[0].replace("_", " ")[:80],
            max_chars=80,
            key=f"{key}_name",
            width=360,
        ).strip()
        pressed = st.button("Save the mapping", key=f"{key}_save", type="primary")
    replaces = name in known and name != base.name
    st.caption(
        "A mapping of this name exists; saving replaces it."
        if replaces
        else "It is remembered: the next file with these headings is read with it by itself."
    )
    if pressed:
        version = base.version if name == base.name else None

        def change() -> None:
            save_mapping(store, viewer, name, new.headings, new.words, expected_version=version)

        if save(change, f"The mapping {name} is remembered."):
            saved(name)
        st.rerun()
