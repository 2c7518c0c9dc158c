"""A view for the wall: homes and providers as letters, no child, no words that nobody cleared.

The letters are drawn anew for each meeting, so that nobody learns them; within it they hold.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import replace

import polars as pl

from core.contract import fold
from core.measures.sentences import say_letter
from core.reading import View
from core.vocabulary import FindingState

_OF_A_CHILD = ("child_ref", "child_age", "child_gender", "child_ethnicity", "placing_authority")


def find_letters(names: Iterable[str], seed: str) -> dict[str, str]:
    """A letter for each of these names, in an order that only the seed decides."""
    ordered = sorted(set(names), key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).digest())
    return {name: say_letter(number) for number, name in enumerate(ordered)}


def find_seed(view: View) -> str:
    """What draws the letters of a meeting: they are those since the one before it."""
    return str(view.meetings[-1] if view.meetings else view.data_to)


def hide_names(view: View, seed: str, revealed: Collection[str] = ()) -> View:
    """The view as a room may see it: `revealed` are letters whose home keeps its name.

    `homes`: `name` "Home C", `urn` its letter, `provider` "Provider B", no manager's name.
    `incidents`: no reference, nothing of a child; `needed` "unknown" before the review. `findings`:
    the agreed ones only, as other providers look on. `annotations`: words only where cleared.
    """
    letters = find_letters(view.homes["urn"], seed)
    # Two spellings of one provider are one provider on the wall too.
    spellings = {name: fold(name) for name in view.homes["provider"].drop_nulls().unique()}
    folded = find_letters(spellings.values(), seed)
    providers = {name: folded[word] for name, word in spellings.items()}
    letter = pl.col("urn").replace_strict(letters, return_dtype=pl.String)
    homes = view.homes.with_columns(
        name=pl.when(letter.is_in(sorted(revealed)))
        .then("name")
        .otherwise(pl.format("Home {}", letter)),
        urn=letter,
        provider=pl.format(
            "Provider {}", pl.col("provider").replace_strict(providers, return_dtype=pl.String)
        ),
        registered_manager=pl.lit(None, dtype=pl.String),
    )
    schema = view.incidents.schema
    incidents = view.incidents.with_columns(
        pl.lit(None).cast(schema[name]).alias(name)
        for name in (*_OF_A_CHILD, "reference")
        if name in schema
    )
    open_question = pl.when("call_out").then(pl.lit("unknown"))
    incidents = incidents.with_columns(
        pl.when("reviewed").then(name).otherwise(open_question).alias(name)
        for name in ("needed", "needed_suggested")
    )
    findings = view.findings.filter(pl.col("state") == FindingState.CONFIRMED.value)
    cleared = pl.when("cleared").then("words")
    annotations = view.annotations.with_columns(words=cleared)
    return replace(
        view, homes=homes, incidents=incidents, findings=findings, annotations=annotations
    )
