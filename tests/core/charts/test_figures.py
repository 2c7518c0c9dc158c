"""The figures: no legend, no network, other people's names as text, gaps and colours that mean."""

import json
from datetime import date

import plotly.graph_objects as go
import polars as pl
import pytest

from core.charts.rates import build_rates_figure, describe_rates
from core.charts.shares import build_needed_figure, describe_needed
from core.charts.theme import DARK, DESK, LIGHT, Look, escape_label
from core.charts.timeline import build_timeline_figure, describe_timeline

LINK = '<a href="http://evil.test">x</a> & <b>'
RATES = pl.DataFrame(
    [
        ("SC1", "Alder", 9, 0.9, 0.5, 1.7, "high_99.8"),
        ("SC2", LINK, 2, 0.2, 0.1, 0.9, "within"),
        ("SC3", "Cedar", 0, 0.0, 0.0, 1.2, "not_enough_data"),
        ("SC4", "The Fosters", 1, None, None, None, None),
    ],
    schema=["urn", "name", "call_outs", "rate", "lower", "upper", "position"],
    orient="row",
)
MONTHLY = pl.DataFrame(
    [
        (date(2018, 11, 1), 2, 1, True),
        (date(2018, 12, 1), None, None, False),
        (date(2019, 1, 1), None, None, False),
        (date(2019, 2, 1), 0, 0, True),
        (date(2019, 3, 1), 0, 3, False),
        (date(2019, 4, 1), None, None, False),
    ],
    schema=["month", "behaviour", "protective", "is_whole"],
    orient="row",
)
NEEDED = pl.DataFrame(
    [("Acme", 2, 1, 0), (LINK, 0, 0, 3), (None, 1, 0, 0)],
    schema=["provider", "needed", "not_needed", "unknown"],
    orient="row",
)


def draw_all(look: Look = DESK) -> list[go.Figure]:
    return [
        build_rates_figure(RATES, 0.4, look),
        build_timeline_figure(MONTHLY, look),
        build_needed_figure(NEEDED, "provider", look),
    ]


def texts(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_figure_has_a_legend_or_fetches_anything(mode: str) -> None:
    for figure in draw_all(Look(mode)):
        assert figure.layout.showlegend is False
        assert figure.layout.title.text is None
        said = json.dumps(figure.to_plotly_json(), default=str)
        for reference in ("src=", "url(", "layout.images", "mapbox"):
            assert reference not in said
        assert not figure.layout.images
        # The one address is a home's name, and it is text.
        assert "<a" not in said and "<b>" not in said


@pytest.mark.parametrize("empty", [True, False])
def test_empty_frames_draw(empty: bool) -> None:
    figures = [
        build_rates_figure(RATES.clear(), None),
        build_timeline_figure(MONTHLY.with_columns(behaviour=pl.lit(None, dtype=pl.Int64))),
        build_needed_figure(NEEDED.clear(), "provider"),
    ]
    assert all(figure.to_json() for figure in figures)


def test_names_stay_text() -> None:
    assert escape_label(LINK) == '&lt;a href="http://evil.test"&gt;x&lt;/a&gt; &amp; &lt;b&gt;'
    rows = {name for trace in build_rates_figure(RATES, 0.4).data for name in trace.y}
    assert escape_label(LINK) in rows and LINK not in rows
    bars = build_needed_figure(NEEDED, "provider").data
    assert escape_label(LINK) in bars[0].y and LINK not in bars[0].y


def test_the_modes_differ_and_the_projector_is_larger() -> None:
    assert Look("light").colours is LIGHT and Look("dark").colours is DARK
    assert Look("anything").colours is LIGHT
    for light, dark, wall in zip(
        draw_all(), draw_all(Look("dark")), draw_all(Look(projector=True)), strict=True
    ):
        assert light.layout.font.color != dark.layout.font.color
        assert {str(t.marker.color) for t in light.data} != {str(t.marker.color) for t in dark.data}
        assert wall.layout.height > light.layout.height
        assert wall.layout.font.size > light.layout.font.size


def test_colours_say_the_position() -> None:
    figure = build_rates_figure(RATES, 0.4)
    dots = {
        name: trace.marker.color
        for trace in figure.data
        if trace.mode == "markers" and trace.marker.symbol != "triangle-right"
        for name in trace.y
    }
    assert dots == {
        "Alder": LIGHT.exception,
        escape_label(LINK): LIGHT.data,
        "Cedar": LIGHT.unknown,
    }
    assert texts(figure) == ["the area: 0.40"]


@pytest.mark.parametrize(("area", "anchor"), [(0.2125, "left"), (0.213, "center"), (5.0, "center")])
def test_the_line_s_words_stay_inside_on_a_phone(area: float, anchor: str) -> None:
    """The axis ends at the high home's limit of 1.7 here, or at twice the area's rate."""
    (note,) = build_rates_figure(RATES, area).layout.annotations
    assert note.xanchor == anchor


def test_fifteen_homes_fit_a_wall_and_more_keep_rows_that_are_read() -> None:
    def find_height(homes: int, look: Look) -> int:
        rows = [RATES.head(1).with_columns(name=pl.lit(f"Home {n}")) for n in range(homes)]
        return int(build_rates_figure(pl.concat(rows), 0.4, look).layout.height)

    wall = Look(projector=True)
    assert 596 <= find_height(15, wall) <= 640
    assert find_height(40, wall) >= 40 * 28
    assert find_height(15, Look()) == 80 + 26 * 15


def test_95_per_cent_is_not_painted_as_an_exception() -> None:
    rates = RATES.with_columns(position=pl.lit("high_95"))
    dots = [t for t in build_rates_figure(rates, None).data if t.mode == "markers"]
    assert {trace.marker.color for trace in dots} == {LIGHT.data}
    assert texts(build_rates_figure(rates, None)) == []


def test_homes_stand_by_name_never_by_rate() -> None:
    """Plotly draws the first category at the bottom: Z first reads A first."""
    rows = list(build_rates_figure(RATES, 0.4).layout.yaxis.categoryarray)
    assert rows == ["Cedar", "Alder", escape_label(LINK)]


def test_two_homes_of_one_name_have_a_row_each() -> None:
    rates = RATES.with_columns(name=pl.lit("Rose Cottage"))
    rows = list(build_rates_figure(rates, None).layout.yaxis.categoryarray)
    assert rows == ["Rose Cottage (SC3)", "Rose Cottage (SC2)", "Rose Cottage (SC1)"]


def test_names_that_look_like_numbers_stay_names() -> None:
    assert build_rates_figure(RATES, None).layout.yaxis.type == "category"
    assert build_needed_figure(NEEDED, "provider").layout.yaxis.type == "category"


def test_gaps_are_said_and_shaded_and_not_drawn_as_nought() -> None:
    figure = build_timeline_figure(MONTHLY)
    assert list(figure.data[0].x) == [date(2018, 11, 1), date(2019, 2, 1), date(2019, 3, 1)]
    assert list(figure.data[0].y) == [2, 0, 0]
    assert texts(figure)[-1].endswith("no data")
    shaded = [(shape.x0, shape.x1) for shape in figure.layout.shapes]
    assert shaded == [
        (date(2018, 12, 1), date(2019, 2, 1)),
        (date(2019, 4, 1), date(2019, 5, 1)),
    ]


def test_the_key_says_in_words_what_each_colour_is() -> None:
    key = [text.partition("</span> ")[2] for text in texts(build_timeline_figure(MONTHLY))]
    assert key == ["behaviour", "protective", "no data"]
    key = [text.partition("</span> ")[2] for text in texts(draw_all()[2])]
    assert key == ["needed", "not needed", "not known"]


def test_a_provider_that_is_not_recorded_is_drawn_too() -> None:
    figure = build_needed_figure(NEEDED, "provider")
    assert "not recorded" in figure.data[0].y
    assert sum(sum(trace.x) for trace in figure.data) == 7


def test_descriptions_are_true() -> None:
    assert describe_rates(RATES) == (
        "Call-outs per place and year of 3 homes, with 95 % intervals: Alder stands out; for 1 "
        "there is too little data to tell."
    )
    two = RATES.with_columns(position=pl.when(pl.col("rate") > 0).then(pl.lit("high_99.8")))
    assert "stand out" in describe_rates(two) and "too little" not in describe_rates(two)
    none = RATES.with_columns(position=pl.lit("within"))
    assert describe_rates(none).endswith("no home stands out.")
    # Whoever sees only their own homes has no position: nothing is said of any.
    own = RATES.with_columns(position=pl.lit(None, dtype=pl.String))
    assert describe_rates(own) == "Call-outs per place and year of 3 homes, with 95 % intervals."


def test_the_months_are_described() -> None:
    assert describe_timeline(MONTHLY) == (
        "Call-outs by month, 6 in 3 months; the most in November 2018, 3. 3 months without data."
    )
    quiet = MONTHLY.filter(pl.col("month") == date(2019, 2, 1))
    assert describe_timeline(quiet) == "Call-outs by month, 0 in 1 month."
    assert describe_timeline(MONTHLY.filter(pl.col("behaviour").is_null())) == (
        "Call-outs by month: no data."
    )


def test_providers_are_described_as_providers() -> None:
    within = RATES.with_columns(position=pl.lit("within"))
    assert describe_rates(within, "provider") == (
        "Call-outs per place and year of 3 providers, with 95 % intervals: no provider stands out."
    )


def test_the_share_is_described() -> None:
    assert describe_needed(NEEDED, "provider").startswith(
        "Were police needed? Acme: 2 needed, 1 not, 0 not known; "
    )
    assert "not recorded: 1 needed" in describe_needed(NEEDED, "provider")
