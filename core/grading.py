"""The queue of what waits for one viewer's review."""

import polars as pl

from core.access import POLICE_ROLES, Permission, Viewer, check_can
from core.interests import read_own_interests
from core.measures.queue import find_queue
from core.reading import View
from core.store import Store


def read_queue(store: Store, viewer: Viewer, view: View) -> pl.DataFrame:
    """What waits for the viewer's review, of what they see, fastest first.

    As `measures.queue.find_queue`, with each home's `urn` and name (`home`).

    Raises:
        AccessDenied: the role does not review.
    """
    with store.read(viewer):
        check_can(viewer, Permission.REVIEW)
    queue = find_queue(
        view.incidents,
        view.findings,
        declared=read_own_interests(store, viewer),
        own_homes=viewer.home_ids,
        of_police=viewer.role in POLICE_ROLES,
    )
    return queue.join(
        view.homes.select("home_id", "urn", home="name"),
        on="home_id",
        how="left",
        maintain_order="left",
    )
