"""Events beside distinct children, and what a series of one child's call-outs does to certainty."""

import polars as pl
import pytest

from core.measures.children import find_children, say_children
from core.measures.comparison import compare_rates
from core.measures.period import read_period
from core.measures.sentences import say_comparison, say_repeats


def build_incidents(*refs: str | None) -> pl.DataFrame:
    return pl.DataFrame({"child_ref": list(refs)}, schema={"child_ref": pl.String})


@pytest.mark.parametrize(
    ("refs", "said"),
    [
        ((), ""),
        ((None, None), ""),
        (("a",), "1 call-out concerns one child."),
        (("a", "b", "b"), "3 call-outs concern 2 children."),
        (
            ("a", "b", "b", "b"),
            "4 call-outs concern 2 children; one child accounts for 3.",
        ),
        (
            ("a", "a", "a", "b", "b", "b", "b", "c", None),
            "8 call-outs concern 3 children; 2 account for 7, three or more each. "
            "For 1 no child is recorded.",
        ),
    ],
)
def test_children_are_said_beside_events(refs: tuple[str | None, ...], said: str) -> None:
    assert say_children(find_children(build_incidents(*refs))) == said


@pytest.mark.parametrize(("times", "repeated"), [(2, 0), (3, 1), (4, 1)])
def test_a_series_begins_with_the_third(times: int, repeated: int) -> None:
    found = find_children(build_incidents(*["a"] * times, "b"))
    assert (found.repeated, found.in_series) == (repeated, times * repeated)


def test_series_widen_the_interval_and_can_take_a_difference_back() -> None:
    found = compare_rates(19, 1.0, 37, 1.0)
    assert found.is_beyond_chance and not found.holds_with_repeats
    assert found.repeat_lower < found.lower and found.repeat_upper > found.upper
    assert "chance could explain it" in say_repeats(found)


def test_a_large_difference_outlives_series() -> None:
    found = compare_rates(10, 1.0, 60, 1.0)
    assert found.holds_with_repeats
    assert "still be more than chance explains" in say_repeats(found)


def test_what_chance_explains_it_explains_with_series_too() -> None:
    found = compare_rates(37, 1.0, 52, 1.0)
    assert not found.is_beyond_chance and not found.holds_with_repeats
    assert "chance could still explain it" in say_repeats(found)
    one, other = read_period("2017-01-01:2017-12-31"), read_period("2016-01-01:2016-12-31")
    assert say_comparison(found, one, other)


def test_without_a_ratio_nothing_is_said_of_series() -> None:
    assert say_repeats(compare_rates(0, 1.0, 0, 1.0)) == ""
