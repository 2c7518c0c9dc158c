"""The choice of one home or all of them, by its URN in the URL."""

from typing import NamedTuple

import polars as pl
import streamlit as st

from core.clock import say_date
from core.reading import View
from pages.components.text import escape
from pages.components.url_choice import pick_by_code


class Place(NamedTuple):
    """What was chosen: a home's id, or None for all; `name` as Markdown shows it."""

    home_id: int | None
    name: str

    @property
    def here(self) -> pl.Expr:
        """Whether a row is of this place."""
        return pl.lit(True) if self.home_id is None else pl.col("home_id") == self.home_id


def say_data_to(view: View) -> str:
    """The last day that the data cover."""
    return f"data to {say_date(view.data_to)}" if view.data_to else "no data date"


def pick_place(view: View) -> Place:
    """One home, or all that the viewer sees."""
    homes = view.homes.sort("name", "urn")
    twice = pl.col("name").is_duplicated()
    label = pl.when(twice).then(pl.format("{} ({})", "name", "urn")).otherwise("name")
    with st.container(width=280):
        urn = pick_by_code(
            "Home",
            dict(homes.select("urn", label).iter_rows()),
            param="home",
            everything="All homes",
        )
    if not urn:
        return Place(None, "all homes that you may see")
    row = homes.filter(pl.col("urn") == urn).row(0, named=True)
    return Place(int(row["home_id"]), escape(row["name"]))
