"""One incident: what happened, what the home says, what the protocol says."""

import polars as pl
import streamlit as st

from core.access import Permission, Sight, Viewer, can, read_access
from core.clock import say_moment
from core.review import FindingRow, IncidentDetail, give_account
from core.store import Store
from core.vocabulary import (
    BREACH_VERDICTS,
    Channel,
    FindingOwner,
    FindingState,
    SettingType,
    Verdict,
    say,
)
from pages.components.incident_words import (
    NEEDED_WORDS,
    OWNER_WORDS,
    say_blanks,
    say_channels,
    say_clauses,
    say_difference,
    say_facts,
    say_headline,
    say_level,
    say_why,
)
from pages.components.saving import save, show_said
from pages.components.text import escape
from pages.components.url_choice import put_param

_SAID_OF_ACCOUNT = "said_of_account"


def show_way_back(queue: pl.DataFrame, detail: IncidentDetail) -> None:
    """The way to the list, and to what waits before and after this one within the filters."""
    here = (detail.facts["occurred_at"], detail.id)
    waiting = queue.filter(~pl.col("reviewed") & (pl.col("id") != detail.id))
    places = sorted(waiting.select("occurred_at", "id").iter_rows())
    earlier = [place for place in places if place < here]
    later = [place for place in places if place > here]
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        _link("All incidents", None, "arrow_back")
        if earlier:
            _link("Previous waiting", earlier[-1][1], "chevron_left")
        if later:
            _link("Next waiting", later[0][1], "chevron_right")
        others = f"{len(places)} other{'' if len(places) == 1 else 's'} waiting"
        st.caption(others if places else "No other incident waits within the filters.")


def show_refused(said: str) -> None:
    """In place of an incident that is not there, or not the viewer's to see: the same words."""
    st.title("This incident cannot be shown", anchor=False)
    st.text(f"{said} Nothing was shown.")
    _link("All incidents", None, "arrow_back")


def _link(label: str, incident_id: int | None, icon: str) -> None:
    # A button and not a page link: a link to the page one is on leaves the address as it was.
    st.button(
        label,
        key=f"go_{icon}",
        icon=f":material/{icon}:",
        type="tertiary",
        on_click=put_param,
        args=("incident", "" if incident_id is None else str(incident_id)),
    )


def show_heading(detail: IncidentDetail) -> None:
    """The incident in one line, and where, when and in which state."""
    st.title(say_headline(detail.facts), anchor=False)
    setting = say(SettingType(detail.setting_type))
    state = f"agreed {detail.reviewed}" if detail.reviewed else "waits for the group"
    parts = [
        str(detail.facts["reference"]),
        f"{detail.home} ({setting})",
        say_moment(detail.facts["occurred_at"]),
        state,
        *([f"referred to the police on {detail.referred}"] if detail.referred else []),
    ]
    st.caption(" · ".join(escape(part) for part in parts))


def show_facts(viewer: Viewer, detail: IncidentDetail) -> None:
    """What is recorded, by group; then what is not though it matters."""
    st.header("What happened", anchor=False)
    if detail.facts["summary"]:
        st.text(detail.facts["summary"])
    groups = say_facts(detail.facts)
    first = groups.pop("What happened", [])
    if first:
        st.markdown("  \n".join(first))
    if detail.facts["child_account"]:
        st.markdown("**The child's account**")
        st.text(detail.facts["child_account"])
    if groups:
        with st.grid(2, min_column_width=280, gap="medium"):
            for group, lines in groups.items():
                st.markdown(f"**{group}**\n\n" + "  \n".join(lines))
    if blanks := say_blanks(detail.facts):
        st.markdown(
            "**Not recorded, and it matters here**  \n"
            + "; ".join([blanks[0], *(b[:1].lower() + b[1:] for b in blanks[1:])])
            + "."
        )
    if read_access(viewer).child_refs is Sight.NONE:
        st.caption("Who the child is, and accounts in free text, are not shown to your role.")


def show_account(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    """The home's own account, heard before the findings; its provider or the group can write it."""
    may = read_access(viewer).may & {Permission.HOME_ACCOUNT, Permission.REVIEW}
    if read_access(viewer).child_refs is Sight.NONE:
        return
    st.header("The home's account", anchor=False)
    account = detail.facts["home_account"]
    if account:
        st.text(account)
    if st.session_state.pop(_SAID_OF_ACCOUNT, False):
        show_said()  # Here, where the writer looks; everything else is said at the review.
    elif not account and (not may or detail.reviewed):
        st.markdown("The home has given no account.")
    if not may or detail.reviewed:
        return
    key = f"account_{detail.id}"
    # The version that the text in the box was written on. Somebody else's newer account must not be
    # overwritten unseen, while a change of anything else must not throw the writer's text away.
    seen = st.session_state.get(f"{key}_seen")
    if seen is None or seen[0] == account:
        seen = (account, detail.version)
        st.session_state[f"{key}_seen"] = seen
    title = "Change the account" if account else "Write the account"
    with st.expander(title, expanded=not account), st.form(f"{key}_form", border=False):
        st.text_area(
            "In the home's own words",
            value=account or "",
            max_chars=2000,
            key=key,
            height=120,
            help="No child's name. The group hears it before it agrees on anything.",
        )
        st.form_submit_button(
            "Save the account",
            on_click=_give_account,
            args=(store, viewer, detail.id, seen[1], key),
        )


def _give_account(store: Store, viewer: Viewer, incident_id: int, version: int, key: str) -> None:
    text = st.session_state[key]
    save(
        lambda: give_account(store, viewer, incident_id, version, text),
        "The home's account is recorded.",
    )
    # Saved, or refused and said: from here on the writer looks at what is stored now.
    st.session_state.pop(f"{key}_seen", None)
    st.session_state[_SAID_OF_ACCOUNT] = True


def show_protocol(store: Store, viewer: Viewer, detail: IncidentDetail) -> None:
    """The level and why, the routes expected, whether police were needed, and each finding."""
    st.header(f"What the protocol says: {say_level(detail).lower()}", anchor=False)
    lines = [escape(say_why(detail))]
    if detail.level_set is not None:
        lines.append("The group set this level, and the rules ran on it.")
    if routes := say_channels(detail.expected_channels):
        told = say(Channel(detail.facts["channel"]))
        lines.append(f"Expected: **{routes}**. Recorded: **{told}**.")
    if detail.retrospective:
        lines.append("Applied retrospectively: the edition we hold is younger than this incident.")
    st.markdown("  \n".join(lines))
    if detail.level_set_reason and read_access(viewer).child_refs is not Sight.NONE:
        st.text(f"Reason for the level: {detail.level_set_reason}")
    if detail.call_out_kind is not None:
        st.markdown(_say_needed(viewer, detail))
    if detail.differs_now:
        with st.container(border=True):
            st.markdown(
                "**The rules would now say something else.** What the group agreed stands. "
                f"The difference: {escape(say_difference(detail.differs_now))}."
            )
    if can_review_now(viewer, detail):
        return  # The review shows each finding beside the group's answer to it.
    for finding in detail.findings:
        with st.container(border=True, gap="xsmall", key=f"finding_{finding.rule}"):
            show_finding(viewer, finding)
    if not detail.findings and not detail.level_hidden and detail.in_scope:
        confirmed_only = read_access(viewer).findings is Sight.CONFIRMED
        st.markdown(
            "No finding has been agreed." if confirmed_only else "The rules find nothing amiss."
        )


def _say_needed(viewer: Viewer, detail: IncidentDetail) -> str:
    if detail.agreed_police_needed:
        return f"Were the police needed? **{NEEDED_WORDS[detail.agreed_police_needed]}**, agreed."
    if detail.level_hidden:
        return "Were the police needed? Not agreed yet."
    if read_access(viewer).findings is Sight.CONFIRMED:
        return "Were the police needed? Not agreed yet."
    words = {True: "needed", False: "not needed", None: "cannot tell"}[detail.police_needed]
    return f"Were the police needed? **{words}**, suggested."


def can_review_now(viewer: Viewer, detail: IncidentDetail) -> bool:
    """Whether the viewer is shown the form for what the group agrees."""
    waits = not detail.reviewed and not detail.level_hidden and not detail.not_yours
    return can(viewer, Permission.REVIEW) and waits


def show_finding(viewer: Viewer, finding: FindingRow) -> None:
    """One finding: its state, what it says, its clause, and whose step it is."""
    verdict, state = Verdict(finding.verdict), FindingState(finding.state)
    breach = verdict in BREACH_VERDICTS and state is not FindingState.DISMISSED
    colour = "orange" if breach else "gray"
    kind = say(verdict)
    st.markdown(
        f":{colour}-badge[{say(state)}] **{kind[:1].upper()}{kind[1:]}**  \n"
        f"{escape(finding.message)}  \n"
        f"*{escape(say_clauses(finding.clause))}, {OWNER_WORDS[FindingOwner(finding.owner)]}*"
    )
    if finding.reason and read_access(viewer).child_refs is not Sight.NONE:
        st.text(f"Reason: {finding.reason}")
