"""The funnel: dots on neither line nor each other, names that cross nothing, words at the lines."""

from itertools import combinations

import plotly.graph_objects as go
import polars as pl
import pytest

from core.charts.funnel import build_funnel_figure
from core.charts.funnel_words import MOST_NAMED, WIDE_NAMES
from core.charts.placing import Dot, Ground, place_names
from core.charts.theme import DARK, DESK, LIGHT, Look
from core.measures.funnel import build_funnel_limits, find_funnel_edge, find_position

HOMES = [
    ("Birch Lodge", 19, 8.2),
    ("Dunes", 17, 9.7),
    ("Gorse Hill", 1, 6.5),
    ("Alder House", 8, 6.2),
    ("Fern", 6, 8.1),
    ("Ivy", 0, 12.9),
    ("Kestrel", 0, 0.9),
]


def build_rates(rows: list[tuple[str, int, float]]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["name", "call_outs", "expected"], orient="row")
    positions = [find_position(count, expected).value for _, count, expected in rows]
    return frame.with_columns(
        urn="U " + pl.col("name"), position=pl.Series(positions, dtype=pl.String)
    )


def draw(rows: list[tuple[str, int, float]] = HOMES, look: Look = DESK) -> go.Figure:
    rates = build_rates(rows)
    return build_funnel_figure(rates, build_funnel_limits(find_funnel_edge(rates)), look)


def read_dots(figure: go.Figure) -> dict[str, go.Scatter]:
    """The dots' traces by the URN of each dot, or by their words where homes share one."""
    return {
        urn or words: trace
        for trace in figure.data
        if trace.mode == "markers"
        for urn, words in zip(trace.customdata, trace.hovertext, strict=True)
    }


def read_names(figure: go.Figure) -> set[str]:
    beside = {name for trace in figure.data if "text" in trace.mode for name in trace.text}
    return beside | {note.text for note in figure.layout.annotations if note.showarrow}


def read_words(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations if not note.showarrow]


def test_colour_and_shape_say_the_position() -> None:
    dots = read_dots(draw())
    look = {name: (dot.marker.color, dot.marker.symbol) for name, dot in dots.items()}
    assert look["U Birch Lodge"] == (LIGHT.exception, "diamond")
    # 95 % is worth a look and no exception; low is a shape and no alarm.
    assert look["U Dunes"] == look["U Fern"] == (LIGHT.data, "circle")
    assert look["U Ivy"] == (LIGHT.data, "diamond")
    assert look["U Kestrel"] == (LIGHT.unknown, "circle-open")


def test_a_dot_leads_to_its_home_and_says_itself() -> None:
    dots = read_dots(draw())
    assert set(dots) == {f"U {name}" for name, _, _ in HOMES}
    assert "Dunes: 17 call-outs, 9.7 expected" in dots["U Dunes"].hovertext
    assert draw().layout.hovermode == "closest" and draw().layout.dragmode is False


def test_homes_at_one_place_are_one_dot_that_names_them_and_leads_nowhere() -> None:
    figure = draw([("Ash", 3, 4.0), ("Bay", 3, 4.0), ("Cob", 3, 5.0)])
    dots = read_dots(figure)
    assert set(dots) == {"Ash, Bay: 3 call-outs, 4.0 expected", "U Cob"}
    assert "Ash, Bay" in read_names(figure)
    many = draw([(f"A house of long name {n}", 3, 4.0) for n in range(3)])
    assert read_names(many) == {"3 homes"}


def test_no_dot_lies_on_a_line() -> None:
    lines = [trace for trace in draw().data if trace.mode == "lines"][1:]
    assert len(lines) == 4
    assert all(y % 1 == 0.5 for line in lines for y in line.y)


def test_a_dot_lies_above_the_line_that_it_is_beyond() -> None:
    high = next(t for t in draw().data if t.mode == "lines" and t.line.dash == "solid")
    for count, expected in ((19, 8.2), (17, 9.7)):
        at = max(y for x, y in zip(high.x, high.y, strict=True) if x <= expected)
        assert bool(count > at) is (find_position(count, expected) == "high_99.8")


def test_the_lines_say_in_words_what_they_mean() -> None:
    said = read_words(draw())
    assert said[0] == "not enough data"
    assert sorted(said[1:]) == [
        "1 in 1,000",
        "1 in 1,000<br>by chance",
        "1 in 40",
        "1 in 40",
        "as expected",
    ]
    # Where no low line exists, none is named.
    assert sorted(read_words(draw([("Ash", 1, 2.5)]))[1:]) == [
        "1 in 1,000<br>by chance",
        "1 in 40",
        "as expected",
    ]


def test_the_band_ends_at_two_expected() -> None:
    shape = draw().layout.shapes[0]
    assert (shape.x0, shape.x1, shape.fillcolor) == (0, 2, LIGHT.band)


@pytest.mark.parametrize("look", [Look(), Look("dark"), Look(projector=True)])
def test_homes_beyond_95_are_named_always(look: Look) -> None:
    assert {"Birch Lodge", "Dunes", "Gorse Hill", "Ivy"} <= read_names(draw(look=look))
    crush = [(f"Home number {n:02}", 19, 8.0 + n / 60) for n in range(12)]
    said = ", ".join(read_names(draw([*crush, ("Ash", 3, 13.0)], look)))
    assert all(name in said for name, _, _ in crush)


def test_where_homes_cannot_all_be_read_only_those_beyond_99_8_are_named() -> None:
    few = [(f"H{n}", 4, 4 + n / 10) for n in range(MOST_NAMED - 3)]
    few.append(("Ash", 10, 14.0))
    two = [("Birch Lodge", 30, 8.2), ("Dunes", 17, 9.7)]
    assert {"Birch Lodge", "Dunes"} < read_names(draw([*few, *two]))
    assert read_names(draw([*few, *two, ("Last", 18, 20.0)])) == {"Birch Lodge"}
    assert "U Last" in read_dots(draw([*few, *two, ("Last", 18, 20.0)]))


def test_the_modes_differ_and_names_stay_text() -> None:
    markup = '<a href="http://evil.test">'
    figure = draw([(markup, 19, 8.2)], Look("dark"))
    assert read_dots(figure)[f"U {markup}"].marker.color == DARK.exception
    said = figure.to_json()
    assert "<a" not in said.replace(f"U {markup}".replace('"', '\\"'), "")


def test_names_for_wide_screens_are_marked_in_their_fonts() -> None:
    tight = [("Cedar View", 2, 1.9), ("Kestrel Lodge", 3, 1.9), ("Elm Tree Cottage", 0, 1.3)]
    tight += [("Harbour Reach", 2, 5.2), ("Ivy Court", 0, 3.2), ("Fern Bank", 4, 3.9)]
    traces = [trace for trace in draw(tight).data if trace.mode == "markers+text"]
    wide = [trace for trace in traces if trace.textfont.family.endswith(WIDE_NAMES)]
    assert len(wide) == 1 and wide[0].text
    # A wall is wide: nothing is kept from it.
    wall = draw(tight, Look(projector=True)).data
    assert not any(WIDE_NAMES in (trace.textfont.family or "") for trace in wall)


def test_empty_and_unset_rates_draw() -> None:
    rates = build_rates(HOMES)
    limits = build_funnel_limits(3.0)
    assert build_funnel_figure(rates.clear(), limits).to_json()
    unset = rates.with_columns(expected=pl.lit(None, dtype=pl.Float64))
    assert not read_dots(build_funnel_figure(unset, limits))


# Placing.


def lay(width: float) -> Ground:
    return Ground(width, 300.0, (0.0, 10.0), (0.0, 10.0), [])


def test_a_name_goes_where_there_is_room() -> None:
    labels = place_names([Dot(5, 5, "Alder", False)], [lay(400)], 1)
    assert [(label.side, label.wide) for label in labels] == [("middle right", False)]
    at_the_edge = place_names([Dot(9.8, 5, "Alder", False)], [lay(400)], 1)
    assert at_the_edge[0].side == "middle left"


def test_a_name_that_fits_only_a_wide_plot_is_for_that() -> None:
    dots = [Dot(4.5, 5, "A long name indeed", False), Dot(5.5, 5, "And a second one", False)]
    labels = place_names([*dots, Dot(5, 4.5, "", False)], [lay(120), lay(900)], 1)
    assert all(label.wide for label in labels if label.dot < 2)


def test_who_must_be_named_is_named_with_a_leader_where_nothing_is_free() -> None:
    crowd = [Dot(5 + n / 50, 5 + n % 5 / 20, f"Home {n}", True) for n in range(10)]
    labels = place_names(crowd, [lay(300)], 1)
    assert sorted(label.dot for label in labels) == list(range(10))
    assert any(label.side is None for label in labels)
    far = [label for label in labels if label.side is None]
    assert all((one.dx, one.dy) != (two.dx, two.dy) for one, two in combinations(far, 2))


def test_a_name_stands_nearer_to_its_own_dot_than_to_any_other() -> None:
    # On so narrow a plot a name fits only above its dot, where the next dot may be as near.
    low, near, far = (
        Dot(5, y, name, False) for y, name in ((0.3, "3 homes"), (1.5, "A"), (1.6, "A"))
    )
    assert [label.dot for label in place_names([low, near], [lay(60)], 1)] == [1]
    assert len(place_names([low, far], [lay(60)], 1)) == 2
