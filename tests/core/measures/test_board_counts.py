"""A board report's counts: what is withheld, what goes with it, what an attacker can work out."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core.measures.board_counts import (
    COMPANIONS,
    Count,
    Figure,
    build_tables,
    classify_call_outs,
    is_of_a_home,
    publish,
)
from core.measures.board_outcomes import find_outcome
from core.measures.board_sides import count_sides
from core.measures.suppression import audit_tables, suppress_tables
from tests.core.measures.board_attack import attack, find_pinned

F = Figure
SINGLE = (
    F.ELSEWHERE,
    F.AVOIDABLE,
    F.UNTOLD,
    F.HOME_STEPS,
    F.COUNCIL_STEPS,
    F.POLICE_STEPS,
    F.CONTACTS,
    F.ESCALATIONS,
)
PROVIDERS = ("Acme", "Bright", "Calm", "Dell", "Elm", "Fern")
NO_ACTIONS: dict[str, dict[str | None, int]] = {"done": {}, "overdue": {}, "open": {}}
CALL_OUT = {
    "kind": "behaviour",
    "category": "theft",
    "level_now": 2,
    "needed": "no",
    "reviewed": True,
    "child_ref": "K1",
    "outcome_code": "8",
    "crime_recorded": "yes",
    "home_id": 1,
    "provider": "Acme",
}
SCHEMA = {
    "kind": pl.String,
    "category": pl.String,
    "level_now": pl.Int64,
    "needed": pl.String,
    "reviewed": pl.Boolean,
    "child_ref": pl.String,
    "outcome_code": pl.String,
    "crime_recorded": pl.String,
    "home_id": pl.Int64,
    "provider": pl.String,
}
FEW = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def build(*call_outs: dict[str, object], placed: tuple[int, ...] = (1,)) -> pl.DataFrame:
    """Call-outs of one provider after another, so that none has most of them."""
    rows = [{**CALL_OUT, "provider": PROVIDERS[n % 6], **row} for n, row in enumerate(call_outs)]
    return classify_call_outs(pl.DataFrame(rows, schema=SCHEMA), placed)


def spread(number: int) -> dict[str | None, int]:
    """A count that six providers have as equal parts in as can be."""
    return {name: (number + 5 - place) // 6 for place, name in enumerate(PROVIDERS)}


def tell(
    classified: pl.DataFrame, actions: dict[str, int] | None = None, **single: int
) -> dict[Figure, Count]:
    counts = {figure: spread(single.get(figure.name, 0)) for figure in SINGLE}
    stood = {state: spread(number) for state, number in (actions or {}).items()} or NO_ACTIONS
    return publish(build_tables(classified, stood, counts))


def read(counts: dict[Figure, Count]) -> dict[Figure, int | None]:
    return {figure: count.value for figure, count in counts.items()}


# What a call-out is counted as.


def classify(**facts: object) -> dict[str, object]:
    return build(facts).to_dicts()[0]


def test_a_level_counts_once_the_group_agreed_it_and_not_before() -> None:
    assert classify(level_now=1)["standing"] == "1"
    assert classify(level_now=1, reviewed=False)["standing"] == "ungraded"
    assert classify(level_now=None)["standing"] == "ungraded"


def test_missing_stands_apart_from_what_else_is_outside_the_levels() -> None:
    facts = {"level_now": None, "kind": "protective", "reviewed": False}
    assert classify(category="missing", **facts)["standing"] == "missing"
    for category in ("absent", "concern_for_safety", "child_victim", "other"):
        assert classify(category=category, **facts)["standing"] == "outside"


def test_an_answer_counts_once_reviewed_and_what_is_suggested_is_not_known() -> None:
    assert classify(needed="yes")["answer"] == "yes"
    assert classify(needed="yes", reviewed=False)["answer"] == "unknown"
    assert classify(needed="unknown")["answer"] == "unknown"


def test_outcomes_are_asked_of_behaviour_call_outs_alone() -> None:
    assert classify(outcome_code="1")["outcome"] == "criminal"
    assert classify(outcome_code="1", kind="protective")["outcome"] == "not asked"


@pytest.mark.parametrize(
    ("code", "crime", "outcome"),
    [
        *((code, "yes", "criminal") for code in ("1", "1A", "2", "2a", "3", "3A", "4", "6")),
        *((code, "yes", "without") for code in ("5", "7", "8", "10", "18", "20", "21", "22")),
        (" Outcome 22 ", None, "without"),
        ("Type 02", None, "criminal"),
        ("2 - youth caution", None, "criminal"),
        ("19", "yes", "unknown"),
        ("23", "yes", "unknown"),
        ("waiting", "yes", "unknown"),
        (None, "yes", "unknown"),
        (None, None, "unknown"),
        (None, "no", "without"),
        ("1", "no", "criminal"),
    ],
)
def test_a_home_office_outcome_is_criminal_or_not_and_a_blank_is_not_known(
    code: str | None, crime: str | None, outcome: str
) -> None:
    frame = pl.DataFrame(
        {"outcome_code": [code], "crime_recorded": [crime]},
        schema={"outcome_code": pl.String, "crime_recorded": pl.String},
    )
    assert frame.select(find_outcome()).item() == outcome


def test_other_placements_and_homes_outside_the_area_are_none_of_its_homes() -> None:
    homes = pl.DataFrame(
        {
            "setting_type": ["childrens_home", None, "foster", "supported", "childrens_home"],
            "in_area": [True, None, True, True, False],
        }
    )
    assert homes.select(is_of_a_home()).to_series().to_list() == [True, True, False, False, False]


def test_both_sides_count_agreed_incidents_once_and_steps_on_call_outs_alone() -> None:
    findings = pl.DataFrame(
        [
            (1, True, "over_report", "home", "confirmed", "Acme"),
            (1, True, "process", "home", "confirmed", "Acme"),
            (1, True, "wrong_channel", "home", "confirmed", "Acme"),
            (2, True, "over_report", "home", "suggested", "Acme"),
            (3, True, "process", "police", "dismissed", "Acme"),
            (4, False, "under_report", "home", "confirmed", None),
            (4, False, "process", "home", "confirmed", None),
            (5, True, "advisory", "home", "confirmed", "Acme"),
            (6, True, "process", "local_authority", "confirmed", "Bright"),
            (7, True, "over_report", "home", "confirmed", "Bright"),
        ],
        schema=["incident_id", "call_out", "verdict", "owner", "state", "provider"],
        orient="row",
    )
    assert count_sides(findings) == {
        F.AVOIDABLE: {"Acme": 1, "Bright": 1},
        F.UNTOLD: {None: 1},
        F.HOME_STEPS: {"Acme": 1},
        F.COUNCIL_STEPS: {"Bright": 1},
        F.POLICE_STEPS: {},
    }


# Thresholds.


@pytest.mark.parametrize(
    ("number", "cell"), [(0, 0), (1, "c"), (4, "c"), (5, "c"), (8, "c"), (9, 9)]
)
def test_1_to_4_are_withheld_as_what_is_left_without_ones_own_too_and_0_is_0(
    number: int, cell: object
) -> None:
    rows = [{"child_ref": f"K{n}"} for n in range(number)]
    counts = tell(build(*rows), {"done": number, "overdue": 0, "open": 0}, UNTOLD=number)
    for figure in (
        F.ALL,
        F.BEHAVIOUR,
        F.LEVEL_2,
        F.NOT_CRIMINAL,
        F.NOT_NEEDED,
        F.CHILDREN,
        F.UNTOLD,
        F.ACTIONS_DONE,
        F.ACTIONS_GIVEN,
    ):
        assert counts[figure].cell == cell, figure
    assert counts[F.PROTECTIVE].cell == 0


def test_within_the_group_nothing_is_withheld() -> None:
    single = {figure: {"Acme": 1} for figure in SINGLE}
    tables = build_tables(build({}, {"level_now": 1}), NO_ACTIONS, single)
    counts = publish(tables, None)
    assert (counts[F.ALL].value, counts[F.LEVEL_1].value, counts[F.ESCALATIONS].value) == (2, 1, 1)


def test_a_small_unknown_takes_a_known_answer_with_it() -> None:
    counts = tell(build(*[{}] * 12, *[{"needed": "yes"}] * 13, {"needed": "unknown"}))
    assert counts[F.ALL].value == 26
    assert counts[F.NEED_UNKNOWN].cell == "c"
    assert [counts[F.NEEDED].cell, counts[F.NOT_NEEDED].cell].count("c") == 1


def test_what_counts_some_of_a_withheld_count_goes_with_it_unless_it_is_0() -> None:
    # Nine at level 1, one at level 2: that nine could have been avoided would say so.
    rows = [*[{"level_now": 1}] * 9, {"level_now": 2, "needed": "yes"}]
    counts = tell(build(*rows), AVOIDABLE=9, HOME_STEPS=9)
    assert counts[F.LEVEL_1].cell == "c"
    assert counts[F.AVOIDABLE].cell == "c"
    assert counts[F.HOME_STEPS].cell == 9
    assert counts[F.POLICE_STEPS].cell == 0
    # The lines would tell: without its companions' rule the number falls.
    told = {**read(counts), F.AVOIDABLE: 9}
    assert find_pinned({2018: told})


def test_four_call_outs_do_not_come_out_by_twelve_steps() -> None:
    counts = tell(build(*[{}] * 4), HOME_STEPS=4, POLICE_STEPS=4)
    assert {counts[f].cell for f in (F.ALL, F.HOME_STEPS, F.POLICE_STEPS)} == {"c"}


def test_the_same_counts_are_always_withheld_the_same_way() -> None:
    rows = [{"level_now": 1 + n % 3, "needed": ("yes", "no")[n % 2]} for n in range(17)]
    assert tell(build(*rows)) == tell(build(*reversed(rows)))


# The attack.

KINDS = (
    {"kind": "behaviour", "level_now": 1, "category": "criminal_damage"},
    {"kind": "behaviour", "level_now": 2, "category": "theft"},
    {"kind": "behaviour", "level_now": None, "category": "assault", "reviewed": False},
    {"kind": "protective", "level_now": 3, "category": "weapon_possession"},
    {"kind": "protective", "level_now": None, "category": "missing"},
    {"kind": "protective", "level_now": None, "category": "child_victim"},
)
ROW = some.builds(
    lambda kind, needed, code, child, home: {
        **kind,
        "needed": needed,
        "outcome_code": code,
        "child_ref": child,
        "home_id": home,
    },
    some.sampled_from(KINDS),
    some.sampled_from(["yes", "no", "no", "unknown"]),
    some.sampled_from(["1", "8", "22", None]),
    some.sampled_from(["K1", "K2", "K3", "K4", "K5", "K6", None]),
    some.sampled_from([1, 1, 1, 2]),
)


def count_single(rows: list[dict[str, object]], step: int) -> dict[str, int]:
    """Findings as they can be on these call-outs: as many as there can be, less `step`."""
    avoidable = sum(r["level_now"] == 1 and r["needed"] == "no" for r in rows)
    missing = sum(r["category"] == "missing" for r in rows)
    return {
        "AVOIDABLE": max(avoidable - step, 0),
        "COUNCIL_STEPS": max(missing - step, 0),
        "HOME_STEPS": max(len(rows) - step, 0),
        "POLICE_STEPS": max(len(rows) - 2 * step, 0),
    }


@FEW
@given(
    some.lists(ROW, max_size=24),
    some.lists(ROW, max_size=24),
    some.integers(0, 2),
    some.tuples(*[some.integers(0, 7)] * 3),
)
def test_no_withheld_count_follows_from_all_reports_of_two_years(
    first: list[dict[str, object]],
    second: list[dict[str, object]],
    step: int,
    done: tuple[int, int, int],
) -> None:
    actions = dict(zip(("done", "overdue", "open"), done, strict=True))
    years = {
        year: read(tell(build(*rows), actions, **count_single(rows, step)))
        for year, rows in ((2017, first), (2018, second))
    }
    assert not find_pinned(years)


@FEW
@given(some.lists(ROW, min_size=1, max_size=24))
def test_what_is_shown_is_true_and_what_is_withheld_lies_within_what_can_be_worked_out(
    rows: list[dict[str, object]],
) -> None:
    tables = build_tables(
        build(*rows),
        NO_ACTIONS,
        {f: {} if f in COMPANIONS else {"Acme": 3} for f in SINGLE},
    )
    true, told = read(publish(tables, None)), read(publish(tables))
    assert all(told[f] in (None, true[f]) for f in F)
    for (_, figure), (low, high) in attack({2018: told}).items():
        assert low <= (true[figure] or 0) and (high is None or (true[figure] or 0) <= high)


def test_the_programme_audits_what_it_publishes() -> None:
    rows = [{"level_now": 1 + n % 3, "needed": ("yes", "no")[n % 2]} for n in range(17)]
    out = suppress_tables(build_tables(build(*rows), NO_ACTIONS, dict.fromkeys(SINGLE, spread(2))))
    assert not audit_tables(out)["exposed"].any()


def test_without_secondary_suppression_the_attack_succeeds() -> None:
    rows = [*[{"level_now": 1}] * 9, {"level_now": 2}]
    tables = build_tables(build(*rows), NO_ACTIONS, {figure: {} for figure in SINGLE})
    true = read(publish(tables, None))
    primary = {f: None if v is not None and 1 <= v <= 4 else v for f, v in true.items()}
    assert find_pinned({2018: primary})[(2018, F.LEVEL_2)] == (1, 1)
