"""What the group does with an incident: agree, set a level, reopen, refer, follow up."""

from datetime import date

import polars as pl
import streamlit as st

from core.access import POLICE_ROLES, Permission, Sight, Viewer, can, read_access
from core.errors import InvalidInput
from core.people import read_names
from core.reading import read_actions
from core.review import (
    FindingRow,
    IncidentDetail,
    refer_incident,
    reopen_review,
    review_incident,
    set_level,
)
from core.store import Store
from core.vocabulary import Agency, Channel, FindingState, Verdict, say
from pages.components.action_card import show_action
from pages.components.action_form import show_action_form
from pages.components.incident import can_review_now, show_finding
from pages.components.incident_history import show_changed_after, show_not_yours
from pages.components.incident_questions import read_asked, show_question
from pages.components.incident_words import NEEDED_WORDS, say_clauses
from pages.components.saving import save
from pages.components.text import escape

_DECISIONS = {"agree": FindingState.CONFIRMED, "dismiss": FindingState.DISMISSED}
_LEVELS = {1: "level 1", 2: "level 2", 3: "level 3", 0: "outside the three levels"}
_NOTE = 2000


def show_review(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    """The review as it stands, or the form for it, where the viewer may review."""
    show_changed_after(detail)
    show_not_yours(detail)
    if detail.reviewed:
        _show_agreed(store, viewer, detail)
        return
    if detail.review_note and can(viewer, Permission.REVIEW):
        st.markdown("**This review was reopened.** Reason:")
        st.text(detail.review_note)
    if not can_review_now(viewer, detail):
        return
    st.header("What the group agrees", anchor=False)
    asked = read_asked(store, viewer, detail)
    key = f"review_{detail.id}"
    with st.form(key, enter_to_submit=False):
        if not detail.findings:
            st.markdown("The rules find nothing amiss.")
        for finding in detail.findings:
            with st.container(border=True, gap="xsmall", key=f"finding_{finding.rule}"):
                show_finding(viewer, finding)
                _show_decision(key, finding)
                if finding.verdict == Verdict.CANNOT_TELL:
                    show_question(store, viewer, detail, finding, asked)
        if detail.call_out_kind is not None:
            st.segmented_control(
                "Were the police needed?",
                list(NEEDED_WORDS),
                format_func=lambda answer: NEEDED_WORDS[answer].capitalize(),
                key=f"{key}_needed",
            )
        st.text_area(
            "Note",
            key=f"{key}_note",
            max_chars=_NOTE,
            height=80,
            help="Needed where the group's answer differs from what is suggested.",
        )
        st.form_submit_button(
            "Save the review", type="primary", on_click=_review, args=(store, viewer, detail, key)
        )
    _show_level_form(store, viewer, detail)


def _show_decision(key: str, finding: FindingRow) -> None:
    where = escape(say_clauses(finding.clause))
    may_wait = " (may stay open)" if finding.verdict == Verdict.CANNOT_TELL else ""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.segmented_control(
            f"The group, {where}{may_wait}",
            list(_DECISIONS),
            format_func=str.capitalize,
            key=f"{key}_{finding.rule}",
        )
        st.text_input(
            f"Reason, {where}",
            key=f"{key}_{finding.rule}_reason",
            max_chars=_NOTE,
            placeholder="Needed to dismiss",
            width=320,
        )


def _review(store: Store, viewer: Viewer, detail: IncidentDetail, key: str) -> None:
    state = st.session_state
    decisions = {
        finding.rule: (
            _DECISIONS[state[f"{key}_{finding.rule}"]],
            state.get(f"{key}_{finding.rule}_reason"),
        )
        for finding in detail.findings
        if state.get(f"{key}_{finding.rule}") in _DECISIONS
    }
    needed, note = state.get(f"{key}_needed"), state.get(f"{key}_note")
    save(
        lambda: review_incident(store, viewer, detail.id, detail.version, decisions, needed, note),
        "What the group agreed is recorded.",
    )


def _show_agreed(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    st.header("What the group agreed", anchor=False)
    st.markdown(f"Recorded {escape(detail.reviewed)}.")
    if detail.review_note and read_access(viewer).child_refs is not Sight.NONE:
        st.text(f"Note: {detail.review_note}")
    if not can(viewer, Permission.REVIEW) or detail.not_yours:
        return
    key = f"reopen_{detail.id}"
    with st.expander("Reopen this review"), st.form(key, border=False):
        st.caption("The findings become suggestions again, and the rules run anew.")
        st.text_input("Reason for reopening", key=f"{key}_reason", max_chars=_NOTE)
        st.form_submit_button(
            "Reopen", on_click=_reopen, args=(store, viewer, detail, f"{key}_reason")
        )


def _reopen(store: Store, viewer: Viewer, detail: IncidentDetail, key: str) -> None:
    reason = st.session_state[key]
    save(
        lambda: reopen_review(store, viewer, detail.id, detail.version, reason),
        "The review is open again.",
    )


def _show_level_form(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    key = f"level_{detail.id}"
    with st.expander("Set another level"), st.form(key, border=False):
        st.caption("The rules run again on the level that the group sets.")
        options: list[int | None] = [*_LEVELS]
        if detail.level_set is not None:
            options.append(None)
        st.selectbox(
            "Level",
            options,
            format_func=lambda level: "as the rules suggest" if level is None else _LEVELS[level],
            key=f"{key}_level",
        )
        st.text_input("Reason for the level", key=f"{key}_reason", max_chars=_NOTE)
        st.form_submit_button(
            "Set the level", on_click=_set_level, args=(store, viewer, detail, key)
        )


def _set_level(store: Store, viewer: Viewer, detail: IncidentDetail, key: str) -> None:
    level, reason = st.session_state[f"{key}_level"], st.session_state[f"{key}_reason"]
    save(
        lambda: set_level(store, viewer, detail.id, detail.version, level, reason),
        "The level is set, and the rules have run on it.",
    )


def show_referral(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    """The way to refer what nobody reported; it asks once, as it cannot be undone."""
    may = can(viewer, Permission.REFER) and viewer.role not in POLICE_ROLES
    if not may or detail.not_yours or detail.referred or detail.facts["channel"] != Channel.NONE:
        return
    key = f"refer_{detail.id}"
    with st.expander("Refer this incident to the police"), st.form(key, border=False):
        st.markdown(
            "Nobody reported this incident, so the police members do not see it. Once it is "
            "referred they do, and what comes to their notice has to be recorded (5.3, 7.10). "
            "**It cannot be hidden from them again.**"
        )
        st.text_area("Reason for referring", key=f"{key}_reason", max_chars=_NOTE, height=80)
        st.checkbox("The group has decided to refer it", key=f"{key}_sure")
        st.form_submit_button(
            "Refer to the police", on_click=_refer, args=(store, viewer, detail, key)
        )


def _refer(store: Store, viewer: Viewer, detail: IncidentDetail, key: str) -> None:
    sure, reason = st.session_state[f"{key}_sure"], st.session_state[f"{key}_reason"]

    def refer() -> None:
        if not sure:
            raise InvalidInput("Tick that the group has decided it. Nothing was referred.")
        refer_incident(store, viewer, detail.id, detail.version, reason)

    save(refer, "The police members can see this incident now.")


def show_follow_up(store: Store, viewer: Viewer, detail: IncidentDetail, today: date) -> None:
    """The actions of this incident, and the form for a new one."""
    if read_access(viewer).actions is Sight.NONE:
        return
    actions = read_actions(store, viewer).filter(pl.col("incident_id") == detail.id)
    may_give = can(viewer, Permission.GIVE_ACTIONS)
    if actions.is_empty() and not may_give:
        return
    st.header("Follow-up", anchor=False)
    if actions.is_empty():
        st.markdown("No action about this incident yet.")
    names = read_names(store, viewer)
    for row in actions.iter_rows(named=True):
        agency = say(Agency(row["owner_agency"])) if row["owner_agency"] else ""
        show_action(store, viewer, row, today, names.get(row["owner_id"], agency))
    if may_give:
        with st.expander("Give an action"):
            show_action_form(
                store,
                viewer,
                today,
                {},
                key=f"give_{detail.id}",
                incident_id=detail.id,
                home_id=detail.home_id,
            )
