"""Who opened the page of an incident with a child in it: one row of the audit a person and day.

The lists are not recorded: everybody's every look would bury what the audit is for.
"""

import threading
from datetime import date

from core.access import Viewer
from core.clock import read_today
from core.errors import AccessDenied, StoreUnavailable
from core.incident_detail import IncidentDetail
from core.store import Store

_LOCK = threading.Lock()
_RECORDED: dict[tuple[str, int | None, int], date] = {}
_MOST_KEPT = 10_000


def record_opening(
    store: Store, viewer: Viewer, detail: IncidentDetail, today: date | None = None
) -> None:
    """Audit that the viewer was shown this incident, where a child's reference stands in it.

    Once a person, incident and day (UK); again where the app was started anew on that day. A store
    that is busy holds nobody up: the next look of that day is recorded in its place.
    """
    if not detail.facts.get("child_ref"):
        return
    day = today or read_today()
    key = (store.url, viewer.person_id, detail.id)
    with _LOCK:
        if _RECORDED.get(key) == day:
            return
        if len(_RECORDED) >= _MOST_KEPT:
            _RECORDED.clear()
        _RECORDED[key] = day
    try:
        with store.write(viewer) as change:
            change.record("opened", "incident", detail.id, figures=False)
    except (StoreUnavailable, AccessDenied) as error:
        with _LOCK:
            _RECORDED.pop(key, None)
        if isinstance(error, AccessDenied):
            raise
