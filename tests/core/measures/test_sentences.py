"""The sentences word for word: what is of the counts, what of the rates, what chance explains."""

from datetime import date

import pytest

from core.measures.comparison import Comparison, compare_rates
from core.measures.period import Period, read_period
from core.measures.sentences import (
    say_comparison,
    say_count,
    say_days,
    say_needed,
    say_percent,
    say_title,
    say_within,
)
from core.measures.share import build_needed_share

Y2017 = Period(date(2017, 1, 1), date(2017, 12, 31))
Y2016 = Period(date(2016, 1, 1), date(2016, 12, 31))


def say(found: Comparison) -> str:
    return say_comparison(found, Y2017, Y2016).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("found", "said", "title"),
    [
        (
            compare_rates(37, 60.0, 52, 60.0),
            "37 call-outs in 2017 against 52 in 2016: 29 % fewer. Per place, a fall like this "
            "could be chance (95 % interval: 55 % lower to 11 % higher).",
            "Fewer call-outs than a year before, but chance could explain it",
        ),
        (
            compare_rates(19, 40.0, 37, 40.0),
            "19 call-outs in 2017 against 37 in 2016: 49 % fewer. Per place, a fall like this "
            "is more than chance explains (95 % interval: 72 % lower to 8 % lower).",
            "Fewer call-outs than a year before; chance does not explain it, several calls about "
            "one child could",
        ),
        (
            compare_rates(3, 10.0, 0, 10.0),
            "3 call-outs in 2017 against 0 in 2016. Per place, a rise like this could be chance "
            "(95 % interval: 59 % lower to no upper limit).",
            "More call-outs than a year before, but chance could explain it",
        ),
        (
            compare_rates(0, 10.0, 3, 10.0),
            "No call-outs in 2017 against 3 in 2016: 3 fewer. Per place, a fall like this "
            "could be chance (95 % interval: 100 % lower to 142 % higher).",
            "Fewer call-outs than a year before, but chance could explain it",
        ),
        (
            compare_rates(0, 10.0, 0, 10.0),
            "No call-outs in either 2017 or 2016.",
            "No call-outs, and none a year before",
        ),
        (
            compare_rates(1, 10.0, 1, 10.0),
            "1 call-out in 2017 against 1 in 2016: as many. Per place, the rate is the same "
            "(95 % interval: 99 % lower to 78 times as high).",
            "As many call-outs as a year before",
        ),
        (
            compare_rates(1, 10.0, 2, 10.0),
            "1 call-out in 2017 against 2 in 2016: 1 fewer. Per place, a fall like this could "
            "be chance (95 % interval: 99 % lower to 9.6 times as high).",
            "Fewer call-outs than a year before, but chance could explain it",
        ),
        # No places in one of the periods: there is nothing chance could be asked about.
        (
            compare_rates(3, 0.0, 6, 10.0),
            "3 call-outs in 2017 against 6 in 2016: 3 fewer. Without places in both periods "
            "there is no rate to compare.",
            "Fewer call-outs than a year before",
        ),
        # Places there are, but every call-out was at a home without.
        (
            compare_rates(0, 10.0, 0, 10.0, counts=(2, 1)),
            "2 call-outs in 2017 against 1 in 2016: 1 more. None was at a home with places: "
            "there is no rate to compare.",
            "More call-outs than a year before",
        ),
        # More places: more call-outs, and yet a lower rate.
        (
            compare_rates(60, 100.0, 50, 40.0),
            "60 call-outs in 2017 against 50 in 2016: 20 % more. Per place it is a fall, which "
            "is more than chance explains (95 % interval: 68 % lower to 29 % lower).",
            "More call-outs than a year before, but fewer per place",
        ),
        (
            compare_rates(50, 100.0, 50, 40.0),
            "50 call-outs in 2017 against 50 in 2016: as many. Per place it is a fall, which "
            "is more than chance explains (95 % interval: 74 % lower to 40 % lower).",
            "As many call-outs as a year before, but fewer per place",
        ),
        (
            compare_rates(1001, 10.0, 1000, 10.0),
            "1,001 call-outs in 2017 against 1,000 in 2016: less than 1 % more. Per place, a "
            "rise like this could be chance (95 % interval: 8 % lower to 9 % higher).",
            "More call-outs than a year before, but chance could explain it",
        ),
    ],
)
def test_a_comparison_word_for_word(found: Comparison, said: str, title: str) -> None:
    assert say(found) == said
    assert say_title(found, "a year before") == title


@pytest.mark.parametrize(
    ("count", "noun", "said"),
    [
        (0, "call-out", "no call-outs"),
        (1, "day", "1 day"),
        (2, "day", "2 days"),
        (1200, "incident", "1,200 incidents"),
    ],
)
def test_counts_with_their_noun(count: int, noun: str, said: str) -> None:
    assert say_count(count, noun) == said


def test_days_since_the_last() -> None:
    said = [say_days(days) for days in (None, 0, 1, 40)]
    assert said == [
        "no call-out in the data",
        "a call-out on the last day of the data",
        "1 day",
        "40 days",
    ]


@pytest.mark.parametrize(
    ("needed", "not_needed", "unknown", "said"),
    [
        (0, 0, 1, "Not known for any of 1 call-out"),
        (0, 0, 3, "Not known for any of 3 call-outs"),
        (9, 41, 0, "18 % of 50 with an answer (95 % interval: 10 % to 31 %)"),
        (28, 22, 4, "56 % of 50 with an answer (95 % interval: 42 % to 69 %); 4 not known"),
        (0, 5, 0, "0 % of 5 with an answer (95 % interval: 0 % to 43 %)"),
    ],
)
def test_the_share_in_which_police_were_needed(
    needed: int, not_needed: int, unknown: int, said: str
) -> None:
    share = build_needed_share(needed, not_needed, unknown)
    assert say_needed(share).replace("\u00a0", " ") == said


def test_a_number_does_not_leave_its_per_cent_sign() -> None:
    assert say_percent(0.294) == "29\u00a0%"


@pytest.mark.parametrize(
    ("other", "said"), [(9, "against 9 in 2016: 4 fewer"), (10, "50 % fewer"), (11, "55 % fewer")]
)
def test_a_percentage_is_said_from_ten(other: int, said: str) -> None:
    assert said in say(compare_rates(5, 10.0, other, 10.0))


def test_a_title_is_sure_only_where_series_of_one_childs_calls_do_not_explain_it() -> None:
    said = say_title(compare_rates(10, 10.0, 60, 10.0), "a year before")
    assert said == "Fewer call-outs than a year before; chance does not explain it"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2017-01-01:2017-12-31", "in 2017"),
        ("2017-01-01:2017-08-31", "in January to August 2017"),
        ("2026-09-16:2026-10-31", "from 16 September to 31 October 2026"),
        ("2026-09-16:2026-09-16", "on 16 September 2026"),
    ],
)
def test_a_period_takes_its_preposition(words: str, said: str) -> None:
    assert say_within(read_period(words)) == said
