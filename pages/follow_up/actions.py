"""Follow-up: what is mine, overdue first; tick, add a note, open again."""

import polars as pl
import streamlit as st

from core.access import Permission, Sight, can, read_access
from core.clock import read_today
from core.people import read_names
from core.reading import read_actions, read_view
from core.vocabulary import ActionState, Agency, say
from pages.components.action_card import read_just_ticked, show_action
from pages.components.action_form import show_action_form
from pages.components.saving import show_said
from pages.components.session import open_page
from pages.components.tables import show_download

store, viewer = open_page("actions")
today = read_today()
actions = read_actions(store, viewer)
sees_all = read_access(viewer).actions in {Sight.ALL, Sight.STATE}

mine = actions.filter("mine")
title, scope = st.empty(), "Mine"
show_said()
with st.container(horizontal=True, gap="medium"):
    if sees_all:
        scope = st.segmented_control(
            "Whose",
            ["Everybody's", "Mine"],
            default="Mine" if not mine.is_empty() else "Everybody's",
            required=True,
            key="whose",
            bind="query-params",
        )
    shown_state = st.segmented_control(
        "Which", ["To do", "Done"], default="To do", required=True, key="which", bind="query-params"
    )
listed = mine if scope == "Mine" else actions
to_do = listed.filter(pl.col("state") == ActionState.OPEN.value)
overdue = to_do.filter(pl.col("due_on") < today).height

match (to_do.height, overdue):
    case (0, _):
        title.title("Nothing to do" if scope == "Mine" else "No action is open")
    case (count, 0):
        title.title(f"{count} to do, none overdue")
    case (count, late):
        title.title(f"{count} to do, {late} overdue")

if shown_state == "Done":
    listed = listed.filter(pl.col("state") == ActionState.DONE.value).sort(
        "done_at", descending=True
    )
else:
    just_ticked = pl.col("id").is_in(sorted(read_just_ticked()))
    listed = listed.filter((pl.col("state") == ActionState.OPEN.value) | just_ticked)
names = read_names(store, viewer)
for row in listed.head(50).iter_rows(named=True):
    owner = names.get(row["owner_id"]) or (
        say(Agency(row["owner_agency"])) if row["owner_agency"] else ""
    )
    show_action(store, viewer, row, today, owner)
if listed.is_empty():
    st.markdown(
        "Actions come from the review of an incident, or are given below."
        if can(viewer, Permission.GIVE_ACTIONS)
        else "Actions that the group gives you appear here."
    )
if listed.height > 50:
    st.caption(f"The first 50 of {listed.height}; the CSV holds all.")
if not listed.is_empty():
    columns = ["title", "home", "owner_agency", "due_on", "state"]
    show_download(listed.select(columns), key="actions", file_name="actions.csv")

if can(viewer, Permission.GIVE_ACTIONS):
    with st.expander("Give an action"):
        homes = read_view(store, viewer).homes.sort("name")
        show_action_form(
            store, viewer, today, dict(homes.select("home_id", "name").iter_rows()), key="give"
        )
