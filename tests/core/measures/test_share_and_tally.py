"""Shares with Wilson's limits."""

import polars as pl
import pytest

from core.measures.share import build_needed_by, build_needed_share, find_needed_share

ANSWERS = pl.DataFrame(
    {
        "provider": ["B", "A", "B", None, "B"],
        "needed": ["yes", "unknown", "no", "no", "yes"],
    }
)


def test_wilsons_limits() -> None:
    """Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29."""
    for needed, known, limits in [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ]:
        share = build_needed_share(needed, known - needed, 7)
        assert (share.lower, share.upper) == pytest.approx(limits, abs=5e-5)
        assert (share.known, share.unknown, share.share) == (known, 7, needed / known)


def test_nothing_known_has_no_share() -> None:
    share = build_needed_share(0, 0, 4)
    assert (share.share, share.lower, share.upper, share.known) == (None, None, None, 0)


def test_the_unknown_are_counted_and_not_dropped() -> None:
    share = find_needed_share(ANSWERS)
    assert (share.needed, share.not_needed, share.unknown) == (2, 2, 1)
    assert find_needed_share(ANSWERS.clear()).share is None


def test_by_provider_with_those_without_one_last() -> None:
    assert build_needed_by(ANSWERS, "provider").rows() == [
        ("A", 0, 0, 1),
        ("B", 2, 1, 0),
        (None, 0, 1, 0),
    ]
