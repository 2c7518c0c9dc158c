"""Who may see and do what. One table, a row a role (`product.md`, "Who sees what").

The gravest harm this product could do is to bring to the police's notice what the protocol keeps at
home (5.3, 7.10): what nobody reported is not the police's to read.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from core.errors import AccessDenied
from core.vocabulary import Role


class Sight(StrEnum):
    """How much of a kind of thing a role sees."""

    ALL = "all"
    OWN = "own"  # own homes: a SPOC's, or those of a provider
    REFERRED = "referred"  # only what the group referred to the police
    PLACED = "placed"  # of children that the viewer's authority placed; else counts
    SEEN = "seen"  # on the incidents that the viewer sees
    CONFIRMED = "confirmed"  # on those, and only what the group agreed
    OWN_OR_CONFIRMED_TOTALS = "own_or_confirmed_totals"
    STATE = "state"  # that an action exists and whether it is done
    COUNTS = "counts"
    NONE = "none"


class Permission(StrEnum):
    """What a role may do."""

    IMPORT_INCIDENTS = "import incidents"
    MANAGE_HOMES = "change the homes register"
    MANAGE_PEOPLE = "change people and roles"
    REVIEW = "review incidents"
    REFER = "refer an incident to the police"
    GIVE_ACTIONS = "give actions"
    OWN_ACTIONS = "tick their own actions"
    HOME_ACCOUNT = "give a home's account"
    ANNOTATE = "annotate figures"
    RECORD_MEETINGS = "prepare, run and close meetings"
    ESCALATE = "decide on escalations"
    KEEP_HOME_RECORD = "log contacts and training"
    EXPORT = "export documents"
    SHARE_IN_GROUP = "prepare documents for the group"
    SHARE_UNDER_AGREEMENT = "prepare documents to share under an agreement"
    SHARE_PUBLICLY = "prepare documents for the public"
    CLEAR_WORDS = "clear words to leave the group"
    KEEP_REQUESTS = "log inspectors' requests"
    BACKUP = "back up and restore"
    AUDIT = "read the audit"
    RETAIN = "anonymise and erase"


@dataclass(frozen=True)
class Access:
    """One row of the table."""

    call_outs: Sight
    uncontacted: Sight
    child_refs: Sight
    actions: Sight
    findings: Sight
    may: frozenset[Permission]


_REVIEWS = frozenset(
    {
        Permission.IMPORT_INCIDENTS,
        Permission.REVIEW,
        Permission.GIVE_ACTIONS,
        Permission.OWN_ACTIONS,
        Permission.ANNOTATE,
        Permission.KEEP_HOME_RECORD,
    }
)
_SENDS = frozenset({Permission.EXPORT, Permission.SHARE_UNDER_AGREEMENT, Permission.KEEP_REQUESTS})
_CHAIRS = frozenset(
    {
        Permission.MANAGE_HOMES,
        Permission.MANAGE_PEOPLE,
        Permission.REFER,
        Permission.RECORD_MEETINGS,
        Permission.ESCALATE,
        Permission.SHARE_IN_GROUP,
        Permission.SHARE_PUBLICLY,
        Permission.CLEAR_WORDS,
        Permission.RETAIN,
    }
)

_GROUP = Access(
    call_outs=Sight.ALL,
    uncontacted=Sight.ALL,
    child_refs=Sight.ALL,
    actions=Sight.ALL,
    findings=Sight.ALL,
    may=_REVIEWS | _SENDS | _CHAIRS,
)

_ADMINISTERS = frozenset(
    {
        Permission.MANAGE_HOMES,
        Permission.MANAGE_PEOPLE,
        Permission.BACKUP,
        Permission.AUDIT,
    }
)

ACCESS: dict[Role, Access] = {
    Role.CHAIR: _GROUP,
    Role.PROTOCOL_LEAD: _GROUP,
    Role.POLICE_REVIEWER: Access(
        call_outs=Sight.ALL,
        uncontacted=Sight.REFERRED,
        child_refs=Sight.SEEN,
        actions=Sight.ALL,
        findings=Sight.SEEN,
        may=_REVIEWS,
    ),
    Role.SPOC: Access(
        call_outs=Sight.OWN,
        uncontacted=Sight.REFERRED,
        child_refs=Sight.SEEN,
        actions=Sight.OWN,
        findings=Sight.SEEN,
        may=frozenset({Permission.OWN_ACTIONS, Permission.ANNOTATE, Permission.KEEP_HOME_RECORD}),
    ),
    Role.PROVIDER: Access(
        call_outs=Sight.OWN,
        uncontacted=Sight.OWN,
        child_refs=Sight.OWN,
        actions=Sight.OWN,
        findings=Sight.OWN_OR_CONFIRMED_TOTALS,
        may=frozenset({Permission.HOME_ACCOUNT, Permission.OWN_ACTIONS}),
    ),
    Role.PARTNER: Access(
        call_outs=Sight.ALL,
        uncontacted=Sight.PLACED,
        child_refs=Sight.NONE,
        actions=Sight.OWN,
        findings=Sight.CONFIRMED,
        may=frozenset({Permission.OWN_ACTIONS}),
    ),
    Role.LIAISON: Access(
        call_outs=Sight.ALL,
        uncontacted=Sight.COUNTS,
        child_refs=Sight.NONE,
        actions=Sight.STATE,
        findings=Sight.CONFIRMED,
        may=_SENDS,
    ),
    Role.ADMINISTRATOR: Access(
        call_outs=Sight.NONE,
        uncontacted=Sight.NONE,
        child_refs=Sight.NONE,
        actions=Sight.NONE,
        findings=Sight.NONE,
        may=_ADMINISTERS,
    ),
    # The command line, on the machine that holds the store: it sees what the file holds.
    Role.SYSTEM: replace(_GROUP, may=frozenset(Permission)),
}

POLICE_ROLES = frozenset({Role.POLICE_REVIEWER, Role.SPOC})
"""Those to whom an unreported incident must not become known.

The drug ladder counts possessions that nobody reported. To hide only the levels that rest on one
would tell the police that there was one, so before review they see no level of that ladder at all.
"""


@dataclass(frozen=True)
class Viewer:
    """Who looks or acts; `covers`: whose follow-up too, while they are away. Part of cache keys."""

    person_id: int | None
    name: str
    role: Role
    administrator: bool = False
    agency: str | None = None
    provider: str | None = None
    authority: str | None = None
    home_ids: frozenset[int] = field(default_factory=frozenset)
    covers: frozenset[int] = field(default_factory=frozenset)


SYSTEM = Viewer(person_id=None, name="command line", role=Role.SYSTEM)


def read_access(viewer: Viewer) -> Access:
    """The viewer's row of the table; being an administrator as well adds duties, never sight."""
    row = ACCESS[viewer.role]
    if viewer.administrator:
        return replace(row, may=row.may | _ADMINISTERS)
    return row


def can(viewer: Viewer, permission: Permission) -> bool:
    """Whether the viewer may do this at all; homes and incidents are checked apart."""
    return permission in read_access(viewer).may


def check_can(viewer: Viewer, permission: Permission) -> None:
    """Raise AccessDenied unless the viewer may do this.

    Call it inside `Store.read` or `Store.write`, which put the refusal into the audit.
    """
    if not can(viewer, permission):
        raise AccessDenied(f"Your role may not {permission.value}.")


def can_see_home(viewer: Viewer, home_id: int) -> bool:
    """Whether the viewer may see this home by name, with its own figures."""
    sight = read_access(viewer).call_outs
    return sight is Sight.ALL or (sight is Sight.OWN and home_id in viewer.home_ids)


def check_can_see_home(viewer: Viewer, home_id: int) -> None:
    """Raise AccessDenied unless the viewer may see this home by name."""
    if not can_see_home(viewer, home_id):
        raise AccessDenied("This home is not one of yours to see.")


def find_contact_sight(viewer: Viewer, home_id: int) -> Sight:
    """How much the viewer sees of the contacts with a home: ALL, STATE or NONE.

    The column of actions holds for contacts too; STATE is that there was one, and when.
    """
    match read_access(viewer).actions:
        case Sight.ALL:
            return Sight.ALL
        case Sight.OWN if home_id in viewer.home_ids:
            return Sight.ALL
        case Sight.STATE if can_see_home(viewer, home_id):
            return Sight.STATE
        case _:
            return Sight.NONE


def can_see_area(viewer: Viewer) -> bool:
    """Whether the viewer may see what is noted of the whole area: whoever sees call-outs at all."""
    return read_access(viewer).call_outs is not Sight.NONE


def can_annotate(viewer: Viewer, home_id: int | None) -> bool:
    """Whether the viewer may annotate a home or, for None, the whole area.

    The area's figures are annotated by those who see all of its call-outs.
    """
    if not can(viewer, Permission.ANNOTATE):
        return False
    if home_id is None:
        return read_access(viewer).call_outs is Sight.ALL
    return can_see_home(viewer, home_id)


def can_see_unreported(viewer: Viewer) -> bool:
    """Whether the viewer sees all that nobody reported of the homes they see.

    To anybody else a count of such incidents is of the few shown to them, and nought says nothing.
    """
    return read_access(viewer).uncontacted in {Sight.ALL, Sight.OWN}


def can_see_incident(
    viewer: Viewer,
    *,
    home_id: int,
    contacted: bool,
    referred: bool,
    placed_by_viewer: bool = False,
) -> bool:
    """Whether the viewer may open this incident.

    `contacted`: the police were contacted, for whatever purpose. `referred`: the group referred it
    to the police. `placed_by_viewer`: the viewer's authority placed the child.
    """
    row = read_access(viewer)
    if contacted:
        return can_see_home(viewer, home_id)
    match row.uncontacted:
        case Sight.ALL:
            return True
        case Sight.OWN:
            return home_id in viewer.home_ids
        case Sight.REFERRED:
            return referred and can_see_home(viewer, home_id)
        case Sight.PLACED:
            return placed_by_viewer
        case _:
            return False
