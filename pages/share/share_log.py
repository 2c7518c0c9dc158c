"""Share: what was prepared to leave the group, by whom, for whom; and whose file this is."""

import streamlit as st

from core.measures.share_log import find_shares
from core.shares import read_shares
from pages.components.session import open_page
from pages.components.share_log import (
    pick_log_filter,
    say_title,
    show_check,
    show_log,
    show_nothing,
)

store, viewer = open_page("share_log")
shares = read_shares(store, viewer)
title = st.empty()
wanted = pick_log_filter(shares)
found = find_shares(shares, wanted)
title.title(say_title(found, wanted), anchor=False)
if found.is_empty():
    show_nothing(viewer, shares, wanted)
else:
    show_log(store, viewer, found, wanted)
show_check(store, viewer)
