"""Which parts the page of contacts has for whom."""

from collections.abc import Callable

from pages.components.contacts import ContactsPage, show_contacts, show_homes
from pages.components.training import show_training

Part = Callable[[ContactsPage], None]


def find_parts(page: ContactsPage) -> dict[str, Part]:
    """Each part by its name, the first to begin with; contacts only where the role sees them."""
    training: dict[str, Part] = {"Training and agreements": show_training}
    if not page.record.sees_contacts:
        return training
    every: dict[str, Part] = {"All contacts": show_contacts}
    if page.record.homes["knows_contacts"].any():
        return {"Homes": show_homes} | training | every
    return training | every
