"""`python -m core retain`: what a scheduled task anonymises, and what it would."""

from typing import Annotated

import typer

from core.access import SYSTEM
from core.clock import read_today, say_date
from core.measures.retention_sentences import say_done, say_holds
from core.measures.sentences import say_count
from core.retention import anonymise, check_clock, find_due
from core.store import open_store, read_store_url
from core.terminal import print_json


def retain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="change nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Anonymise the incidents past the age that the group set; without one nothing happens."""
    store, today = open_store(read_store_url()), read_today()
    if not dry_run:
        check_clock(store, today)
    found = find_due(store, SYSTEM, today)
    held: dict[str, int] = {}
    for row in found.held:
        held[str(row.hold)] = held.get(str(row.hold), 0) + 1
    done = None if dry_run else anonymise(store, SYSTEM, today)
    if as_json:
        print_json(
            {
                "cutoff": found.cutoff,
                "due": len(found.due),
                "held": held,
                "anonymised": done.incidents if done else 0,
                "minutes": done.minutes if done else 0,
                "file_rewritten": done.rewritten if done else None,
            }
        )
        return
    if found.cutoff is None:
        typer.echo("The group has set no age: nothing is anonymised.")
        return
    said = f"{say_count(len(found.due), 'incident')} due, last touched by {say_date(found.cutoff)}."
    if done:
        said = say_done(done.incidents, done.minutes, done.rewritten)
    typer.echo(said)
    for line in say_holds(str(row.hold) for row in found.held):
        typer.echo(f"  {line}")
