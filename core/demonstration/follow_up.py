"""The group's actions and their histories, as rows. Their moments are the story's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from core.demonstration.dates import Story, stamp
from core.demonstration.tasks import build_tasks
from core.demonstration.writing import insert_rows
from core.drawn_numbers import Draw, draw_action_ids
from core.tables import Action, ActionEvent
from core.vocabulary import ActionState


def write_actions(
    session: Session,
    story: Story,
    homes: Mapping[tuple[int, str], int],
    people: Mapping[str, int],
    marks: Mapping[str, int],
    draw: Draw,
) -> int:
    """Write every action with its history; returns how many. `draw` gives an action's number."""
    actions: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    tasks = [t for t in build_tasks(story) if t.mark is None or t.mark in marks]
    keys = draw_action_ids(session, len(tasks), draw)
    for place, (key, task) in enumerate(zip(keys, tasks, strict=True), start=1):
        done = bool(task.steps) and task.steps[-1].kind == "ticked"
        given = stamp(task.given_on, 15, place % 60)
        last = task.steps[-1] if task.steps else None
        actions.append(
            {
                "id": key,
                "title": task.title,
                "detail": task.detail,
                "home_id": homes[0, task.home] if task.home else None,
                "incident_id": marks.get(task.mark or ""),
                "owner_id": people[task.person] if task.person else None,
                "owner_agency": task.agency.value if task.agency else None,
                "due_on": task.due_on,
                "state": (ActionState.DONE if done else ActionState.OPEN).value,
                "version": 1 + len(task.steps),
                "meaning": f"story:{place}",
                "created_at": given,
                "created_by": people["chair"],
                "done_at": stamp(last.on, 10, 20) if done and last else None,
                "done_by": people[last.by] if done and last else None,
            }
        )
        events.append(_build_event(key, "given", None, people["chair"], given, f"given:{place}"))
        for version, step in enumerate(task.steps, start=1):
            intent = f"{step.kind}:{place}:{version}"
            by, at = people[step.by], stamp(step.on, 10, 20)
            events.append(_build_event(key, step.kind, step.note, by, at, intent))
    insert_rows(session, Action, actions)
    insert_rows(session, ActionEvent, events)
    return len(actions)


def _build_event(
    action_id: int, kind: str, note: str | None, by: int, at: datetime, intent: str
) -> dict[str, Any]:
    return {
        "action_id": action_id,
        "kind": kind,
        "note": note,
        "by_person": by,
        "at": at,
        "intent": intent,
    }
