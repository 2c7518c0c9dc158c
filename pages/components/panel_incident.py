"""An incident's panels: which it went to, the outcome, and the forms for both."""

from datetime import date

import polars as pl
import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import say_date
from core.measures.panel_sentences import PANELS_SOURCE
from core.panels import read_panels, record_outcome, refer_to_panel, withdraw_referral
from core.review import IncidentDetail
from core.store import Store
from core.vocabulary import Channel, Panel, PanelOutcome, say
from pages.components.panels import say_outcome
from pages.components.saving import save
from pages.components.text import escape

_NOTE = 2000


def show_panels(store: Store, viewer: Viewer, detail: IncidentDetail, today: date) -> None:
    """The referrals of this incident; to reviewers the forms for an outcome and for a new one."""
    panels = read_panels(store, viewer).filter(pl.col("incident_id") == detail.id)
    # Nobody reported it: no panel, where the police sit, is asked unless the group refers it.
    known_to_police = detail.facts["channel"] != Channel.NONE or detail.referred is not None
    may = can(viewer, Permission.REVIEW)
    if panels.is_empty() and not (may and known_to_police):
        return
    st.header("Panels", anchor=False)
    if panels.is_empty():
        st.markdown("This incident went to no panel.")
    for row in panels.iter_rows(named=True):
        _show_referral(store, viewer, row, may)
    if may and known_to_police:
        _show_new(store, viewer, detail, today)


def _show_referral(store: Store, viewer: Viewer, row: dict[str, object], may: bool) -> None:
    on_day = row["on_day"]
    assert isinstance(on_day, date)
    # Not by its number, which counts the area's referrals up.
    key = f"panel_{row['incident_id']}_{row['panel']}_{on_day}"
    panel = say(Panel(str(row["panel"])))
    with st.container(border=True, gap="xsmall", key=key):
        st.markdown(
            f"**{escape(panel[:1].upper() + panel[1:])}**, sent {say_date(on_day)}  \n"
            f"Outcome: {escape(say_outcome(row))}"
        )
        if row["note"]:
            st.text(str(row["note"]))
        if not may:
            return
        title = "Correct the outcome" if row["decided"] else "Record the outcome"
        with st.expander(title), st.form(f"{key}_form", border=False):
            options: list[PanelOutcome | None] = [None, *PanelOutcome]
            outcome = PanelOutcome(str(row["outcome"])) if row["outcome"] else None
            st.selectbox(
                "Outcome",
                options,
                index=options.index(outcome),
                format_func=lambda o: "pending" if o is None else say(o),
                key=f"{key}_outcome",
            )
            st.text_area(
                "Note",
                value=str(row["note"] or ""),
                max_chars=_NOTE,
                height=80,
                key=f"{key}_note",
                help="No child's name and no child's reference.",
            )
            st.form_submit_button(
                "Save the outcome", on_click=_record, args=(store, viewer, row, key)
            )
        if not row["decided"]:
            st.button(
                "Sent by mistake: take it back",
                key=f"{key}_withdraw",
                type="tertiary",
                on_click=_withdraw,
                args=(store, viewer, row),
            )


def _show_new(store: Store, viewer: Viewer, detail: IncidentDetail, today: date) -> None:
    key = f"panel_new_{detail.id}"
    with st.expander("Record that it went to a panel"), st.form(key, border=False):
        st.selectbox("Panel", list(Panel), format_func=say, key=f"{key}_panel")
        st.date_input(
            "Sent on",
            today,
            min_value=min(detail.facts["occurred_at"].date(), today),
            max_value=today,
            format="DD/MM/YYYY",
            key=f"{key}_day",
        )
        st.caption(PANELS_SOURCE)
        st.form_submit_button("Record it", on_click=_refer, args=(store, viewer, detail.id, key))


def _record(store: Store, viewer: Viewer, row: dict[str, object], key: str) -> None:
    outcome, note = st.session_state[f"{key}_outcome"], st.session_state[f"{key}_note"]
    referral, version = int(str(row["id"])), int(str(row["version"]))
    save(
        lambda: record_outcome(store, viewer, referral, version, outcome, note),
        f"Outcome: {say(outcome) if outcome else 'pending'}.",
    )


def _withdraw(store: Store, viewer: Viewer, row: dict[str, object]) -> None:
    referral, incident, version = (int(str(row[c])) for c in ("id", "incident_id", "version"))
    save(
        lambda: withdraw_referral(store, viewer, referral, incident, version),
        "The referral is taken back; the audit keeps both.",
    )


def _refer(store: Store, viewer: Viewer, incident_id: int, key: str) -> None:
    panel, on_day = st.session_state[f"{key}_panel"], st.session_state[f"{key}_day"]
    save(
        lambda: refer_to_panel(store, viewer, incident_id, panel, on_day),
        f"Sent to the {say(panel)}.",
    )
