"""Providers: spellings of one name are one provider, its rate is that of all its homes."""

import polars as pl
import pytest

from core.measures.funnel import find_position
from core.measures.groups import build_provider_rates, fold_spellings
from core.measures.rates import find_exact_limits


def spell(*names: str | None) -> list[str | None]:
    frame = pl.DataFrame({"provider": list(names)}, schema={"provider": pl.String})
    return fold_spellings(frame)["provider"].to_list()


def test_spellings_of_one_provider_become_the_commonest() -> None:
    assert spell("ACME  care", "Acme Care", "acme-care", "Acme Care") == ["Acme Care"] * 4
    assert spell("ACME  care", "ACME  care", "Acme Care") == ["ACME care"] * 3


def test_of_spellings_as_common_the_first_by_letters_stands_whatever_the_order() -> None:
    assert spell("Acme Care", "ACME Care") == spell("ACME Care", "Acme Care") == ["ACME Care"] * 2


def test_different_providers_stay_apart_and_a_blank_is_not_recorded() -> None:
    assert spell("Acme Care", "Acme Cares", None, " ") == ["Acme Care", "Acme Cares", None, None]


RATES = pl.DataFrame(
    [
        ("Acme Care", 9, 4.0, 2.0),
        ("Acme Care", 3, 2.0, 1.0),
        (None, 0, 1.0, 0.5),
        ("Bright", 1, None, None),
        ("Calm", 2, 4.0, 2.0),
    ],
    schema=["provider", "call_outs", "place_years", "expected"],
    orient="row",
)


def test_a_providers_rate_is_that_of_all_its_homes_with_exact_limits() -> None:
    found = build_provider_rates(RATES)
    # By name; a provider whose homes have no places has no rate.
    assert found["provider"].to_list() == ["Acme Care", "Calm", "not recorded"]
    acme = found.row(0, named=True)
    assert (acme["homes"], acme["call_outs"], acme["place_years"]) == (2, 12, 6.0)
    assert acme["rate"] == 2.0
    assert (acme["lower"], acme["upper"]) == pytest.approx(find_exact_limits(12, 6.0))
    assert acme["expected"] == 3.0
    assert found["position"].to_list() == [
        find_position(12, 3.0).value,
        find_position(2, 2.0).value,
        find_position(0, 0.5).value,
    ]


def test_a_provider_with_a_home_that_is_set_against_nothing_has_no_position() -> None:
    partly = RATES.with_columns(expected=pl.when(pl.col("call_outs") != 3).then(pl.col("expected")))
    found = build_provider_rates(partly)
    assert found["expected"].to_list() == [None, 2.0, 0.5]
    assert found["position"][0] is None and found["position"][1] == "within"


def test_without_homes_there_are_no_providers() -> None:
    assert build_provider_rates(RATES.clear()).is_empty()
