"""Who sees what, written from `product.md` by hand, never taken from the code under attack.

A secret is a kind of word and whose it is; `find_allowed` says which of them a role may meet.
"""

from collections.abc import Callable, Iterable, Mapping

from core.vocabulary import Role

HOMES = ("alder", "birch", "cedar", "dogwood")
CALLS = (
    "alder_call",
    "alder_agreed",
    "birch_call",
    "cedar_call",
    "cedar_missing",
    "dogwood_call",
    "dogwood_agreed",
)
KEPT = (
    "alder_kept",
    "alder_referred",
    "birch_kept",
    "cedar_kept",
    "dogwood_kept",
    "dogwood_referred",
    "dogwood_placed",
)
INCIDENTS = (*CALLS, *KEPT)
TEXTS = ("summary", "home_account", "child_account", "missing_cause")

R = Role
ROLES = (
    R.CHAIR,
    R.PROTOCOL_LEAD,
    R.POLICE_REVIEWER,
    R.SPOC,
    R.PROVIDER,
    R.PARTNER,
    R.LIAISON,
    R.ADMINISTRATOR,
)
_GROUP = {R.CHAIR, R.PROTOCOL_LEAD}
_OF = {R.SPOC: {"alder", "cedar"}, R.PROVIDER: {"alder", "birch"}}

# "call-outs": all; SPOC: own homes; own by name; all; all, per home; none.
SEES_HOMES: dict[Role, set[str]] = {
    **{role: set(HOMES) for role in (*_GROUP, R.POLICE_REVIEWER, R.PARTNER, R.LIAISON)},
    **_OF,
    R.ADMINISTRATOR: set(),
}
# "may: people, homes, backups, audit": the register's facts, and no incident of any home.
KEEPS_REGISTER = {*_GROUP, R.ADMINISTRATOR}


def _sees(role: Role) -> set[str]:
    called = {name for name in CALLS if name.split("_")[0] in SEES_HOMES[role]}
    # "incidents without a call-out": all; only what was referred; own; placed; counts; none.
    match role:
        case R.CHAIR | R.PROTOCOL_LEAD:
            kept = set(KEPT)
        case R.POLICE_REVIEWER:
            kept = {"alder_referred", "dogwood_referred"}
        case R.SPOC:
            kept = {"alder_referred"}
        case R.PROVIDER:
            kept = {"alder_kept", "alder_referred", "birch_kept"}
        case R.PARTNER:
            kept = {"dogwood_placed"}
        case _:
            kept = set()
    return called | kept


SEES_INCIDENTS = {role: _sees(role) for role in ROLES}
# "children's references": yes; of call-outs (of what they see); own; no; no; none. Free text, in
# which a child could be named, goes the same way.
SEES_CHILDREN = {*_GROUP, R.POLICE_REVIEWER, R.SPOC, R.PROVIDER}
# "findings": all; on what they see; own; confirmed; confirmed; none.
SEES_SUGGESTED = SEES_CHILDREN
SEES_AGREED = {*SEES_SUGGESTED, R.PARTNER, R.LIAISON}
# "actions": all; SPOC: own; own; own; state only; none. What nobody reported is not the police's.
_ACTIONS = ("spoc", "police", "provider", "provider_kept", "health", "lead_kept", "lead_kept_own")
SEES_ACTIONS: dict[Role, set[str]] = {
    **{role: set(_ACTIONS) for role in _GROUP},
    R.POLICE_REVIEWER: {"spoc", "police", "provider", "health"},
    R.SPOC: {"spoc"},
    R.PROVIDER: {"provider", "provider_kept"},
    R.PARTNER: {"health"},
    R.LIAISON: set(),
    R.ADMINISTRATOR: set(),
}
# "contacts": as actions; of a home that is theirs.
SEES_CONTACTS: dict[Role, set[str]] = {
    **{role: set(HOMES) for role in (*_GROUP, R.POLICE_REVIEWER)},
    **_OF,
    R.PARTNER: set(),
    R.LIAISON: set(),
    R.ADMINISTRATOR: set(),
}
KEEPS_PEOPLE = {*_GROUP, R.ADMINISTRATOR}
IMPORTS = {*_GROUP, R.POLICE_REVIEWER}
SEES_SHARES = {*_GROUP, R.LIAISON, R.ADMINISTRATOR}
KEEPS_REQUESTS = {*_GROUP, R.LIAISON}
READS_MINUTES = {*_GROUP, R.POLICE_REVIEWER, R.SPOC, R.PROVIDER, R.PARTNER}
SEES_AREA = {role for role in ROLES if role is not R.ADMINISTRATOR}
SEES_WHOLE_AREA = {*_GROUP, R.POLICE_REVIEWER, R.PARTNER, R.LIAISON}


def _by(roles: Iterable[Role]) -> Callable[[Role, str], bool]:
    allowed = frozenset(roles)
    return lambda role, _name: role in allowed


def _on_incident(roles: Iterable[Role]) -> Callable[[Role, str], bool]:
    allowed = frozenset(roles)
    return lambda role, name: role in allowed and name in SEES_INCIDENTS[role]


def _of_home(role: Role, name: str) -> bool:
    return name in SEES_HOMES[role] or role in KEEPS_REGISTER


_RULES: Mapping[str, Callable[[Role, str], bool]] = {
    "home name": _of_home,
    "urn": _of_home,
    "provider": _of_home,
    "manager": _of_home,
    "reference": _on_incident(ROLES),
    **dict.fromkeys(
        (
            "child",
            "authority",
            *TEXTS,
            "referral",
            "review note",
            "finding reason",
            "interest",
            "panel note",
            "decision",
        ),
        _on_incident(SEES_CHILDREN),
    ),
    "suggested": _on_incident(SEES_SUGGESTED),
    "agreed": _on_incident(SEES_AGREED),
    "action": lambda role, name: name in SEES_ACTIONS[role],
    "contact note": lambda role, name: name in SEES_CONTACTS[role],
    "uncleared note": lambda role, name: name in SEES_HOMES[role],
    "uncleared area note": _by(SEES_AREA),
    "escalation": _by(_GROUP),
    "general decision": _by(READS_MINUTES),
    "figure": _by(SEES_WHOLE_AREA & READS_MINUTES),
    "kept figure": _by(_GROUP),
    "e-mail": _by(KEEPS_PEOPLE),
    "file name": _by(IMPORTS),
    "recipient": _by(SEES_SHARES),
    "shared file": _by(SEES_SHARES),
    # Whoever was answered stands in the share log.
    "inspector": _by(SEES_SHARES),
}


# On a wall: no child, nobody's own words, and no inspector's or recipient's name.
ON_NO_WALL = frozenset(
    {
        "child",
        *TEXTS,
        "referral",
        "review note",
        "finding reason",
        "interest",
        "panel note",
        "contact note",
        "uncleared note",
        "uncleared area note",
        "escalation",
        "e-mail",
        "recipient",
        "inspector",
        # Of a provider the session keeps the name, for whom it shows; to the browser goes a letter.
        "home name",
        "urn",
        "manager",
        "reference",
    }
)
# In no document that leaves the group: suggestions, uncleared words, references of children (3.4).
IN_NO_DOCUMENT = frozenset(
    {
        "suggested",
        *TEXTS,
        "uncleared note",
        "uncleared area note",
        "child",
        "authority",
        "referral",
        "review note",
        "interest",
        "panel note",
        "escalation",
        "decision",
        "general decision",
        "contact note",
        "action",
        "e-mail",
        "kept figure",
    }
)


def may_meet(role: Role, kind: str, whose: str) -> bool:
    """Whether a role may meet a word of this kind and owner anywhere in the product."""
    return _RULES[kind](role, whose.partition(":")[2] or whose)


def find_allowed(role: Role, words: Mapping[str, tuple[str, str]]) -> set[str]:
    """The words that a role may meet."""
    return {word for word, (kind, whose) in words.items() if may_meet(role, kind, whose)}
