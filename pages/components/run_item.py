"""One incident on the wall: facts, the home heard, then findings, verdict, decisions, actions."""

from functools import partial

import streamlit as st

from core.agenda import ItemRow
from core.clock import say_date, to_uk
from core.interests import declare_interest, read_interests
from core.meeting_steps import hear_home, keep_verdict, reveal_findings, settle_item
from core.people import read_active_owners
from core.review import IncidentDetail, read_incident
from core.vocabulary import Channel, FindingOwner, FindingState, Verdict, say
from pages.components.agenda import say_reasons
from pages.components.incident_words import (
    NEEDED_WORDS,
    OWNER_WORDS,
    say_clauses,
    say_facts,
    say_level,
    say_what,
)
from pages.components.projector import is_projecting
from pages.components.run_actions import show_given
from pages.components.run_closing import show_decisions
from pages.components.running import Here, Room
from pages.components.saving import save
from pages.components.text import escape

_ANSWERS = {"agree": FindingState.CONFIRMED, "dismiss": FindingState.DISMISSED}
# Of a child, or in somebody's own words: neither is for the wall.
_UNSAID = (
    "reference",
    "child_ref",
    "child_age",
    "child_gender",
    "child_ethnicity",
    "placing_authority",
    "summary",
    "home_account",
    "child_account",
    "missing_cause",
)
_NOTE = 2000


def show_item(room: Room) -> None:
    """The screen of the item that the room looks at."""
    item = room.item
    if item is None:
        st.title("This item is not on the agenda any more", anchor=False)
        return
    detail = read_incident(room.store, room.viewer, item.incident_id)
    home = room.homes.get(item.home_id, "A home")
    facts = detail.facts
    what = say_what(facts["category"], facts["severity"], facts["drug_class"])
    channel = Channel(facts["channel"])
    told = say(channel) if channel is Channel.NONE else f"police told by {say(channel)}"
    st.title(f"{escape(home)}: {escape(what[:1].lower() + what[1:])}, {escape(told)}", anchor=False)
    said = [say_date(facts["occurred_at"].date())]
    if item.revealed_at is not None:
        # Before, it would say what the rules suggest while the home is not heard yet.
        said.append(f"on the agenda: {say_reasons(item.reasons)}")
    st.markdown(" · ".join(said))
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.markdown("**What would a good parent have done?**")
        _show_facts(detail)
        _show_interests(room, item)
    with right:
        with st.container():  # However many, what is written below them keeps its place.
            _show_findings(room, item, detail)
        key = f"item_{item.id}"
        show_decisions(room, item.id, key)
        show_given(room, item, key)


def _show_facts(detail: IncidentDetail) -> None:
    shown = {**detail.facts, **dict.fromkeys(_UNSAID)}
    # One after the other: the room has no scroll bar.
    st.markdown("  \n".join(line for lines in say_facts(shown).values() for line in lines))
    if not is_projecting():
        for name, words in (("The home's account", "home_account"), ("Summary", "summary")):
            if detail.facts[words]:
                with st.expander(f"{name} (not on the wall)"):
                    st.text(detail.facts[words])


def _show_findings(room: Room, item: ItemRow, detail: IncidentDetail) -> None:
    """First the home is heard, then the chair reveals; then the group answers."""
    if item.settled_at is not None:
        _show_settled(room, item, detail)
        return
    if item.heard_at is None:
        st.markdown("The home speaks first.")
        _show_button(room, item, "The home was heard", "h", hear_home)
        return
    if item.revealed_at is None:
        st.markdown(f"The home was heard, saved {to_uk(item.heard_at):%H:%M}.")
        st.markdown("What the rules suggest is shown when the chair reveals it.")
        _show_button(room, item, "Show what the rules suggest", "f", reveal_findings)
        return
    if detail.reviewed:
        _show_reviewed(room, item, detail)
        return
    _show_verdict(room, item, detail)


def _show_button(room: Room, item: ItemRow, label: str, key: str, change) -> None:
    st.button(
        label,
        type="primary",
        shortcut=key if room.is_led_here else None,
        key=f"{change.__name__}_{item.id}",
        on_click=_change,
        args=(room.here, item, change),
    )


def _change(room: Here, item: ItemRow, change) -> None:
    save(partial(change, room.store, room.viewer, room.meeting.id, item.id), "", quiet=True)


def _say_finding(clause: str, message: str, verdict: str, owner: str) -> str:
    kind = say(Verdict(verdict))
    return (
        f"**{kind[:1].upper()}{kind[1:]}.** {escape(message)}  \n"
        f":gray[{escape(say_clauses(clause))}, {OWNER_WORDS[FindingOwner(owner)]}]"
    )


def _show_verdict(room: Room, item: ItemRow, detail: IncidentDetail) -> None:
    key = f"verdict_{item.id}"
    st.markdown(f"**{escape(say_level(detail))}**")
    if not detail.findings:
        st.markdown("The rules find nothing amiss.")
    for finding in detail.findings:
        where = escape(say_clauses(finding.clause))
        said = _say_finding(finding.clause, finding.message, finding.verdict, finding.owner)
        # The answer beside the words: the room has no scroll bar.
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(said, width="stretch")
            st.segmented_control(
                f"The group, {where}",
                list(_ANSWERS),
                format_func=str.capitalize,
                key=f"{key}_{finding.rule}",
                label_visibility="collapsed",
                width="content",
            )
        if st.session_state.get(f"{key}_{finding.rule}") == "dismiss":
            st.text_input(f"Reason, {where}", key=f"{key}_{finding.rule}_reason", max_chars=_NOTE)
    if detail.call_out_kind is not None:
        st.segmented_control(
            "Were the police needed?",
            list(NEEDED_WORDS),
            format_func=lambda answer: NEEDED_WORDS[answer].capitalize(),
            key=f"{key}_needed",
        )
    if detail.changed_after is not None:
        st.text_input(
            f"What is new since the meeting of {say_date(detail.changed_after)}",
            key=f"{key}_note",
            max_chars=_NOTE,
        )
    elif _differs(detail, st.session_state.get(f"{key}_needed")):
        st.text_input("Why the group sees it another way", key=f"{key}_note", max_chars=_NOTE)
    with st.container(horizontal=True):
        st.button(
            "Agree with all and save",
            shortcut="a" if room.is_led_here else None,
            key=f"{key}_all",
            on_click=_agree_with_all,
            args=(room.here, item, detail, key),
        )
        st.button(
            "Save the verdict",
            type="primary",
            shortcut="s" if room.is_led_here else None,
            key=f"{key}_save",
            on_click=_save_answers,
            args=(room.here, item, detail, key),
        )


def _find_suggested(detail: IncidentDetail) -> str:
    return {True: "yes", False: "no", None: "unknown"}[detail.police_needed]


def _differs(detail: IncidentDetail, answer: object) -> bool:
    return answer is not None and _find_suggested(detail) not in {answer, "unknown"}


def _agree_with_all(room: Here, item: ItemRow, detail: IncidentDetail, key: str) -> None:
    # In one press: an answer that was chosen and not drawn yet would be lost by a second one.
    decisions = {
        finding.rule: (FindingState.CONFIRMED, None)
        for finding in detail.findings
        if finding.verdict != Verdict.CANNOT_TELL
    }
    needed = _find_suggested(detail) if detail.call_out_kind is not None else None
    _settle(room, item, detail, decisions, needed, st.session_state.get(f"{key}_note"))


def _save_answers(room: Here, item: ItemRow, detail: IncidentDetail, key: str) -> None:
    state = st.session_state
    decisions = {
        finding.rule: (_ANSWERS[answer], state.get(f"{key}_{finding.rule}_reason"))
        for finding in detail.findings
        if (answer := state.get(f"{key}_{finding.rule}")) in _ANSWERS
    }
    _settle(room, item, detail, decisions, state.get(f"{key}_needed"), state.get(f"{key}_note"))


def _settle(
    room: Here,
    item: ItemRow,
    detail: IncidentDetail,
    decisions: dict[str, tuple[FindingState, str | None]],
    needed: str | None,
    note: str | None,
) -> None:
    settle = partial(
        settle_item,
        room.store,
        room.viewer,
        room.meeting.id,
        item.id,
        detail.version,
        decisions,
        needed,
        note,
    )
    save(settle, "", quiet=True)


def _show_reviewed(room: Room, item: ItemRow, detail: IncidentDetail) -> None:
    """Agreed before this meeting: the group leaves it, or a reviewer reopens it."""
    _show_agreed(detail)
    st.markdown(f"Agreed before this meeting ({escape(detail.reviewed)}).")
    st.button(
        "Leave it as agreed",
        type="primary",
        shortcut="s" if room.is_led_here else None,
        key=f"keep_{item.id}",
        on_click=_keep,
        args=(room.here, item, detail),
    )
    st.page_link(
        "pages/review/incidents.py",
        label="Reopen it, with a reason",
        query_params={"incident": str(item.incident_id)},
    )


def _keep(room: Here, item: ItemRow, detail: IncidentDetail) -> None:
    keep = partial(keep_verdict, room.store, room.viewer, room.meeting.id, item.id, detail.version)
    save(keep, "", quiet=True)


def _show_settled(room: Room, item: ItemRow, detail: IncidentDetail) -> None:
    st.markdown(f"**The group's verdict, saved {to_uk(item.settled_at):%H:%M}**")
    if item.changed:
        st.markdown("It was changed since then; this is how it stands now.")
    _show_agreed(detail)


def _show_agreed(detail: IncidentDetail) -> None:
    if detail.agreed_police_needed is not None:
        st.markdown(f"Police: **{NEEDED_WORDS[detail.agreed_police_needed]}**.")
    for finding in detail.findings:
        if finding.state != FindingState.SUGGESTED:
            said = _say_finding(finding.clause, finding.message, finding.verdict, finding.owner)
            st.markdown(f":gray-badge[{say(FindingState(finding.state))}] {said}")


def _show_interests(room: Room, item: ItemRow) -> None:
    """Who has an interest says so before the incident is spoken of, and does not decide it."""
    declared = read_interests(room.store, room.viewer, item.incident_id)
    for row in declared:
        # What somebody wrote before the meeting is not for the wall.
        words = "" if is_projecting() else f", {escape(row.words)}"
        st.markdown(f"Interest declared: {escape(row.name)}{words}")
    people = read_active_owners(room.store, room.viewer)
    with st.popover("Somebody has an interest"), st.form(f"interest_{item.id}", border=False):
        st.selectbox("Who", list(people), format_func=people.get, key=f"interest_{item.id}_who")
        st.text_input("What it is", key=f"interest_{item.id}_words", max_chars=500)
        st.form_submit_button("Note it", on_click=_declare, args=(room.here, item))


def _declare(room: Here, item: ItemRow) -> None:
    state = st.session_state
    who, words = state[f"interest_{item.id}_who"], state[f"interest_{item.id}_words"]
    declare = partial(
        declare_interest, room.store, room.viewer, item.incident_id, words, person_id=who
    )
    save(declare, "The interest is noted; this person does not decide.")
