"""`python -m core first-administrator`: who may sign in first to a store that has nobody in it."""

from typing import Annotated

import typer

from core.errors import InvalidInput
from core.people import PersonForm, add_first_person
from core.store import open_store, read_store_url
from core.vocabulary import Role, StoreKind, say

FIRST_ROLES = (Role.CHAIR, Role.PROTOCOL_LEAD, Role.ADMINISTRATOR)
"""What the first person can be: whoever leads the group, or who only administers."""


def first_administrator(
    email: Annotated[str, typer.Argument(help="the address that they sign in with")],
    name: Annotated[str, typer.Option(help="as the group knows them")],
    role: Annotated[str, typer.Option(help="chair, protocol_lead or administrator")] = "chair",
) -> None:
    """Enter the first person of an empty store, as its administrator; makes the store."""
    if role not in FIRST_ROLES:
        raise InvalidInput(f"The first person is one of: {', '.join(FIRST_ROLES)}.")
    store = open_store(read_store_url(), create=StoreKind.OWN)
    add_first_person(store, PersonForm(name, email, Role(role)))
    typer.echo(f"{name.strip()} can sign in, as {say(Role(role))} and administrator.")
