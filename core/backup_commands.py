"""`python -m core backup`, `restore` and `check`, for scheduled work and for the worst day."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.access import SYSTEM
from core.clock import read_today, say_date, say_moment, to_uk
from core.store import open_store, read_store_url
from core.terminal import print_json

if TYPE_CHECKING:
    from core.restore import Restored

# Heavy modules are imported where they are used: a command starts in a third of the time.

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def backup_command(
    file: Path,
    force: Annotated[bool, typer.Option("--force", help="replace whatever file is there")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the store to a file while people work; checked and sealed before it counts."""
    from core.backup import backup

    store = open_store(read_store_url())
    try:
        made = backup(store, SYSTEM, file, replace=force)
    finally:
        store.close()
    seal = made.seal
    if as_json:
        print_json(
            {
                "file": str(made.path),
                "bytes": made.size,
                "made_at": seal.made_at.isoformat(),
                "kind": seal.kind,
                "schema_version": seal.schema_version,
                "data_revision": seal.data_revision,
                "audit_rows": seal.audit_rows,
                "audit_head": seal.audit_head,
                "seal": seal.digest,
            }
        )
        return
    typer.echo(
        f"Backed up to {made.path} ({_say_size(made.size)}): data revision {seal.data_revision}, "
        f"{seal.audit_rows} audit rows, head {seal.audit_head}"
    )


def restore_command(file: Path, as_json: AsJson = False) -> None:
    """Put the store back from a backup; the app must be stopped, the store there is kept."""
    from core.restore import restore

    done = restore(file, read_store_url())
    found = done.backup
    if as_json:
        print_json(
            {
                "store": done.address,
                "kept": str(done.kept) if done.kept else None,
                "made_at": found.made_at.isoformat() if found.made_at else None,
                "sealed": found.made_at is not None,
                "kind": found.kind,
                "audit_rows": found.audit_rows,
                "audit_head": found.audit_head,
                "data_revision": done.data_revision,
            }
        )
        return
    made = "a copy without a seal, which shows no changed word or cut end"
    if found.made_at:
        made = f"the backup of {say_moment(to_uk(found.made_at))}"
    kept = f"The store before it is kept as {done.kept}. " if done.kept else ""
    typer.echo(
        f"Restored {done.address} from {made}: {found.audit_rows} audit rows, data revision "
        f"{done.data_revision}. {kept}Everybody signs in again. {_say_erased(done)}"
    )


def _say_erased(done: "Restored") -> str:
    erased = done.erased
    if erased is None or not erased.known or done.kept is None:
        return "Nothing here says what was anonymised or erased since the backup: do that again."
    if not erased.incidents and not erased.people:
        return "The store before it had anonymised and erased nothing since the backup."
    return (
        f"Anonymised again, as since the backup: incidents {erased.incidents}, former members "
        f"{erased.people}."
    )


def check_command(
    file: Annotated[
        Path | None, typer.Option(help="a backup to check instead, without restoring it")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check the store, or a backup: integrity, audit chain, counts. Exit 1 where a fault is."""
    state = _check_store() if file is None else _check_file(file)
    faults = state["faults"]
    assert isinstance(faults, list)
    if as_json:
        print_json(state)
    elif faults:
        typer.echo("\n".join(faults))
    else:
        typer.echo(
            f"No fault found. {state['audit_rows']} audit rows, data revision "
            f"{state['data_revision']}, {say_date(read_today())}. The audit ends with head "
            f"{state['audit_head'] or 'none'}."
        )
        if state.get("sealed") is False:
            typer.echo("The file has no seal: a changed word or a cut end would not show.")
    if faults:
        raise typer.Exit(1)


def _check_store() -> dict[str, object]:
    from core.checking import check_store

    store = open_store(read_store_url())
    try:
        return check_store(store, SYSTEM)
    finally:
        store.close()


def _check_file(file: Path) -> dict[str, object]:
    from core.backup_checking import check_backup

    found = check_backup(file)
    return {
        "faults": list(found.faults),
        "audit_rows": found.audit_rows,
        "audit_head": found.audit_head,
        "data_revision": found.data_revision,
        "kind": found.kind,
        "sealed": found.made_at is not None,
        "made_at": found.made_at.isoformat() if found.made_at else None,
    }


def _say_size(size: int) -> str:
    return f"{size / 2**20:.1f} MB" if size >= 2**20 else f"{max(1, size // 1024)} KB"
