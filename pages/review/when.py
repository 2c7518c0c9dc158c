"""The pattern behind calls: night and weekend, how soon it was decided, and by whom."""

import polars as pl
import streamlit as st

from core.measures.hours import filter_kind
from core.measures.period import say_period
from core.measures.sentences import say_count
from core.vocabulary import CallOutKind
from pages.components.periods import pick_period
from pages.components.place import pick_place, say_data_to
from pages.components.projector import read_shown_view
from pages.components.screens import open_frame
from pages.components.session import open_page
from pages.components.welcome import show_steps
from pages.components.when import (
    build_deciders_screen,
    build_empty_screen,
    build_night_screen,
    build_protective_screen,
    build_slow_time_screen,
    build_weekend_screen,
)

store, viewer = open_page("when")
view = read_shown_view(store, viewer)
if view.incidents.is_empty():
    show_steps(viewer, homes=view.homes.height, incidents=0)
    st.stop()

frame = open_frame(store, viewer)
with frame.controls:
    period = pick_period(view.data_to, key="when_period", default="Last 36 months")
    place = pick_place(view)
call_outs = view.call_outs.filter(
    place.here & pl.col("occurred_on").is_between(period.start, period.end)
)
behaviour = filter_kind(call_outs, CallOutKind.BEHAVIOUR)
protective = filter_kind(call_outs, CallOutKind.PROTECTIVE)
screens = [build_empty_screen(period)]
if behaviour.height:
    screens = [
        build_night_screen(behaviour, period),
        build_weekend_screen(behaviour, period),
        build_slow_time_screen(behaviour, period),
        build_deciders_screen(behaviour, period),
    ]
if protective.height:
    screens.append(build_protective_screen(protective, period))
said = say_count(behaviour.height, "behaviour call-out")
frame.show(screens, f"{say_period(period)} · {place.name} · {said} · {say_data_to(view)}")
