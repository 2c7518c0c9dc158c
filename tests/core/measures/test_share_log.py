"""The share log is looked through by day in the UK, home, kind, person and words."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from core.measures.period import Period
from core.measures.share_log import (
    NOBODY,
    LogFilter,
    build_log_table,
    find_shares,
    say_shares_title,
)
from core.vocabulary import DocumentKind

TODAY = date(2026, 7, 10)
YEAR = Period(date(2026, 1, 1), TODAY)


def _row(number: int, **more: object) -> dict[str, object]:
    usual = {
        "id": number,
        "at": datetime(2026, 7, 1, 12, tzinfo=UTC),
        "person_id": 7,
        "by": "Ruth Adeyemi",
        "kind": "home_summary",
        "level": "agreement",
        "basis": "public_task",
        "recipient": "Ofsted, South West",
        "urn": "SC000001",
        "home": "Alder",
        "provider": None,
        "period_from": date(2026, 6, 1),
        "period_to": date(2026, 6, 30),
        "file_name": "home-summary.pdf",
        "file_digest": "ab" * 32,
    }
    return {**usual, **more}


def _log(*rows: dict[str, object]) -> pl.DataFrame:
    schema = {"provider": pl.String, "urn": pl.String, "home": pl.String, "person_id": pl.Int64}
    return pl.DataFrame(rows or [_row(1)], schema_overrides=schema).filter(
        pl.lit(bool(rows)) & pl.col("id").is_not_null()
    )


def _ids(log: pl.DataFrame, **wanted: object) -> list[int]:
    return find_shares(log, LogFilter(**wanted))["id"].to_list()  # type: ignore[arg-type]


def test_a_day_is_the_uks_both_bounds_included() -> None:
    # 23:30 UTC on 30 June is half past midnight on 1 July in British summer time.
    log = _log(*(_row(hour, at=datetime(2026, 6, 30, hour, 30, tzinfo=UTC)) for hour in (22, 23)))
    assert _ids(log, period=Period(date(2026, 7, 1), date(2026, 7, 1))) == [23]
    assert _ids(log, period=Period(date(2026, 6, 30), date(2026, 6, 30))) == [22]


def test_each_filter_keeps_its_own_and_together_they_keep_both() -> None:
    log = _log(
        _row(1),
        _row(2, urn="SC000002", home="Birch", kind="inspection_record"),
        _row(3, urn=None, home=None, person_id=None, by="command line", kind="month_pack"),
    )
    assert _ids(log) == [1, 2, 3]
    assert _ids(log, urn="SC000001") == [1]
    assert _ids(log, kind=DocumentKind.INSPECTION_RECORD) == [2]
    assert _ids(log, person_id=7) == [1, 2] and _ids(log, person_id=NOBODY) == [3]
    assert _ids(log, person_id=7, urn="SC000002") == [2]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ofsted", [1, 2]),
        ("OFSTED south", [1]),
        ("abab", [1, 2]),
        ("alder summary", [1, 2]),
        ("Acme", [2]),
        ("sc000001", [1, 2]),
        (".*", []),
        ("  ", [1, 2]),
    ],
)
def test_every_word_of_a_search_is_found_as_it_stands(words: str, found: list[int]) -> None:
    log = _log(_row(1), _row(2, recipient="Ofsted", provider="Acme Care"))
    assert _ids(log, words=words) == found


@pytest.mark.parametrize(
    ("recipients", "title"),
    [
        ((), "No file was prepared since 1 January 2026"),
        (("A board",), "1 file was prepared since 1 January 2026, for A board"),
        (("Ofsted, A", "Ofsted, B"), "2 files were prepared since 1 January 2026, all for Ofsted"),
        (
            ("Ofsted", "Ofsted, B", "Acme"),
            "3 files were prepared since 1 January 2026, 2 of them for Ofsted",
        ),
        (("Ofsted", "Acme"), "2 files were prepared since 1 January 2026"),
    ],
)
def test_the_title_counts_and_names_only_whom_most_were_for(
    recipients: tuple[str, ...], title: str
) -> None:
    log = _log(*(_row(n, recipient=name) for n, name in enumerate(recipients)))
    assert say_shares_title(log, LogFilter(YEAR), TODAY) == title


def test_the_title_of_a_past_period_and_of_a_filter_without_any() -> None:
    june = Period(date(2026, 6, 1), date(2026, 6, 30))
    title = say_shares_title(_log(_row(1)), LogFilter(june), TODAY)
    assert title == "1 file was prepared in June 2026, for Ofsted"
    none = say_shares_title(_log(), LogFilter(june, urn="SC000001"), TODAY)
    assert none == "No such file was prepared in June 2026"


def test_the_table_says_codes_in_words_and_times_as_the_uks() -> None:
    row = build_log_table(_log(_row(1, urn=None, home=None)), digest=12).row(0, named=True)
    assert row["When"] == datetime(2026, 7, 1, 13)
    assert (row["What"], row["About"]) == ("home summary", "the area")
    assert row["How far it goes"] == "shared under an agreement"
    assert row["SHA-256"] == "abababababab…"
    assert build_log_table(_log(_row(1)))["SHA-256"].to_list() == ["ab" * 32]
