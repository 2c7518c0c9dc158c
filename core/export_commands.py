"""`python -m core export`: a home's summary and the monthly pack, for scheduled work.

What is written is put into the share log in the same transaction: a file without an entry, or an
entry without its file, does not come about.
"""

import hashlib
import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from core.access import SYSTEM
from core.clock import UK, read_today
from core.errors import InvalidInput
from core.store import open_store, read_store_url
from core.terminal import print_json, read_day
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis

# Heavy modules are imported where they are used: a command starts in a third of the time.

export_app = typer.Typer(help="Write a document to a file, and into the share log.")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Level = Annotated[str, typer.Option(help="agreement or group")]
Recipient = Annotated[str, typer.Option("--for", help="for whom it is")]
Basis = Annotated[str, typer.Option(help="the lawful basis, such as public_task")]
At = Annotated[
    str | None, typer.Option(help="the moment to state, UK time: 2018-08-01T09:00; now without")
]
Format = Literal["pdf", "xlsx", "csv"]
_FORMATS = ("pdf", "xlsx", "csv")


@export_app.command("home")
def export_home(
    urn: str,
    from_day: Annotated[str, typer.Option("--from", help="first day, inclusive")],
    to_day: Annotated[str, typer.Option("--to", help="last day, inclusive")],
    out: Annotated[Path, typer.Option(help="the file to write")],
    file_format: Annotated[
        str | None, typer.Option("--format", help="pdf, xlsx or csv; else as the file is called")
    ] = None,
    level: Level = "agreement",
    recipient: Recipient = "Ofsted",
    basis: Basis = "public_task",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Write one home's summary of a period; as CSV, its contacts with the police alone."""
    from core.measures.period import Period, say_period
    from core.measures.sentences import say_count
    from core.reports.home_summary import build_home_summary, find_home_id
    from core.reports.home_summary_files import prepare_home_summary
    from core.reports.placing import place_files

    chosen, terms = _read_format(file_format, out), _read_basis(basis)
    reach, moment = _read_level(level), _read_moment(at)
    period = Period(read_day(from_day), read_day(to_day))
    store = open_store(read_store_url())
    home_id = find_home_id(store, SYSTEM, urn)
    summary = build_home_summary(store, SYSTEM, home_id, period, reach, read_today())
    with ExitStack() as undone:

        def keep(content: bytes) -> None:
            placing = undone.enter_context(place_files(out.parent))
            placing.write(out.name, content)
            placing.put()

        _, content = prepare_home_summary(
            store,
            SYSTEM,
            summary,
            basis=terms,
            recipient=recipient,
            file_format=chosen,
            made_at=moment,
            keep=keep,
        )
    if as_json:
        digest = hashlib.sha256(content).hexdigest()
        rows = len(summary.contacts)
        print_json({"urn": summary.urn, "rows": rows, "out": str(out), "sha256": digest})
        return
    found = say_count(len(summary.contacts), "contact").capitalize()
    typer.echo(
        f"{found} with the police, {_plain(summary.name)} ({summary.urn}), {say_period(period)}, "
        f"data revision {summary.data_revision}, to {out}"
    )


@export_app.command("pack")
def export_pack(
    month: Annotated[str, typer.Option(help="the month, 2018-07")],
    out: Annotated[Path, typer.Option(help="the folder to write into; made where there is none")],
    level: Level = "agreement",
    recipient: Recipient = "Ofsted",
    basis: Basis = "public_task",
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Write a month of all homes: one PDF, one workbook, each home's documents, a manifest."""
    from core.measures.sentences import say_count
    from core.reports.month_pack import build_month_pack, find_month, read_month
    from core.reports.month_pack_files import make_month_files, put_month_files
    from core.reports.placing import place_files
    from core.shares import Sharing, check_sharing

    terms, reach, moment = _read_basis(basis), _read_level(level), _read_moment(at)
    today = read_today()
    first = read_month(month)
    period, _ = find_month(first, today)
    store = open_store(read_store_url())
    with store.read(SYSTEM):
        check_sharing(SYSTEM, Sharing(DocumentKind.MONTH_PACK, reach, terms, recipient, period))
    with place_files(out, create=True) as placing:
        pack = build_month_pack(store, SYSTEM, first, reach, today, _tell)
        made = make_month_files(
            store,
            SYSTEM,
            pack,
            basis=terms,
            recipient=recipient,
            made_at=moment,
            progress=_tell,
        )
        put_month_files(store, SYSTEM, made, placing)
    if as_json:
        print_json(made.manifest)
        return
    files = say_count(len(made.files), "file")
    title, homes = made.manifest["title"], say_count(len(pack.homes), "home")
    typer.echo(
        f"{title}: {files} about {homes}, data revision {made.stamp.data_revision}, to {out}"
    )


def _tell(done: int, of: int, name: str) -> None:
    print(f"{done} of {of}: {_plain(name)}", file=sys.stderr, flush=True)


def _plain(name: str) -> str:
    """A name on a terminal: nothing in it moves the cursor or breaks the line."""
    return "".join(letter if letter.isprintable() else " " for letter in name)


def _read_format(word: str | None, out: Path) -> Format:
    suffix = out.suffix.removeprefix(".").lower()
    asked = word or (suffix if suffix in _FORMATS else "csv")
    if asked not in _FORMATS:
        raise InvalidInput(f"--format is pdf, xlsx or csv, not {asked[:16]!r}.")
    return cast("Format", asked)


def _read_level(word: str) -> DisclosureLevel:
    if word == DisclosureLevel.PUBLIC.value:
        raise InvalidInput("What names a home is never public: --level is agreement or group.")
    try:
        return DisclosureLevel(word)
    except ValueError:
        raise InvalidInput(f"--level is agreement or group, not {word[:16]!r}.") from None


def _read_basis(word: str) -> LawfulBasis:
    bases = [basis.value for basis in LawfulBasis if basis is not LawfulBasis.NOT_PERSONAL]
    if word not in bases:
        raise InvalidInput(f"--basis is {', '.join(bases[:-1])} or {bases[-1]}, not {word[:32]!r}.")
    return LawfulBasis(word)


def _read_moment(word: str | None) -> datetime | None:
    if word is None:
        return None
    try:
        moment = datetime.fromisoformat(word)
        if "T" not in word and " " not in word:
            raise ValueError
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UK)
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        raise InvalidInput(f"{word[:32]!r} is not a moment; write 2018-08-01T09:00.") from None
