"""What a role sees and may do, in words, generated from the table that the code enforces."""

from core.access import ACCESS, Access, Permission, Sight
from core.vocabulary import Role

_CALL_OUTS = {
    Sight.ALL: "every call-out",
    Sight.OWN: "the call-outs of their own homes",
    Sight.NONE: "no call-out",
}
_UNCONTACTED = {
    Sight.ALL: "every incident without the police",
    Sight.OWN: "incidents of their own homes without the police",
    Sight.REFERRED: "incidents without the police only where the group referred them",
    Sight.PLACED: "incidents without the police of children that their authority placed",
    Sight.COUNTS: "of incidents without the police only their number",
    Sight.NONE: "no other incident",
}
_CHILD_REFS = {
    Sight.ALL: "children's references",
    Sight.OWN: "the references of their own children",
    Sight.SEEN: "children's references on what they see",
    Sight.NONE: "no child's reference",
}
_ACTIONS = {
    Sight.ALL: "every action",
    Sight.OWN: "their own actions",
    Sight.STATE: "whether actions are done",
    Sight.NONE: "no action",
}
_FINDINGS = {
    Sight.ALL: "every finding",
    Sight.SEEN: "the findings on what they see",
    Sight.CONFIRMED: "findings once the group agreed them",
    Sight.OWN_OR_CONFIRMED_TOTALS: "the findings on their own homes",
    Sight.NONE: "no finding",
}

CHOOSABLE = tuple(role for role in Role if role is not Role.SYSTEM)
"""The roles that a person can have."""


def say_role(role: Role) -> str:
    """One line: what somebody with this role sees, and what they may change."""
    row = ACCESS[role]
    if row.call_outs is Sight.NONE and row.uncontacted is Sight.NONE:
        return f"Sees no incident at all. May {_say_may(row)}."
    sees = _join(
        [
            _CALL_OUTS[row.call_outs],
            _UNCONTACTED[row.uncontacted],
            _CHILD_REFS[row.child_refs],
            _ACTIONS[row.actions],
            _FINDINGS[row.findings],
        ]
    )
    return f"Sees {sees}. May {_say_may(row)}."


def _say_may(row: Access) -> str:
    return _join([permission.value for permission in Permission if permission in row.may])


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
