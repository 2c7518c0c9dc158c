"""`python -m core move`: the store into another database, with the proof of it."""

import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from core.store import read_store_url
from core.terminal import print_json

if TYPE_CHECKING:
    from core.moving import Moved

# Heavy modules are imported where they are used: a command starts in a third of the time.

_EVERY_SECONDS = 5.0


def move_command(
    to: Annotated[
        str, typer.Option(help="the new address: postgresql://…, or sqlite:////… for the way back")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Carry the store to another database, in which there is nothing yet, and prove it."""
    from core.moving import move

    done = move(read_store_url(), to, _build_progress())
    if as_json:
        print_json(
            {
                "source": done.source,
                "target": done.target,
                "set_aside": str(done.set_aside) if done.set_aside else None,
                "tables": [asdict(table) for table in done.tables],
                **asdict(done.reading),
            }
        )
        return
    typer.echo(say_move(done))


def say_move(done: "Moved") -> str:
    """The proof of a move, a line a table, and what is to be done next."""
    reading = done.reading
    width = max(len(table.name) for table in done.tables)
    lines = [f"{table.name:<{width}} {table.rows:>10,}  {table.digest}" for table in done.tables]
    rows = sum(table.rows for table in done.tables)
    outdated = (
        "each is judged as it stands"
        if not reading.outdated
        else f"{reading.outdated} of them judged by an earlier release, in both"
    )
    lines += [
        "",
        f"Moved {done.source} to {done.target}.",
        f"The same on both sides: {rows:,} rows of {len(lines)} tables (SHA-256 above), "
        f"{reading.incidents:,} incidents ({outdated}), {reading.call_outs:,} call-outs, "
        f"{reading.findings:,} findings, the figures of the overview ({reading.figures[:16]}), "
        f"data revision {reading.data_revision}, {reading.audit_rows:,} audit rows whose chain "
        f"holds, head {reading.audit_head}.",
        "The new store's audit goes on with the move itself. Set DATABASE_URL to the new address "
        "wherever the app and its scheduled commands run.",
    ]
    if done.set_aside:
        lines.append(
            f"The store before is as it was, under another name: {done.set_aside}. To go back "
            "before anybody worked in the new one, rename it and set DATABASE_URL back."
        )
    else:
        lines.append(
            "The store before is as it was, and nothing tells those who still have its address: "
            "stop what uses it and take away the right to write there."
        )
    return "\n".join(lines)


def _build_progress() -> Callable[[str, int, int], None]:
    """A line on standard error every few seconds of a long move."""
    said = time.monotonic()

    def tell(name: str, done: int, of: int) -> None:
        nonlocal said
        if time.monotonic() - said > _EVERY_SECONDS:
            said = time.monotonic()
            print(f"{name}: {done:,} of {of:,}", file=sys.stderr, flush=True)

    return tell
