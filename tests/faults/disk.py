"""What a disk may hold after a power cut: what was synced, and any part of what was not.

Of what was written since a file's last sync any sectors may be there, whole or torn, or none; a
file that grew may have its new length with zeros or rubbish in it, or its old one. Names of files
(made, removed, moved) are certain only once their folder was synced. A move happens or does not.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.recording import Operation

SECTORS = (512, 4096)


@dataclass
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[Operation] = field(default_factory=list)


@dataclass
class Disk:
    """A disk as the operations so far leave it; `acknowledged` counts the marks among them."""

    files: list[_File]
    live: dict[str, int]
    durable: dict[str, int]
    moves: list[dict[str, int | None]] = field(default_factory=list)
    acknowledged: int = 0

    def do(self, operation: Operation) -> None:
        """Let one operation happen; nothing of it is certain until its sync."""
        kind, *rest = operation
        if kind == "acknowledged":
            self.acknowledged += 1
        elif kind == "sync folder":
            for move in self.moves:
                _move(self.durable, move)
            self.moves = []
        elif kind == "create":
            self.files.append(_File())
            self._rename({rest[0]: len(self.files) - 1})
        elif kind == "unlink":
            self._rename({rest[0]: None})
        elif kind == "rename":
            self._rename({rest[1]: self.live[rest[0]], rest[0]: None})
        elif kind == "link":
            self._rename({rest[1]: self.live[rest[0]]})
        else:
            file = self.files[self.live[rest[0]]]
            file.pending.append((kind, *rest[1:]))
            if kind == "sync":
                for done in file.pending[:-1]:
                    _write(file.durable, done)
                file.pending = []

    def _rename(self, move: dict[str, int | None]) -> None:
        self.moves.append(move)
        _move(self.live, move)

    def draw_image(self, draw: Random) -> dict[str, bytes]:
        """The files that might be found after a cut now."""
        names = dict(self.durable)
        for move in _choose(self.moves, draw):
            _move(names, move)
        how = draw.choice((_take_none, _take_all, _take_first, _take_sectors, _take_sectors))
        contents: dict[int, bytes] = {}
        for number in set(names.values()):
            file = self.files[number]
            content = bytearray(file.durable)
            how(content, file.pending, draw)
            contents[number] = bytes(content)
        return {name: contents[number] for name, number in names.items()}


def read_disk(folder: Path) -> Disk:
    """A disk that holds a folder's files, all synced."""
    paths = [path for path in folder.resolve().rglob("*") if path.is_file()]
    files = [_File(bytearray(path.read_bytes())) for path in paths]
    names = {str(path): number for number, path in enumerate(paths)}
    return Disk(files, dict(names), dict(names))


def draw_images(
    disk: Disk, operations: Sequence[Operation], count: int, draw: Random
) -> Iterator[tuple[int, int, dict[str, bytes]]]:
    """`count` images: a quarter right after acknowledgements, the rest after any operation.

    Yields: the number of operations before the cut, of acknowledgements before it, the image.
    """
    weights = [0.25 if _fills_journal(operation) else 1.0 for operation in operations]
    marks = [at for at, operation in enumerate(operations) if operation[0] == "acknowledged"]
    for at in marks:
        weights[at] = sum(weights) / 3 / len(marks)
    each, owed = count / sum(weights), 0.5
    for number, (operation, weight) in enumerate(zip(operations, weights, strict=True), start=1):
        disk.do(operation)
        owed += weight * each
        while owed >= 1:
            owed -= 1
            yield number, disk.acknowledged, disk.draw_image(draw)


def _fills_journal(operation: Operation) -> bool:
    return operation[0] == "write" and operation[1].endswith("-journal")


def write_image(image: dict[str, bytes], source: Path, target: Path) -> None:
    """Put an image of one folder's files into another folder."""
    for name, content in image.items():
        path = target / os.path.relpath(name, source.resolve())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _move(names: dict[str, int], move: dict[str, int | None]) -> None:
    for name, number in move.items():
        if number is None:
            names.pop(name, None)
        else:
            names[name] = number


def _choose(moves: list[dict[str, int | None]], draw: Random) -> list[dict[str, int | None]]:
    """A journalling file system keeps the first of them, another any."""
    if draw.random() < 0.5:
        return moves[: draw.randint(0, len(moves))]
    return [move for move in moves if draw.random() < 0.5]


def _take_none(_content: bytearray, _pending: list[Operation], _draw: Random) -> None:
    pass


def _take_all(content: bytearray, pending: list[Operation], _draw: Random) -> None:
    for operation in pending:
        _write(content, operation)


def _take_first(content: bytearray, pending: list[Operation], draw: Random) -> None:
    _take_all(content, pending[: draw.randint(0, len(pending))], draw)


def _take_sectors(content: bytearray, pending: list[Operation], draw: Random) -> None:
    share, sector = draw.random(), draw.choice(SECTORS)
    for kind, place, *rest in pending:
        if kind == "truncate":
            if draw.random() < share:
                _write(content, (kind, place))
            continue
        (data,) = rest
        if draw.random() < 0.5:  # The length is kept apart from what is in the file.
            grown = max(0, place + len(data) - len(content))
            content.extend(draw.randbytes(grown) if draw.random() < 0.5 else bytes(grown))
        for start, end in _split(place, len(data), sector):
            if draw.random() < share:
                if draw.random() < 0.1:
                    end = draw.randint(start, end)  # Torn.
                _write(content, ("write", start, data[start - place : end - place]))


def _split(place: int, length: int, sector: int) -> Iterator[tuple[int, int]]:
    start = place
    while start < place + length:
        end = min((start // sector + 1) * sector, place + length)
        yield start, end
        start = end


def _write(content: bytearray, operation: Operation) -> None:
    kind, place, *rest = operation
    if kind == "truncate":
        del content[place:]
        content.extend(bytes(place - len(content)))
    else:
        (data,) = rest
        content.extend(bytes(max(0, place - len(content))))
        content[place : place + len(data)] = data
