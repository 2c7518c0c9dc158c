"""Minutes as a document: the words of the page and of the file."""

from collections.abc import Sequence

from core.clock import say_date, say_moment, to_uk
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.reports.document import Block, Document, Heading, Paragraph, Points, Table
from core.reports.minutes import (
    MinutedAction,
    MinutedDecision,
    MinutedFinding,
    MinutedItem,
    Minutes,
)
from core.vocabulary import (
    ActionState,
    Agency,
    AgendaReason,
    Attendance,
    Category,
    Channel,
    FindingOwner,
    FindingState,
    Verdict,
    say,
)

# A document reaches every member: why an incident is looked at is asked in it, never answered.
_ASKED = {
    AgendaReason.POLICE_NOT_NEEDED: "whether police were needed",
    AgendaReason.SERIOUS_NOT_REPORTED: "whether everybody was told who should be",
    AgendaReason.DISPUTED: "how the home sees it",
    AgendaReason.CHILD_WITH_SEVERAL: "what would help a child with several incidents",
    AgendaReason.ALARM_AT_HOME: "the run of call-outs at the home",
    AgendaReason.POLICE_DUTY_MISSED: "the steps of the police",
    AgendaReason.ADDED: "put on the agenda by the chair",
}
_NEEDED = {
    "yes": "Police were needed",
    "no": "Police were not needed",
    "unknown": "It cannot be told whether police were needed",
}
ACTION_HEADINGS = ("Action", "Owner", "Due", "State")
ACTION_WIDTHS = (9, 5, 4, 4)


def build_minutes_document(minutes: Minutes) -> Document:
    """The minutes as this reader may see them, from attendance to the general decisions."""
    kind = "Minutes" if minutes.closed_at else "Draft minutes"
    return Document(
        title=f"{kind} of the meeting of {say_date(minutes.held_on)}",
        about=say_about(minutes),
        blocks=(
            *_build_state(minutes),
            Heading("Who was there"),
            *_build_attendance(minutes),
            *_build_figures(minutes),
            Heading("Actions of the last meeting"),
            *build_actions(minutes.last_actions, "Actions of the last meeting"),
            Heading("Incidents"),
            *_build_items(minutes.items),
            Heading("Other decisions and actions"),
            *_build_decisions(minutes.decisions, "No other decision to show."),
            *build_actions(minutes.actions, "Other actions"),
        ),
    )


def say_about(minutes: Minutes) -> str:
    """The days that the meeting looked at, in one line."""
    if minutes.period_from is None or minutes.period_to is None:
        return "Multi-agency group on the protocol"
    period = Period(minutes.period_from, minutes.period_to)
    return f"Multi-agency group on the protocol · period {say_period(period)}"


def say_asked(reasons: Sequence[str]) -> str:
    """What a meeting asks of an incident, in words that suggest no answer; "" without a reason."""
    said = "; ".join(_ASKED[AgendaReason(reason)] for reason in reasons)
    return f"{said[:1].upper()}{said[1:]}" if said else ""


def say_owner(action: MinutedAction) -> str:
    """Whose an action is: a person, an agency, both or nobody yet."""
    agency = say(Agency(action.owner_agency)) if action.owner_agency else ""
    if action.owner and agency:
        return f"{action.owner} ({agency})"
    return action.owner or agency or "nobody yet"


def build_actions(actions: Sequence[MinutedAction], alt: str) -> tuple[Block, ...]:
    """Actions as a table, or that there is none to show: a reader need not see all there are."""
    if not actions:
        return (Paragraph("No action to show."),)
    rows = tuple(
        (a.title, say_owner(a), say_date(a.due_on), say(ActionState(a.state))) for a in actions
    )
    return (Table(ACTION_HEADINGS, rows, alt, ACTION_WIDTHS),)


def _build_state(minutes: Minutes) -> tuple[Block, ...]:
    opened = f"Opened {say_moment(to_uk(minutes.opened_at))}. " if minutes.opened_at else ""
    copy = "Shown as far as the reader’s role may see it."
    if minutes.closed_at is None:
        return (Paragraph(f"{opened}The meeting is not closed: this is a draft. {copy}"),)
    frozen = say_moment(to_uk(minutes.closed_at))
    by = f" by {minutes.closed_by}" if minutes.closed_by else ""
    return (
        Paragraph(f"{opened}Closed and frozen on {frozen}{by}. {copy}"),
        *([Paragraph(minutes.digest, "SHA-256 of what was frozen")] if minutes.digest else []),
    )


def _build_attendance(minutes: Minutes) -> tuple[Block, ...]:
    noted = {agency: (state, people) for agency, state, people in minutes.attendance}
    rows = []
    for agency in Agency:
        state, people = noted.get(agency.value, (None, None))
        there = say(Attendance(state)) if state else "not recorded"
        rows.append((_capital(say(agency)), there, str(people) if people else ""))
    table = Table(("Agency", "Attendance", "People"), tuple(rows), "Who was there", (3, 2, 1))
    missed = [
        say(Agency(agency))
        for agency, (state, _) in noted.items()
        if state in {Attendance.ABSENT, Attendance.APOLOGIES}
    ]
    if not missed:
        return (table,)
    return (table, Paragraph(", ".join(missed), "Asked and not there"))


def _build_figures(minutes: Minutes) -> tuple[Block, ...]:
    said = (*minutes.figures, *minutes.kept_figures)
    if not said:
        return ()
    when = f"As they stood at data revision {minutes.data_revision}."
    return (Heading("Figures"), Points(said), Paragraph(when))


def _build_items(items: Sequence[MinutedItem]) -> tuple[Block, ...]:
    if not items:
        return (Paragraph("No incident to show."),)
    waiting = sum(not item.settled for item in items)
    # How many follow, not how many were on the agenda: a reader need not see all of them.
    reached = say_count(len(items), "incident") + (" follows" if len(items) == 1 else " follow")
    reached += f", {waiting} of them not reached." if waiting else "."
    blocks: list[Block] = [Paragraph(reached)]
    for number, item in enumerate(items, start=1):
        blocks += _build_item(number, item)
    return tuple(blocks)


def _build_item(number: int, item: MinutedItem) -> list[Block]:
    what = say(Category(item.category))
    told = "call-out" if item.call_out else "contact without a call-out"
    told = "not reported to the police" if item.channel == Channel.NONE else told
    if item.closed_part:
        told += ", spoken of without the police members"
    level = f"; level {item.level}" if item.level else ""
    blocks: list[Block] = [
        Heading(f"{number}. {item.home}, {say_date(item.occurred_on)}: {what}", 2),
        Paragraph(f"{_capital(told)}{level}.", "What it was"),
    ]
    if item.reasons:
        blocks.append(Paragraph(f"{say_asked(item.reasons)}.", "Why it was on the agenda"))
    if item.changed:
        changed = "The group’s answer was changed after this meeting: see the incident."
        blocks.append(Paragraph(changed, "Changed since"))
    if not item.settled or item.settled_at is None:
        blocks.append(Paragraph("Not reached; it waits for the next meeting.", "Verdict"))
    else:
        needed = _NEEDED.get(item.police_needed or "", "Looked at")
        saved = f"{to_uk(item.settled_at):%H:%M}"
        blocks.append(Paragraph(f"{needed} (saved {saved}).", "Verdict"))
        if item.note:
            blocks.append(Paragraph(item.note, "The group’s words"))
        blocks += _build_findings(item.findings)
    blocks += _build_decisions(item.decisions)
    if item.actions:
        blocks += build_actions(item.actions, f"Actions of item {number}")
    if item.interests:
        blocks.append(Paragraph("; ".join(item.interests), "Interests declared"))
    return blocks


def _build_findings(findings: Sequence[MinutedFinding]) -> list[Block]:
    if not findings:
        return []
    said = []
    for finding in findings:
        answer = say(FindingState(finding.state))
        what = say(Verdict(finding.verdict))
        owner = say(FindingOwner(finding.owner))
        reason = f" Reason: {finding.reason}" if finding.reason else ""
        message = finding.message.rstrip(".")
        said.append(f"{_capital(answer)}: {message} ({finding.clause}; {what}; {owner}).{reason}")
    return [Points(tuple(said), "Findings")]


def _build_decisions(decisions: Sequence[MinutedDecision], without: str = "") -> list[Block]:
    if not decisions:
        return [Paragraph(without)] if without else []
    spoken = tuple(f"{to_uk(said.at):%H:%M}: {said.words} ({said.by})" for said in decisions)
    return [Points(spoken, "Decisions as spoken")]


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
