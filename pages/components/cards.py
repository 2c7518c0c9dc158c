"""A row of cards: a label, a number, and the line that gives it its meaning."""

from typing import NamedTuple

import streamlit as st

from pages.components.projector import is_projecting
from pages.components.session import find_page
from pages.components.text import escape


class Card(NamedTuple):
    """One card; `page` and `query` lead to what is behind the number."""

    label: str
    value: str
    meaning: str
    page: str | None = None
    link: str = "See them"
    query: dict[str, str] | None = None


def show_cards(cards: list[Card], key: str) -> None:
    """The cards side by side, as many as fit, all of one height."""
    with st.grid(len(cards), min_column_width=220, border=True, key=key) as grid:
        for card in cards:
            with grid.cell():
                st.metric(escape(card.label), card.value)
                st.caption(escape(card.meaning))
                if card.page is not None and not is_projecting():
                    st.page_link(
                        find_page(card.page), label=escape(card.link), query_params=card.query
                    )
