"""Place-years: registered places times days open in a period, over 365.25."""

import polars as pl

from core.measures.period import Period

DAYS_A_YEAR = 365.25


def build_place_years(homes: pl.DataFrame, places: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Each home's place-years in a period, opening and closing days counted as open.

    Args:
        homes: a row a home: `home_id`, `opened_on`, `closed_on` (null: open before, or still).
        places: a row a change of places: `home_id`, `from_on` (null: from the start), `places`. The
            first count known holds back to the opening.
        period: both ends inclusive.

    Returns:
        A row per home open on some day of the period: `home_id`, `place_years`, null where a home
        has no places.
    """
    start, end = pl.lit(period.start), pl.lit(period.end)
    is_open = homes.select(
        "home_id",
        first=pl.max_horizontal(pl.col("opened_on").fill_null(start), start),
        last=pl.min_horizontal(pl.col("closed_on").fill_null(end), end),
    ).filter(pl.col("first") <= pl.col("last"))
    spells = places.sort("home_id", "from_on", nulls_last=False).with_columns(
        # Sorted, a home's neighbours are its own: shifting each home by itself takes far longer.
        until=pl.when(pl.col("home_id").shift(-1) == pl.col("home_id")).then(
            pl.col("from_on").shift(-1) - pl.duration(days=1)
        ),
        is_first=pl.col("home_id").ne_missing(pl.col("home_id").shift(1)),
    )
    days = (
        is_open.join(spells, on="home_id")
        .with_columns(
            spell_first=pl.when("is_first")
            .then(pl.col("first"))
            .otherwise(pl.max_horizontal("first", "from_on")),
            spell_last=pl.min_horizontal("last", pl.col("until").fill_null(end)),
        )
        .with_columns(
            days=((pl.col("spell_last") - pl.col("spell_first")).dt.total_days() + 1).clip(0)
        )
        .group_by("home_id")
        .agg(
            place_years=(pl.col("days") * pl.col("places")).sum() / DAYS_A_YEAR,
            has_places=(pl.col("places") > 0).any(),
        )
    )
    return (
        is_open.select("home_id")
        .join(days, on="home_id", how="left")
        .with_columns(place_years=pl.when("has_places").then("place_years"))
        .select("home_id", "place_years")
    )
