"""Who sees and may do what, as Markdown for the documents: `python -m core.access_table`."""

import sys
from pathlib import Path

from core.access import ACCESS, Access, Permission, Sight
from core.vocabulary import Role

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "security.md"
BEGIN = "<!-- access: written by `python -m core.access_table`; do not edit by hand -->"
END = "<!-- /access -->"

_ROLES = {
    Role.CHAIR: "chair",
    Role.PROTOCOL_LEAD: "protocol lead",
    Role.POLICE_REVIEWER: "police reviewer",
    Role.SPOC: "SPOC",
    Role.PROVIDER: "provider",
    Role.PARTNER: "partner",
    Role.LIAISON: "Ofsted liaison",
    Role.ADMINISTRATOR: "administrator",
}
"""Everybody who can be in the register; the command line, on the machine itself, is nobody's."""

_KINDS = {
    "call_outs": "call-outs",
    "uncontacted": "incidents without a call-out",
    "child_refs": "children's references",
    "actions": "actions, contacts",
    "findings": "findings",
}
_SIGHTS = {
    Sight.ALL: "all",
    Sight.OWN: "own",
    Sight.REFERRED: "referred to the police by the group",
    Sight.PLACED: "of children their authority placed",
    Sight.SEEN: "on what they see",
    Sight.CONFIRMED: "on what they see, once agreed",
    Sight.OWN_OR_CONFIRMED_TOTALS: "own; agreed totals of the area",
    Sight.STATE: "state only",
    Sight.COUNTS: "counts only",
    Sight.NONE: "–",
}


def render_access() -> str:
    """Two Markdown tables: role × how much of each kind is seen, and permission × role."""
    sights = [
        [role, *(_SIGHTS[getattr(ACCESS[key], kind)] for kind in _KINDS)]
        for key, role in _ROLES.items()
    ]
    rights = [
        [permission.value, *("yes" if permission in row.may else "–" for row in _rows())]
        for permission in Permission
    ]
    return "\n\n".join(
        [
            _render_table(["sees", *_KINDS.values()], sights),
            _render_table(["may", *_ROLES.values()], rights),
        ]
    )


def put_access(document: str) -> str:
    """A document with the tables as the code has them between their marks.

    Raises:
        ValueError: the document has no such marks.
    """
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("The document has no place for the access table.")
    return f"{before}{BEGIN}\n\n{render_access()}\n\n{END}{after}"


def _rows() -> list[Access]:
    return [ACCESS[role] for role in _ROLES]


def _render_table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    DOCUMENT.write_text(put_access(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"Wrote the access tables into {DOCUMENT.name}.", file=sys.stderr)
