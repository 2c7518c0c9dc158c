"""What the command line reads from a person or a file, and how it prints."""

import json
import math
from datetime import date
from pathlib import Path
from typing import Any

from core.errors import InvalidInput
from core.vocabulary import CallOutKind


def read_day(word: str) -> date:
    """A day written as 2017-08-31.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise InvalidInput(f"{word[:32]!r} is not a day; write 2017-08-31.") from None


def read_kind(word: str) -> CallOutKind | None:
    """The kind of call-outs asked for; None for all.

    Raises:
        InvalidInput: there is no such kind.
    """
    if word == "all":
        return None
    try:
        return CallOutKind(word)
    except ValueError:
        raise InvalidInput(f"--kind is all, behaviour or protective, not {word[:32]!r}.") from None


def read_file(path: Path) -> bytes:
    """A file's content.

    Raises:
        InvalidInput: it cannot be read, or is too large.
    """
    from core.intake.readers import LARGEST_FILE

    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InvalidInput(f"{path.name} is larger than {LARGEST_FILE // 2**20} MB.")
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from None


def _clean(value: Any) -> Any:
    """JSON has no infinity and no date: null, and ISO."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value


def print_json(value: Any) -> None:
    """Print a value as JSON; what is infinite or undefined is null."""
    print(json.dumps(_clean(value), ensure_ascii=False, indent=1))


def print_import(result: Any, noun: str, as_json: bool) -> None:
    """Print what became of a file's rows, and each bad cell with its reason."""
    if as_json:
        names = ("batch", "imported", "updated", "duplicate", "rejected", "skipped")
        rejections = [
            {"row": r.row, "column": r.column, "value": r.value, "reason": r.reason}
            for r in result.rejections
        ]
        print_json({name: getattr(result, name) for name in names} | {"rejections": rejections})
        return
    batch = f"Batch {result.batch}" if result.batch else "Nothing changed"
    print(
        f"{batch}: {result.imported} {noun} imported, {result.updated} updated, "
        f"{result.duplicate} there already, {result.rejected} rejected, {result.skipped} skipped"
    )
    for r in result.rejections:
        print(f"  row {r.row}, {r.column}: {r.value!r} {r.reason}")
