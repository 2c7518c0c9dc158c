"""Mappings: what one source's headings and words mean in the contract, remembered by name."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from sqlmodel import Session, select

from core.access import Permission, Viewer, check_can
from core.contract import BY_NAME, Kind, as_word, fold, read_choice
from core.errors import Conflict, InvalidInput, RefusedFile
from core.intake.readers import Table
from core.store import ROOT, Store
from core.tables import Mapping as StoredMapping

LEAVE_OUT = "__leave_out__"
"""What a word becomes where rows that hold it are no incidents of a home: they are skipped."""

_SUGGESTIONS = ROOT / "data" / "mapping_suggestions.json"


@dataclass(frozen=True)
class FileMapping:
    """How to read one source's files.

    `headings`: file heading → contract column, or "" for a heading to pass over. `words`: contract
    column → file word → a value of the contract, "" (blank) or `LEAVE_OUT`.
    """

    name: str | None = None
    headings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: int | None = None


NO_MAPPING = FileMapping()


@dataclass(frozen=True)
class WordUse:
    """One word of a file in a choice column, and what it becomes; None: it is refused."""

    column: str
    word: str
    rows: int
    becomes: str | None
    required: bool


def find_columns(headings: Iterable[str], mapping: FileMapping = NO_MAPPING) -> dict[str, int]:
    """Contract column → place of its heading; headings that mean nothing are passed over.

    Raises:
        RefusedFile: two headings mean the same column.
    """
    mapped = {fold(heading): column for heading, column in mapping.headings.items()}
    own = {fold(name): name for name in BY_NAME}
    found: dict[str, int] = {}
    names = list(headings)
    for place, heading in enumerate(names):
        folded = fold(heading)
        column = mapped.get(folded, own.get(folded, ""))
        if not folded or not column:
            continue
        if column in found:
            raise RefusedFile(
                f'The headings "{names[found[column]]}" and "{heading}" both mean {column}. '
                "Nothing was changed."
            )
        found[column] = place
    return found


def find_missing(columns: Iterable[str]) -> list[str]:
    """The required columns that are not among these, in the contract's order."""
    present = set(columns)
    missing = [c.name for c in BY_NAME.values() if c.required and c.name not in present]
    if not present & {"home_urn", "home_name"}:
        missing.insert(min(1, len(missing)), "home_urn or home_name")
    return missing


def check_columns(columns: Iterable[str]) -> None:
    """Raise RefusedFile where a required column has no heading."""
    if missing := find_missing(columns):
        raise RefusedFile(
            f"No heading means {', '.join(missing)}, which every incident needs. "
            "Nothing was changed."
        )


def list_known_headings(*mappings: FileMapping) -> set[str]:
    """The headings to look for in a file: the contract's own, and those of the mappings."""
    return set(BY_NAME).union(*(mapping.headings for mapping in mappings))


def list_suggested_headings() -> set[str]:
    """The headings that a mapping can be suggested for."""
    return {name for names in _read_suggestions()["headings"].values() for name in names}


def fold_words(mapping: FileMapping) -> dict[str, dict[str, str]]:
    """The mapping's words as they are matched: whatever their case, spaces or underscores."""
    return {
        column: {fold(word): value for word, value in words.items()}
        for column, words in mapping.words.items()
    }


@cache
def _read_suggestions() -> dict[str, dict[str, dict[str, list[str]]]]:
    suggestions: dict[str, dict[str, dict[str, list[str]]]] = json.loads(
        _SUGGESTIONS.read_text("utf-8")
    )
    return suggestions


def suggest_mapping(table: Table) -> FileMapping:
    """A mapping for a person to confirm: usual headings and words of police systems."""
    suggestions = _read_suggestions()
    usual: dict[str, str] = {}
    for column, names in suggestions["headings"].items():
        usual |= {fold(name): column for name in names}
    taken = {name for heading in table.headings for name in BY_NAME if fold(name) == fold(heading)}
    headings: dict[str, str] = {}
    for heading in table.headings:
        suggested = usual.get(fold(heading))
        if suggested and suggested not in taken:
            headings[heading] = suggested
            taken.add(suggested)
    words: dict[str, dict[str, str]] = {}
    for use in list_words(table, FileMapping(headings=headings)):
        for value, usual_words in suggestions["words"].get(use.column, {}).items():
            if use.becomes is None and fold(use.word) in {fold(word) for word in usual_words}:
                words.setdefault(use.column, {})[use.word] = value
    return FileMapping(headings=headings, words=words)


def list_words(table: Table, mapping: FileMapping) -> list[WordUse]:
    """The distinct words of each choice column in a file, how often, and what each becomes."""
    folded = fold_words(mapping)
    uses: list[WordUse] = []
    for name, place in find_columns(table.headings, mapping).items():
        column = BY_NAME[name]
        if column.kind is not Kind.CHOICE or column.values is None:
            continue
        counted = Counter(as_word(row.cells[place]) for row in table.rows if len(row.cells) > place)
        for word, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            if not word:
                continue
            becomes = folded.get(name, {}).get(fold(word))
            if becomes is None:
                value = read_choice(column.values, word)
                becomes = value.value if value else None
            uses.append(WordUse(name, word, count, becomes, column.required))
    return uses


def check_mapping(mapping: FileMapping) -> None:
    """Raise InvalidInput where a mapping names a column or a value that the contract lacks."""
    columns = [column for column in mapping.headings.values() if column]
    for column in [*columns, *mapping.words]:
        if column not in BY_NAME:
            raise InvalidInput(f'"{column}" is no column of the data contract.')
    for column in columns:
        if columns.count(column) > 1:
            raise InvalidInput(f"Two headings are mapped to {column}; it can have one.")
    for name, words in mapping.words.items():
        column_of = BY_NAME[name]
        for word, value in words.items():
            if not fold(word) and value != LEAVE_OUT:
                raise InvalidInput(f"A blank in {name} stays a blank: it cannot become a value.")
            if value in ("", LEAVE_OUT) or column_of.values is None:
                continue
            if value not in {str(item.value) for item in column_of.values}:
                raise InvalidInput(f'"{value}" is no value of {name}.')


def save_mapping(
    store: Store,
    viewer: Viewer,
    name: str,
    headings: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
    *,
    expected_version: int | None = None,
) -> FileMapping:
    """Remember a mapping under a name; one of that name is replaced, the same again is a success.

    Raises:
        InvalidInput: no name, or a column or value that the contract lacks.
        Conflict: somebody changed it after `expected_version`.
    """
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise InvalidInput("A mapping needs a name of up to 80 characters.")
    new = FileMapping(name, dict(headings), {key: dict(value) for key, value in words.items()})
    with store.write(viewer) as change:
        check_can(viewer, Permission.IMPORT_INCIDENTS)
        check_mapping(new)
        stored = _find_stored(change.session, name)
        if stored and (stored.headings, stored.words) == (new.headings, new.words):
            return _build(stored)
        if stored and expected_version is not None and stored.version != expected_version:
            raise Conflict(f'The mapping "{name}" was changed by somebody else meanwhile.')
        if stored is None:
            stored = StoredMapping(name=name, headings={}, words={}, version=0)
        stored.headings = dict(new.headings)
        stored.words = {key: dict(value) for key, value in new.words.items()}
        stored.version += 1
        change.session.add(stored)
        change.session.flush()
        change.record("saved", "mapping", stored.id, ["headings", "words"], figures=False)
        return _build(stored)


def read_mappings(store: Store, viewer: Viewer) -> list[FileMapping]:
    """Every remembered mapping, by name."""
    with store.read(viewer) as session:
        check_can(viewer, Permission.IMPORT_INCIDENTS)
        rows = session.exec(select(StoredMapping).order_by(StoredMapping.name)).all()
        return [_build(row) for row in rows]


def read_mapping(store: Store, viewer: Viewer, name: str) -> FileMapping:
    """The remembered mapping of this name; InvalidInput where there is none."""
    with store.read(viewer) as session:
        check_can(viewer, Permission.IMPORT_INCIDENTS)
        stored = _find_stored(session, name.strip())
        if stored is None:
            raise InvalidInput(f'There is no mapping called "{name}".')
        return _build(stored)


def _find_stored(session: Session, name: str) -> StoredMapping | None:
    return session.exec(select(StoredMapping).where(StoredMapping.name == name)).one_or_none()


def _build(stored: StoredMapping) -> FileMapping:
    return FileMapping(stored.name, stored.headings, stored.words, stored.version)
