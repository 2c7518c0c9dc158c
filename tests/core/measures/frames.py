"""Small frames as the measures take them."""

from datetime import date

import polars as pl

HOMES = {
    "home_id": pl.Int64,
    "urn": pl.String,
    "name": pl.String,
    "provider": pl.String,
    "opened_on": pl.Date,
    "closed_on": pl.Date,
}


def build_homes(*names: str, **dates: tuple[date | None, date | None]) -> pl.DataFrame:
    """Homes 1, 2, … by name; `dates` gives opening and closing days of some, by name."""
    rows = [
        (number, f"SC{number}", name, "Acme", *dates.get(name, (None, None)))
        for number, name in enumerate(names, start=1)
    ]
    return pl.DataFrame(rows, schema=HOMES, orient="row")


def build_places(*rows: tuple[int, date | None, int]) -> pl.DataFrame:
    """Places: home, from which day, how many."""
    schema = {"home_id": pl.Int64, "from_on": pl.Date, "places": pl.Int64}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def build_call_outs(*rows: tuple[int, date] | tuple[int, date, str]) -> pl.DataFrame:
    """Call-outs: home, day, and kind (behaviour unless said)."""
    schema = {"home_id": pl.Int64, "occurred_on": pl.Date, "kind": pl.String}
    filled = [(*row, "behaviour")[:3] for row in rows]
    return pl.DataFrame(filled, schema=schema, orient="row")
