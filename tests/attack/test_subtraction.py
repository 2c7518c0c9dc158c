"""A provider that knows its own figures completely tries to work out another's.

Two attacks. What is published is turned into lines, its own is taken off, and linear programmes ask
for the least and the most that another provider's counts can be. And of two areas that differ in
nothing but other providers' call-outs, every page must give the provider the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core.access import SYSTEM, Viewer, read_access
from core.clock import read_today
from core.measures.board_counts import Figure, build_tables, classify_call_outs, publish
from core.measures.contributors import PERCENT
from core.measures.protection import Known, Line, find_intervals
from core.meetings import record_meeting
from core.reading import View, read_view
from core.store import Store
from core.tables import Batch, HomePlaces
from core.vocabulary import Role
from pages.components.registry import PAGES
from tests.attack.surfaces import Given, look, open_file
from tests.core.measures.board_attack import SUMS
from tests.core.measures.test_board_counts import CALL_OUT, KINDS, SCHEMA
from tests.pages.screens import use_store
from tests.world import World, add_incident, add_unneeded_call, copy_world

PROVIDERS = ("Acme", "Bright", "Calm", "Dell", "Elm")
LEAST_WIDTH = 3  # a mark for 1 to 4
# A child may have lived with two providers: what others have is not the rest.
_ADDED = tuple(line for line in SUMS if Figure.CHILDREN not in line[1])
_FIGURES = tuple(
    dict.fromkeys(
        cell for whole, parts in _ADDED for cell in (whole, *parts) if cell in set(Figure)
    )
)

Shown = Mapping[Figure, int | None]


@dataclass(frozen=True)
class Found:
    """What a reader works out of another provider's count, against what it is."""

    figure: Figure
    other: str
    least: int
    most: int | None
    true: int

    @property
    def is_pinned(self) -> bool:
        """Nearer than a mark leaves it, or than the p%-rule does."""
        if self.most is None:
            return False
        near = self.most < self.true * (1 + PERCENT / 100)
        return self.most - self.least < LEAST_WIDTH or near


def subtract(shown: Shown, own: Shown) -> dict[Figure, tuple[int, int | None]]:
    """The least and the most that all others together can have of each figure.

    Figures that are told as 0 are left out: everybody is told that there was none.
    """
    number = count()
    place: dict[object, int] = {}
    lower: list[float] = []
    upper: list[float] = []

    def find(cell: object) -> int:
        if cell not in place:
            place[cell] = next(number)
            told = shown[cell] if isinstance(cell, Figure) else None
            mine = (own[cell] or 0) if isinstance(cell, Figure) else 0
            least = max((1 if isinstance(cell, Figure) else 0) - mine, 0)
            lower.append(least if told is None else told - mine)
            upper.append(np.inf if told is None else told - mine)
        return place[cell]

    lines = [Line(find(whole), tuple(map(find, parts))) for whole, parts in _ADDED]
    asked = [figure for figure in _FIGURES if shown[figure] != 0]
    known = Known(lines, np.array(lower), np.array(upper))
    found = find_intervals(known, [place[figure] for figure in asked])
    return dict(zip(asked, found, strict=True))


def attack(rows: list[dict[str, object]], providers: tuple[str, ...], *, rule: bool) -> list[Found]:
    """All that each provider of an area works out of each other from one year's public report."""
    shown = read_year(rows, rule=rule)
    true = {name: read_year([r for r in rows if r["provider"] == name]) for name in providers}
    found = []
    for reader in providers:
        others = [name for name in providers if name != reader]
        for figure, (least, most) in subtract(shown, true[reader]).items():
            # With two others either can have it all; a single other has it.
            low = least if len(others) == 1 else 0
            found += [Found(figure, name, low, most, true[name][figure] or 0) for name in others]
    return found


def read_year(rows: list[dict[str, object]], *, rule: bool | None = None) -> Shown:
    """A year's figures: published by the rule, or without the part about providers; None: all."""
    rows = [{**CALL_OUT, **row} for row in rows]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    classified = classify_call_outs(frame, [1])
    tables = build_tables(classified, {"done": {}, "overdue": {}, "open": {}}, _count(rows))
    if rule is None:
        return _read(publish(tables, None))
    if not rule:
        bare = [
            type(table)(
                table.name, table.by, table.cells.drop("parts"), table.within, table.rest_counts
            )
            for table in tables
        ]
        return _read(publish(bare))
    return _read(publish(tables))


def _count(rows: list[dict[str, object]]) -> dict[Figure, dict[str | None, int]]:
    """Findings on these call-outs, by provider; every other figure without a line has none."""
    asked = {
        Figure.AVOIDABLE: lambda row: row["level_now"] == 1 and row["needed"] == "no",
        Figure.COUNCIL_STEPS: lambda row: row["category"] == "missing",
        Figure.HOME_STEPS: lambda row: row["needed"] == "no",
        Figure.POLICE_STEPS: lambda row: row["outcome_code"] == "1",
    }
    counts: dict[Figure, dict[str | None, int]] = {
        figure: {} for figure in (Figure.ELSEWHERE, Figure.UNTOLD, Figure.CONTACTS)
    } | {Figure.ESCALATIONS: {}}
    for figure, is_one in asked.items():
        counts[figure] = {}
        for row in filter(is_one, rows):
            name = str(row["provider"])
            counts[figure][name] = counts[figure].get(name, 0) + 1
    return counts


def _read(counts: Mapping[Figure, object]) -> Shown:
    return {figure: getattr(counts[figure], "value") for figure in Figure}  # noqa: B009


ROW = some.builds(
    lambda kind, needed, code, child: {
        **kind,
        "needed": needed,
        "outcome_code": code,
        "child_ref": child,
    },
    some.sampled_from(KINDS),
    some.sampled_from(["yes", "no", "no", "unknown"]),
    some.sampled_from(["1", "8", "22", None]),
    some.sampled_from(["K1", "K2", "K3", "K4", "K5", "K6", None]),
)


@some.composite
def draw_area(draw: some.DrawFn) -> tuple[tuple[str, ...], list[dict[str, object]]]:
    """Two to five providers with 0 to 14 call-outs in a year each, often one with most of them."""
    providers = PROVIDERS[: draw(some.integers(2, 5))]
    rows: list[dict[str, object]] = []
    for name in providers:
        most = draw(some.sampled_from([0, 2, 6, 14]))
        theirs = draw(some.lists(ROW, min_size=most // 2, max_size=most))
        rows += [{**row, "provider": name} for row in theirs]
    return providers, rows


def _settle(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        database=None,
    )


def _find_pinned(area: tuple[tuple[str, ...], list[dict[str, object]]]) -> list[Found]:
    providers, rows = area
    return [found for found in attack(rows, providers, rule=True) if found.is_pinned]


@_settle(8)
@given(draw_area())
def test_no_provider_works_out_another_s_count_from_a_public_report(
    area: tuple[tuple[str, ...], list[dict[str, object]]],
) -> None:
    assert _find_pinned(area) == []


@pytest.mark.attack
@_settle(300)
@given(draw_area())
def test_no_provider_of_many_areas_works_out_another_s_count(
    area: tuple[tuple[str, ...], list[dict[str, object]]],
) -> None:
    assert _find_pinned(area) == []


def spread(**counts: int) -> list[dict[str, object]]:
    """Alike call-outs, each of another child: so many of each provider."""
    return [
        {"provider": name, "child_ref": f"{name} {n}"}
        for name, number in counts.items()
        for n in range(number)
    ]


@pytest.mark.parametrize(
    "counts",
    [
        {"Acme": 6, "Bright": 9},  # one other alone
        {"Acme": 6, "Bright": 9, "Calm": 0},  # one other with any
        {"Acme": 12, "Bright": 0, "Calm": 0},  # that the others have none is a figure too
        {"Acme": 9, "Bright": 1, "Calm": 1},  # few are left
        {"Acme": 9, "Bright": 30, "Calm": 1},  # one other has nearly all of them
    ],
)
def test_what_follows_by_subtraction_is_withheld_and_without_the_rule_it_is_told(
    counts: dict[str, int],
) -> None:
    rows, names = spread(**counts), tuple(counts)
    told = [found for found in attack(rows, names, rule=False) if found.is_pinned]
    assert {found.figure for found in told} >= {Figure.ALL}
    assert read_year(rows, rule=True)[Figure.ALL] is None
    assert [found for found in attack(rows, names, rule=True) if found.is_pinned] == []


def test_a_total_that_tells_of_nobody_is_shown() -> None:
    rows = spread(Acme=7, Bright=9, Calm=8)
    assert read_year(rows, rule=True)[Figure.ALL] == 24


# Every page, from two areas.

LAST = read_today().year - 1
THIS = read_today() - timedelta(days=3)
PERIODS = (
    "period",
    "breaches_period",
    "equality_period",
    "home_period",
    "homes_period",
    "incidents_period",
    "log_period",
    "missing_period",
    "panels_period",
    "summary_period",
    "when_period",
)
# Alder and Birch are the reader's. Of others, other homes on other days; in the last whole year,
# of which the area is shown, as many of each of both providers as there are.
AREAS: dict[str, dict[str, list[datetime]]] = {
    "one": {
        "cedar": [datetime(LAST, 2, 1 + n, 9) for n in range(6)]
        + [datetime.combine(THIS - timedelta(days=n), datetime.min.time()) for n in range(5)],
        "dogwood": [datetime(LAST, 5, 1 + n, 9) for n in range(7)],
    },
    "other": {
        "cedar": [datetime(LAST, 8, 1 + n, 9) for n in range(8)],
        "dogwood": [datetime(LAST, 11, 1 + n, 9) for n in range(5)]
        + [datetime.combine(THIS - timedelta(days=30 * n), datetime.min.time()) for n in range(5)],
    },
}


def build_area(world: World, folder: Path, others: Mapping[str, list[datetime]]) -> World:
    """An area with the reader's call-outs first, then the others' in turn."""
    folder.mkdir()
    area = copy_world(world, folder)
    with area.store.write(SYSTEM) as change:
        for home_id in area.homes.values():
            change.session.add(HomePlaces(home_id=home_id, places=5))
        change.session.add(
            Batch(
                noun="incidents",
                file_name="extract.csv",
                file_digest="0" * 64,
                covers_from=date(LAST - 2, 1, 1),
                covers_to=THIS,
                created_at=datetime(LAST, 1, 1, tzinfo=UTC),
                **dict.fromkeys(("imported", "updated", "duplicate", "rejected", "skipped"), 0),
            )
        )
        change.record("imported", "batch")
    record_meeting(area.store, area.viewer(Role.CHAIR), THIS - timedelta(days=20))
    for n in range(6):
        add_unneeded_call(
            area, f"A{n}", ("alder", "birch")[n % 2], occurred_at=datetime(LAST, 3, 1 + n, 9)
        )
    add_incident(area, "A9", occurred_at=datetime.combine(THIS, datetime.min.time()))
    for home, moments in others.items():
        for n, moment in enumerate(moments):
            add = (add_unneeded_call, add_incident)[n % 2]
            add(area, f"{home} {n}", home, occurred_at=moment, reported_at=moment)
    return area


def read_pages(
    monkeypatch: pytest.MonkeyPatch, area: World, role: Role, asked: list[dict[str, str]]
) -> dict[tuple[str, int], set[str]]:
    """All that a role gets of each page that it may open, and of the files behind its buttons."""
    use_store(monkeypatch, area.store.url)
    viewer = area.viewer(role)
    given: dict[tuple[str, int], set[str]] = {}
    for spec in PAGES:
        if not spec.opens(read_access(viewer)):
            continue
        for number, params in enumerate(asked):
            shown = look(area.people[role], spec.script, params, press=number == 0)
            assert shown.errors == []
            given[spec.key, number] = _list_texts(shown)
    return given


def _list_texts(given: Given) -> set[str]:
    """The texts without the numbers that a session draws for its messages and files."""
    texts = [message.decode("latin-1") for message in given.messages]
    for content in given.files.values():
        texts += open_file(content)
    return {re.sub(r"[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-", "#", text) for text in texts}


def _ask(start: date, end: date, **more: str) -> dict[str, str]:
    """The same days on whatever page there is."""
    params = dict(more)
    for key in PERIODS:
        params[key] = "Choose…"
        params[f"{key}_from"], params[f"{key}_to"] = start.isoformat(), end.isoformat()
    return params


def _compare(
    monkeypatch: pytest.MonkeyPatch,
    world: World,
    folder: Path,
    role: Role,
    asked: list[dict[str, str]],
) -> tuple[int, list[tuple[str, int]]]:
    """How many pages were read in both areas, and which of them differ."""
    one, other = (
        read_pages(monkeypatch, build_area(world, folder / name, others), role, asked)
        for name, others in AREAS.items()
    )
    assert one.keys() == other.keys()
    return len(one), [key for key in one if one[key] != other[key]]


def test_no_page_tells_a_provider_on_which_days_or_at_whose_homes_others_called(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [{}, _ask(THIS - timedelta(days=4), THIS, projector="1")]
    number, differ = _compare(monkeypatch, world, tmp_path, Role.PROVIDER, asked)
    assert number >= 20
    assert differ == []


def _narrow(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    pages = [page for page in PAGES if page.key in keys]
    monkeypatch.setattr("tests.attack.test_subtraction.PAGES", pages)


def test_a_total_over_chosen_days_would_be_found(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tell(store: Store, viewer: Viewer, view: View) -> str:
        called = read_view(store, SYSTEM).call_outs
        since = called.filter(pl.col("occurred_on") > view.meetings[-1]).height
        return f"The whole area had {since} call-outs in these days."

    monkeypatch.setattr("pages.components.since_meeting.find_area_line", tell)
    _narrow(monkeypatch, "overview")
    _, differ = _compare(monkeypatch, world, tmp_path, Role.PROVIDER, [{}])
    assert differ == [("overview", 0)]


def test_a_provider_sees_the_last_whole_year_of_the_area(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = build_area(world, tmp_path / "one", AREAS["one"])
    _narrow(monkeypatch, "overview")
    (texts,) = read_pages(monkeypatch, area, Role.PROVIDER, [{}]).values()
    said = f"In {LAST} all children"
    assert any(said in text and "had 19 call-outs" in text for text in texts)


def test_to_the_chair_the_two_areas_differ(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _narrow(monkeypatch, "overview", "homes")
    _, differ = _compare(monkeypatch, world, tmp_path, Role.CHAIR, [{}])
    assert differ == [("overview", 0), ("homes", 0)]
