"""Share: what inspectors asked for before an inspection; answered in one click."""

import streamlit as st

from core.clock import read_today
from core.inspection_requests import read_requests
from core.measures.request_sentences import say_requests_title
from core.reading import read_view
from pages.components.inspection_requests import show_form, show_open, show_past
from pages.components.saving import show_said
from pages.components.session import open_page

store, viewer = open_page("requests")
today = read_today()
requests = read_requests(store, viewer)
st.title(say_requests_title(requests, today), anchor=False)
show_said()
show_open(store, viewer, requests, today)
show_form(store, viewer, read_view(store, viewer).homes, today)
show_past(requests, today)
