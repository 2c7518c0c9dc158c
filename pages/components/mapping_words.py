"""What the words of a file mean in the contract: one choice a word, with how often it is used."""

import streamlit as st

from core.contract import BY_NAME, Column, fold, read_choice
from core.intake.mapping import LEAVE_OUT, FileMapping, WordUse, find_columns, list_words
from core.intake.readers import Table
from pages.components.contract_words import say_column, say_value
from pages.components.text import escape

_REFUSED = "__refused__"
_MOST_WORDS = 60

WordChoices = dict[str, dict[str, str | None]]
"""Contract column → the file's word → its value; None where rows with it are rejected."""


def pick_words(table: Table, mapping: FileMapping, key: str) -> WordChoices:
    """The choices made, beginning with the mapping's; words that read by themselves are counted."""
    picked: WordChoices = {}
    understood = 0
    by_column: dict[str, list[WordUse]] = {}
    for use in list_words(table, mapping):
        by_column.setdefault(use.column, []).append(use)
    columns = find_columns(table.headings, mapping)
    for name, uses in by_column.items():
        column = BY_NAME[name]
        stated = {fold(word) for word in mapping.words.get(name, {})}
        asked = [use for use in uses if fold(use.word) in stated or not _reads(column, use.word)]
        understood += len(uses) - len(asked)
        if asked:
            picked[name] = _pick_words_of(
                column, table.headings[columns[name]], asked, f"{key}_w_{name}"
            )
    if understood:
        st.caption(f"{understood} words of the file are understood as they are.")
    return picked


def merge_words(picked: WordChoices, base: FileMapping) -> dict[str, dict[str, str]]:
    """The base's words with the choices made in their place; words of other files stay."""
    merged = {name: dict(words) for name, words in base.words.items()}
    for name, words in picked.items():
        here = {fold(word) for word in words}
        kept = {
            word: value for word, value in merged.get(name, {}).items() if fold(word) not in here
        }
        merged[name] = kept | {word: value for word, value in words.items() if value is not None}
    return {name: words for name, words in merged.items() if words}


def _reads(column: Column, word: str) -> bool:
    return column.values is not None and read_choice(column.values, word) is not None


def _pick_words_of(
    column: Column, heading: str, uses: list[WordUse], key: str
) -> dict[str, str | None]:
    assert column.values is not None
    st.markdown(
        f"**What do the words under {escape(heading)} mean** "
        f"for “{escape(say_column(column.name))}”?"
    )
    if len(uses) > _MOST_WORDS:
        st.caption(
            f"{len(uses)} different words: is this the right heading? "
            f"The {_MOST_WORDS} most frequent are shown; rows with the others are rejected."
        )
    values = [str(item.value) for item in column.values]
    # A blank in a required column is refused, so it is not offered there.
    options = [_REFUSED, *values, *([] if column.required else [""]), LEAVE_OUT]
    picked: dict[str, str | None] = {}
    grid = st.grid("auto", min_column_width=240, vertical_alignment="bottom")
    for use in uses[:_MOST_WORDS]:
        proposed = _REFUSED if use.becomes is None else str(use.becomes)
        chosen = grid.selectbox(
            f"**{escape(use.word)}** in {use.rows} row{'' if use.rows == 1 else 's'}",
            options,
            index=options.index(proposed) if proposed in options else 0,
            format_func=lambda value: _say_choice(column, value),
            key=f"{key}_{fold(use.word)}",
        )
        picked[use.word] = None if chosen == _REFUSED else chosen
    return picked


def _say_choice(column: Column, value: str) -> str:
    if value == _REFUSED:
        return "not mapped: rows are rejected"
    if value == LEAVE_OUT:
        return "leave such rows out"
    return say_value(column, value) if value else "blank: not known"
