"""Days without a call-out count only where an import covers them."""

from datetime import date

import pytest

from core.measures.quiet import build_quiet_days, find_covered_from
from tests.core.measures.frames import build_call_outs, build_homes

END = date(2019, 6, 30)
COVERED = [(date(2019, 1, 1), END)]


def read(*calls: tuple[int, date], covered=COVERED, **dates) -> dict[str, tuple]:  # type: ignore[no-untyped-def]
    homes = build_homes("Alder", "Birch", **dates)
    quiet = build_quiet_days(build_call_outs(*calls), homes, covered, END)
    return {row[0]: row[1:] for row in quiet.select("name", "days", "is_whole").iter_rows()}


@pytest.mark.parametrize(
    ("covered", "first"),
    [
        ([], None),
        ([(date(2019, 1, 1), date(2019, 6, 29))], None),
        ([(END, END)], END),
        ([(date(2019, 1, 1), date(2019, 3, 31)), (date(2019, 4, 1), END)], date(2019, 1, 1)),
        ([(date(2019, 1, 1), date(2019, 3, 30)), (date(2019, 4, 1), END)], date(2019, 4, 1)),
        # Overlapping, one inside the other, in any order.
        ([(date(2019, 5, 1), END), (date(2019, 2, 1), date(2019, 5, 9))], date(2019, 2, 1)),
        ([(date(2019, 2, 1), END), (date(2019, 5, 1), date(2019, 5, 9))], date(2019, 2, 1)),
    ],
)
def test_the_covered_run_ends_on_the_last_day_without_a_gap(
    covered: list[tuple[date, date]], first: date | None
) -> None:
    assert find_covered_from(END, covered) == first


def test_days_are_counted_from_the_day_after_the_last_call_out() -> None:
    assert read((1, date(2019, 6, 29)), (1, date(2019, 2, 1)))["Alder"] == (1, True)
    assert read((1, END))["Alder"] == (0, True)
    # What came later is not yet whole.
    assert read((1, date(2019, 6, 29)), (1, date(2019, 7, 5)))["Alder"] == (1, True)


def test_a_home_without_a_call_out_is_shown_with_the_days_that_are_covered() -> None:
    assert read()["Birch"] == (181, False)
    assert read(Birch=(date(2019, 6, 1), None))["Birch"] == (30, True)


def test_before_the_covered_days_there_may_be_more() -> None:
    assert read((1, date(2018, 12, 30)))["Alder"] == (181, False)
    assert read((1, date(2018, 12, 31)))["Alder"] == (181, True)


def test_only_homes_open_on_the_last_day_and_only_where_it_is_covered() -> None:
    assert set(read(Birch=(None, date(2019, 6, 29)))) == {"Alder"}
    assert set(read(Birch=(None, END))) == {"Alder", "Birch"}
    assert set(read(Birch=(date(2019, 7, 1), None))) == {"Alder"}
    assert read(covered=[(date(2019, 1, 1), date(2019, 6, 1))]) == {}
