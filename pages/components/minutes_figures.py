"""The figures of a meeting's period, as its pack and its minutes say them."""

from datetime import date

from core.access import Viewer
from core.clock import read_today
from core.measures.meeting_figures import build_meeting_figures
from core.measures.period import Period
from core.minuting import Figures
from core.reading import read_actions, read_view
from core.store import Store


def read_figures(
    store: Store, viewer: Viewer, period_from: date | None, period_to: date | None
) -> Figures:
    """The sentences as they stand now, from what the viewer sees; none without a period."""
    view = read_view(store, viewer)
    if period_from is None or period_to is None:
        return Figures(view.revision)
    found = build_meeting_figures(
        view.incidents,
        view.homes,
        view.places,
        read_actions(store, viewer),
        view.covered,
        period=Period(period_from, period_to),
        today=read_today(),
    )
    return Figures(view.revision, found.said, found.kept)
