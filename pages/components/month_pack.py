"""The monthly pack on a screen: which month, what it holds, made while one watches, handed out."""

from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import say_moment, to_uk
from core.errors import SlowTimeError
from core.measures.sentences import say_count
from core.reports.month_pack import (
    PACK_LEVELS,
    MonthOverview,
    build_month_pack,
    find_usual_month,
    read_month,
)
from core.reports.month_pack_files import MonthFiles, hand_out_month_file, make_month_files
from core.store import Store
from pages.components.kept import keep_while_open, read_kept
from pages.components.sharing import Terms, pick_terms, show_file_buttons
from pages.components.text import escape
from pages.components.url_choice import pick_by_code

_PARAM = "month"
_READER = "Ofsted, regional inspectors"
_FORMATS = ("pdf", "xlsx", "zip")


@dataclass(frozen=True)
class Asked:
    """What a pack is asked for: a month, on which terms, on which day (the UK's)."""

    month: date
    terms: Terms
    today: date


def pick_month(months: tuple[date, ...], data_to: date | None) -> date:
    """The month that the URL asks for, else the last one that the data cover to its end."""
    usual = find_usual_month(months, data_to) or months[0]
    words = {f"{month:%Y-%m}": f"{month:%B %Y}" for month in months}
    first = f"{usual:%Y-%m}"
    rest = {code: said for code, said in words.items() if code != first}
    code = pick_by_code("Month", rest, param=_PARAM, everything=words[first]) or first
    return read_month(code)


def pick_pack_terms(viewer: Viewer) -> Terms | None:
    """On which terms the pack goes out; None where the viewer's role may send none."""
    return pick_terms(viewer, PACK_LEVELS, recipient=_READER, key="month")


def show_making(store: Store, viewer: Viewer, asked: Asked, overview: MonthOverview) -> None:
    """The button that makes the pack; once it is made, a button for each way to take it.

    What was made is for this state of the data and these terms, and for as long as the page is
    open: nothing of it is on record, or on disk, before it is downloaded.
    """
    key = (asked, viewer, overview.data_revision)
    made = read_kept(_PARAM, key)
    if made is not None:
        _show_files(store, viewer, asked, made)
    else:
        homes = say_count(len(overview.area.homes), "home")
        pressed = st.button(
            f"Make the pack of {homes}",
            key="make_pack",
            icon=":material/inventory_2:",
            type="primary",
            disabled=not asked.terms.recipient.strip(),
        )
        st.caption(
            "One PDF and one workbook of all homes, each home’s PDF and CSV, and a list of all "
            "with their digests. Leaving the page stops it, and nothing is put on record before "
            "you download."
        )
        if pressed and (new := _make(store, viewer, asked)):
            keep_while_open(_PARAM, key, new)
            st.rerun()


def _make(store: Store, viewer: Viewer, asked: Asked) -> MonthFiles | None:
    terms = asked.terms
    with st.status("Making the pack…", expanded=True) as status:
        bar = st.progress(0.0, "Reading the homes")

        def tell(done: int, of: int, name: str) -> None:
            bar.progress(done / of, escape(f"{done} of {of}: {name}"))

        try:
            pack = build_month_pack(store, viewer, asked.month, terms.level, asked.today, tell)
            return make_month_files(
                store,
                viewer,
                pack,
                basis=terms.basis,
                recipient=terms.recipient,
                progress=tell,
            )
        except SlowTimeError as error:
            status.update(label="No pack was made", state="error")
            st.text(str(error))
            return None


def _show_files(store: Store, viewer: Viewer, asked: Asked, made: MonthFiles) -> None:
    at = say_moment(to_uk(made.stamp.made_at))
    st.text(f"Made {at}: {say_count(len(made.files), 'file')}. ZIP holds them all.")
    show_file_buttons(
        {kind: partial(hand_out_month_file, store, viewer, made, kind) for kind in _FORMATS},
        {"zip": made.zip_name} | {kind: made.find(kind).name for kind in ("pdf", "xlsx")},
        asked.terms,
        key=f"pack_{asked.month:%Y_%m}",
    )


def show_no_months(viewer: Viewer) -> None:
    """That there is no month to make a pack of, and what brings one."""
    st.title("No month has data yet", anchor=False)
    st.markdown(
        "A pack tells of each home’s contacts with the police in a month. When incidents are "
        "brought in, every month from the first of them on can be made here."
    )
    if can(viewer, Permission.IMPORT_INCIDENTS):
        st.page_link("pages/data/import.py", label="Bring in the incidents")
