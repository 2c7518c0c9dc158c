"""The command line, for scheduled work and for checking: `python -m core`.

Exit 0 on success (rejected rows included), 1 where `check` finds a fault, 2 on bad input with one
line on standard error, 130 where it was stopped. It acts as the viewer "command line", audited
like any other.
"""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from core.access import SYSTEM
from core.backup_commands import backup_command, check_command, restore_command
from core.clock import read_now, read_today
from core.errors import InvalidInput, SlowTimeError
from core.export_commands import export_app
from core.moving_commands import move_command
from core.people_commands import first_administrator
from core.retention_commands import retain
from core.store import (
    DEMONSTRATION_STORE,
    Store,
    find_store_file,
    open_store,
    read_store_url,
)
from core.terminal import print_import, print_json, read_day, read_file, read_kind
from core.vocabulary import StoreKind

# Heavy modules are imported where they are used: a command starts in a third of the time.

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
import_app = typer.Typer(help="Bring a file into the store.")
app.add_typer(import_app, name="import")
app.add_typer(export_app, name="export")
app.command()(retain)
app.command()(first_administrator)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.command("check")(check_command)
app.command("move")(move_command)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Kind = Annotated[str, typer.Option(help="all, behaviour or protective")]


_STOPPED = 130  # as the command line's library ends at Ctrl-C


def _open() -> Store:
    return open_store(read_store_url())


@app.command()
def demo(
    seed: int = 1,
    scale: Annotated[int, typer.Option(help="multiplies homes and incidents", min=1)] = 1,
    today: Annotated[str | None, typer.Option(help="the story's last day")] = None,
    keep: Annotated[bool, typer.Option(help="keep the one that is there if it is current")] = False,
) -> None:
    """Build the demonstration store, synthetic throughout, in place of the one before."""
    from core.demonstration import build_demonstration, is_current

    path = DEMONSTRATION_STORE
    if os.environ.get("DATABASE_URL"):
        named = find_store_file(read_store_url())
        if named is None:
            raise InvalidInput("The demonstration lives in a SQLite file.")
        path = named
    if keep and is_current(path):
        return
    build_demonstration(
        path, seed=seed, scale=scale, today=read_day(today) if today else read_today()
    )
    typer.echo(f"Built the demonstration (synthetic data) in {path}")


@import_app.command("incidents")
def import_incidents_command(
    file: Path,
    mapping: Annotated[str | None, typer.Option(help="a remembered mapping's name")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="change nothing")] = False,
    covers: Annotated[
        str | None, typer.Option(help="the days that the file covers, 2018-10-01:2018-12-31")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Import incidents from a CSV or XLSX file."""
    from core.intake.batches import import_incidents
    from core.measures.period import read_period

    content = read_file(file)
    days = read_period(covers) if covers else None
    store = open_store(read_store_url(), create=StoreKind.OWN)
    result = import_incidents(
        store,
        SYSTEM,
        file.name,
        content,
        mapping,
        covers=(days.start, days.end) if days else None,
        dry_run=dry_run,
    )
    print_import(result, "incidents", as_json)


@import_app.command("homes")
def import_homes_command(
    file: Path,
    as_of: Annotated[str | None, typer.Option(help="the day the list describes")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="change nothing")] = False,
    as_json: AsJson = False,
) -> None:
    """Import homes from Ofsted's published list."""
    from core.intake.homes_import import import_homes

    content = read_file(file)
    day = read_day(as_of) if as_of else None
    store = open_store(read_store_url(), create=StoreKind.OWN)
    result = import_homes(store, SYSTEM, file.name, content, as_of=day, dry_run=dry_run)
    print_import(result, "homes", as_json)


@app.command()
def assess(cases: Path) -> None:
    """Judge a JSON list of incidents by the protocol, knowing nothing but that file."""
    from core.protocol.assessment import assess_cases

    try:
        incidents = json.loads(read_file(cases))
    except (ValueError, RecursionError):
        raise InvalidInput(f"{cases} is not JSON.") from None
    print_json(assess_cases(incidents, read_now()))


@app.command()
def rates(
    from_day: Annotated[str, typer.Option("--from", help="first day, inclusive")],
    to_day: Annotated[str, typer.Option("--to", help="last day, inclusive")],
    kind: Kind = "all",
    as_json: AsJson = False,
) -> None:
    """Call-outs per place-year of each home open in the period, with exact 95 % limits."""
    from core.measures.period import Period
    from core.measures.rates import build_rates
    from core.reading import read_view

    period = Period(read_day(from_day), read_day(to_day))
    wanted = read_kind(kind)
    view = read_view(_open(), SYSTEM)
    frame = build_rates(view.call_outs, view.homes, view.places, period, wanted)
    names = ["urn", "name", "call_outs", "place_years", "rate"]
    frame = frame.select(*names, "lower", "upper", "expected", "position")
    if as_json:
        print_json(frame.to_dicts())
        return
    typer.echo(f"{'urn':<10} {'home':<28} {'n':>4} {'place-years':>11} {'rate':>6}  95 % limits")
    for row in frame.iter_rows(named=True):
        said = "no places: in no rate"
        if row["rate"] is not None:
            said = (
                f"{row['rate']:6.2f}  {row['lower']:.2f} to {row['upper']:.2f}  {row['position']}"
            )
        exposure = "" if row["place_years"] is None else f"{row['place_years']:.2f}"
        typer.echo(
            f"{row['urn']:<10} {row['name'][:28]:<28} {row['call_outs']:>4} {exposure:>11} {said}"
        )


@app.command()
def compare(
    period: Annotated[str, typer.Option(help="2017-01-01:2017-08-31, both days inclusive")],
    other: Annotated[str, typer.Option("--with", help="the period to compare with")],
    kind: Kind = "all",
    as_json: AsJson = False,
) -> None:
    """Set one period's call-outs against another's, with the exact interval of the rate ratio."""
    from core.measures.comparison import compare_periods
    from core.measures.period import read_period
    from core.measures.sentences import say_comparison
    from core.reading import read_view

    first, second = read_period(period), read_period(other)
    view = read_view(_open(), SYSTEM)
    found = compare_periods(view.call_outs, view.homes, view.places, first, second, read_kind(kind))
    if not as_json:
        typer.echo(say_comparison(found, first, second))
        return
    print_json(
        {
            "period": {"call_outs": found.count, "place_years": found.exposure},
            "with": {"call_outs": found.other_count, "place_years": found.other_exposure},
            "change_percent": found.change_percent,
            "rate_ratio": found.rate_ratio,
            "lower": found.lower,
            "upper": found.upper,
            "p_value": found.p_value,
        }
    )


def main() -> int:
    """Run one command; every bad input ends in one line on standard error and exit 2."""
    try:
        code = int(app(standalone_mode=False) or 0)
        if code == _STOPPED:
            print("slow-time: stopped; nothing half-done was kept", file=sys.stderr)
        return code
    except (SlowTimeError, typer.TyperException) as error:
        said = str(error) if isinstance(error, SlowTimeError) else error.format_message()
        print(f"slow-time: {' '.join(said.split())}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, typer.Abort):
        print("slow-time: stopped; nothing half-done was kept", file=sys.stderr)
        return _STOPPED
    except Exception as error:
        # A defect of ours: still one line for the scheduled task that reads it.
        said = " ".join(str(error).split())
        print(
            f"slow-time: {type(error).__name__}: {said}. Nothing half-done was kept.",
            file=sys.stderr,
        )
        return 2


if __name__ == "__main__":
    # Whoever ends a scheduled command is answered as Ctrl-C is: no copy of the store stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
