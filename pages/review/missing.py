"""Missing episodes: whose, what was known and done, what came after, and why."""

import polars as pl
import streamlit as st

from core.measures.missing import filter_episodes
from core.measures.period import Period, say_period
from core.missing_record import read_causes
from pages.components.missing import (
    build_answers_screen,
    build_episodes_screen,
    build_return_screen,
    build_waits_screen,
    say_scope,
)
from pages.components.missing_homes import (
    build_by_home_screen,
    build_causes_screen,
    build_repeated_screen,
)
from pages.components.periods import months_before, pick_period
from pages.components.place import pick_place, say_data_to
from pages.components.projector import is_projecting, read_shown_view
from pages.components.screens import open_frame
from pages.components.session import open_page
from pages.components.welcome import show_steps

store, viewer = open_page("missing")
view = read_shown_view(store, viewer)
if view.incidents.is_empty():
    show_steps(viewer, homes=view.homes.height, incidents=0)
    st.stop()

frame = open_frame(store, viewer)
with frame.controls:
    period = pick_period(view.data_to, key="missing_period", default="Last 12 months")
    place = pick_place(view)
here = view.incidents.filter(place.here)
incidents = here.filter(pl.col("occurred_on").is_between(period.start, period.end))
episodes = filter_episodes(incidents)
span = Period(months_before(period.end, 36), period.end)
in_span = here.filter(pl.col("occurred_on").is_between(span.start, span.end))

screens = [build_episodes_screen(viewer, incidents, episodes, period)]
if episodes.height:
    screens += [
        build_answers_screen(episodes, period),
        build_return_screen(episodes, period),
        build_waits_screen(episodes, period),
        build_by_home_screen(viewer, view.homes.filter(place.here), incidents, period),
    ]
screens.append(build_repeated_screen(view, filter_episodes(in_span), span))
if not is_projecting():  # Somebody's own words are not for the wall.
    causes = read_causes(store, viewer, span, place.home_id)
    screens.append(build_causes_screen(viewer, view, causes, span, place.home_id))
frame.show(screens, f"{say_period(period)} · {place.name}{say_scope(viewer)} · {say_data_to(view)}")
