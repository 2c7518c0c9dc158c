"""Further names of host authorities: which homes lie in the protocol's area hangs on them (3.1)."""

from dataclasses import dataclass

from sqlmodel import Session, select

from core.access import Permission, Viewer, check_can
from core.errors import Conflict, InvalidInput
from core.intake.home_changes import judge_homes
from core.protocol.rulesets import RULESETS, find_authority
from core.store import Store
from core.tables import AuthorityAlias, Home


@dataclass(frozen=True)
class UnmatchedAuthority:
    """A host authority in the register that no ruleset's area knows, and how many homes it has."""

    name: str
    homes: int


def list_area_authorities() -> list[str]:
    """The authorities that an unmatched name can be accepted as a name of."""
    return sorted({authority for ruleset in RULESETS for authority in ruleset.area})


def list_unmatched_authorities(store: Store, viewer: Viewer) -> list[UnmatchedAuthority]:
    """The host authorities in the register that match nothing, by name.

    Their homes are outside the area until a person says otherwise; many rightly are.
    """
    with store.read(viewer) as session:
        check_can(viewer, Permission.MANAGE_HOMES)
        aliases = _read_aliases(session)
        counts: dict[str, int] = {}
        for home in session.exec(select(Home)):
            name = home.host_authority
            if name and find_authority(name, aliases) is None:
                counts[name] = counts.get(name, 0) + 1
        return [UnmatchedAuthority(name, counts[name]) for name in sorted(counts)]


def accept_authority_alias(store: Store, viewer: Viewer, alias: str, authority: str) -> None:
    """Accept another name of an authority; its homes' incidents are judged again. A repeat is fine.

    Raises:
        InvalidInput: a blank name, or an authority that is in no ruleset's area.
        Conflict: the name already stands for another authority.
    """
    alias = alias.strip()
    if not fold_authority(alias) or len(alias) > 200:
        raise InvalidInput("A name of an authority has 1 to 200 characters.")
    with store.write(viewer) as change:
        check_can(viewer, Permission.MANAGE_HOMES)
        session = change.session
        meant = find_authority(authority)
        if meant is None:
            raise InvalidInput(f'"{authority}" is in the area of no protocol.')
        aliases = _read_aliases(session)
        known = find_authority(alias, aliases)
        if known == meant:
            return
        if known is not None:
            raise Conflict(f'"{alias}" already stands for {known}.')
        row = AuthorityAlias(alias=alias, folded=fold_authority(alias), authority=meant)
        session.add(row)
        session.flush()
        judge_homes(session, _find_homes(session, alias))
        change.record("accepted alias", "authority", row.id, ["alias"])


def fold_authority(name: str) -> str:
    """An authority's name as it is matched: letters and digits, "&" read as "and"."""
    return "".join(c for c in name.casefold().replace("&", "and") if c.isalnum())


def _read_aliases(session: Session) -> list[tuple[str, str]]:
    return [(row.alias, row.authority) for row in session.exec(select(AuthorityAlias))]


def _find_homes(session: Session, alias: str) -> list[int]:
    folded = fold_authority(alias)
    return [
        home.id
        for home in session.exec(select(Home))
        if home.id is not None and fold_authority(home.host_authority or "") == folded
    ]
