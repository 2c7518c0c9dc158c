"""Homes by URN, name and accepted alias. Never a guess."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlmodel import Session, select

from core.tables import Home, HomeAlias

_LIKE_ENOUGH = 0.75
_MOST_SUGGESTIONS = 3
# What sources add to a home's name; "house", "lodge" and the like are part of it.
_ADDITIONS = frozenset(
    {"ch", "rch", "childrens", "children", "home", "homes", "residential", "the", "ltd", "unit"}
)


def fold_name(name: str) -> str:
    """A home's name as it is matched: without case and spacing; typographic signs made plain."""
    plain = unicodedata.normalize("NFKC", name).replace("’", "'").replace("‘", "'")
    return re.sub(r"\s+", "", plain).casefold()


def fold_urn(urn: str) -> str:
    """A URN as it is matched and stored: upper case, no spaces."""
    return re.sub(r"\s+", "", urn).upper()


@dataclass(frozen=True)
class HomeSuggestion:
    """A home that a name may mean; only a person can say so."""

    home_id: int
    urn: str
    name: str


@dataclass(frozen=True)
class UnknownHome:
    """A name in a file that matches nothing, in how many rows, and which homes it is like."""

    name: str
    rows: int
    suggestions: tuple[HomeSuggestion, ...]


@dataclass(frozen=True)
class HomeBook:
    """The register as files are matched to it."""

    homes: Mapping[int, HomeSuggestion]
    by_urn: Mapping[str, int]
    by_name: Mapping[str, frozenset[int]]

    def find_urn(self, urn: str) -> int | None:
        """The home with this URN."""
        return self.by_urn.get(fold_urn(urn)) if urn else None

    def find_named(self, name: str) -> frozenset[int]:
        """The homes with this name or accepted alias: none, one, or more than one."""
        return self.by_name.get(fold_name(name), frozenset()) if name else frozenset()

    def suggest(self, name: str) -> tuple[HomeSuggestion, ...]:
        """The homes whose names are most like this one, best first."""
        wanted = _strip(name)
        scored: dict[int, float] = {}
        for folded, ids in self._list_spellings():
            score = SequenceMatcher(None, wanted, folded).ratio()
            for home_id in ids:
                scored[home_id] = max(score, scored.get(home_id, 0))
        best = sorted(scored.items(), key=lambda item: (-item[1], item[0]))[:_MOST_SUGGESTIONS]
        return tuple(self.homes[home_id] for home_id, score in best if score >= _LIKE_ENOUGH)

    def _list_spellings(self) -> list[tuple[str, frozenset[int]]]:
        own = [(_strip(home.name), frozenset({key})) for key, home in self.homes.items()]
        return own + list(self.by_name.items())


def _strip(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold().replace("’", "").replace("'", "")
    words = re.findall(r"[^\W_]+", plain)
    return "".join([word for word in words if word not in _ADDITIONS] or words)


def read_home_book(session: Session) -> HomeBook:
    """The register with its aliases, as it is now."""
    homes: dict[int, HomeSuggestion] = {}
    by_urn: dict[str, int] = {}
    by_name: dict[str, set[int]] = {}
    for home in session.exec(select(Home)):
        assert home.id is not None
        homes[home.id] = HomeSuggestion(home.id, home.urn, home.name)
        by_urn[fold_urn(home.urn)] = home.id
        by_name.setdefault(fold_name(home.name), set()).add(home.id)
    for alias in session.exec(select(HomeAlias)):
        by_name.setdefault(alias.folded, set()).add(alias.home_id)
    return HomeBook(homes, by_urn, {key: frozenset(ids) for key, ids in by_name.items()})
