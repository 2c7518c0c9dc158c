"""Every page once: where it lies, what it is called, who may open it.

All are registered, so that a refused one is refused in words and audited; a person is shown the
links that their role may open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.access import Access, Permission, Sight, Viewer, read_access
from core.minutes import can_read_minutes

PAGES_FOLDER = Path(__file__).resolve().parent.parent
_START = "start"


@dataclass(frozen=True)
class PageSpec:
    """One page of the navigation; `projected` where a room may see it: no free text, no child."""

    key: str
    section: str
    script: str
    title: str
    opens: Callable[[Access], bool]
    projected: bool = False


def _sees_call_outs(row: Access) -> bool:
    return row.call_outs is not Sight.NONE


def _may(permission: Permission) -> Callable[[Access], bool]:
    return lambda row: permission in row.may


PAGES: tuple[PageSpec, ...] = (
    PageSpec(
        "overview", "Review", "review/overview.py", "Overview", _sees_call_outs, projected=True
    ),
    PageSpec("homes", "Review", "review/homes.py", "Homes", _sees_call_outs, projected=True),
    PageSpec("home", "Review", "review/home.py", "Home", _sees_call_outs, projected=True),
    PageSpec("incidents", "Review", "review/incidents.py", "Incidents", _sees_call_outs),
    PageSpec("grading", "Review", "review/grading.py", "Grade", _may(Permission.REVIEW)),
    PageSpec(
        "breaches",
        "Review",
        "review/breaches.py",
        "Not in line",
        lambda row: row.findings is not Sight.NONE,
        projected=True,
    ),
    PageSpec("missing", "Review", "review/missing.py", "Missing", _sees_call_outs, projected=True),
    PageSpec("when", "Review", "review/when.py", "When", _sees_call_outs, projected=True),
    PageSpec("equality", "Review", "review/equality.py", "Equality", _sees_call_outs),
    PageSpec(
        "actions",
        "Follow up",
        "follow_up/actions.py",
        "Actions",
        lambda row: row.actions is not Sight.NONE,
    ),
    PageSpec(
        "contacts",
        "Follow up",
        "follow_up/contacts.py",
        "Contacts",
        lambda row: row.actions is not Sight.NONE,
    ),
    PageSpec("panels", "Follow up", "follow_up/panels.py", "Panels", _sees_call_outs),
    PageSpec(
        "escalation",
        "Follow up",
        "follow_up/escalation.py",
        "Escalation",
        _may(Permission.ESCALATE),
    ),
    PageSpec(
        "prepare",
        "Meeting",
        "meeting/prepare.py",
        "Prepare",
        _may(Permission.RECORD_MEETINGS),
    ),
    PageSpec(
        "run",
        "Meeting",
        "meeting/run.py",
        "Run",
        _may(Permission.RECORD_MEETINGS),
        projected=True,
    ),
    PageSpec("minutes", "Meeting", "meeting/minutes.py", "Minutes", can_read_minutes),
    PageSpec(
        "home_summary",
        "Share",
        "share/home_summary.py",
        "Home summary",
        _may(Permission.EXPORT),
    ),
    PageSpec(
        "requests",
        "Share",
        "share/requests.py",
        "Before an inspection",
        _may(Permission.KEEP_REQUESTS),
    ),
    PageSpec("month", "Share", "share/month.py", "Monthly pack", _may(Permission.EXPORT)),
    PageSpec(
        "board",
        "Share",
        "share/board.py",
        "Board report",
        _may(Permission.SHARE_PUBLICLY),
    ),
    PageSpec(
        "share_log",
        "Share",
        "share/share_log.py",
        "Share log",
        lambda row: bool(row.may & {Permission.EXPORT, Permission.AUDIT}),
    ),
    PageSpec("import", "Data", "data/import.py", "Import", _may(Permission.IMPORT_INCIDENTS)),
    PageSpec(
        "homes_register",
        "Data",
        "data/homes_register.py",
        "Homes register",
        _may(Permission.MANAGE_HOMES),
    ),
    PageSpec("people", "Data", "data/people.py", "People", _may(Permission.MANAGE_PEOPLE)),
    PageSpec("audit", "Data", "data/audit.py", "Audit", _may(Permission.AUDIT)),
    PageSpec("retention", "Data", "data/retention.py", "Retention", _may(Permission.RETAIN)),
    PageSpec("guide", "Guide", "guide/guide.py", "Guide", lambda row: True, projected=True),
)

BY_KEY = {spec.key: spec for spec in PAGES}


def find_default(viewer: Viewer) -> str:
    """The page a person starts on: a SPOC's is the to-do list."""
    row = read_access(viewer)
    first = ("actions", "overview") if row.call_outs is Sight.OWN else ("overview", "people")
    return next((key for key in (*first, "guide") if BY_KEY[key].opens(row)), "guide")


def build_start(show: Callable[[], None]) -> st.Page:
    """The page without a path, under the address that it has for everybody."""
    return st.Page(show, title="Slow Time", url_path=_START, default=True, visibility="hidden")


def build_entrance(show: Callable[[], None]) -> list[st.Page]:
    """Before anybody looks: the same at every address, so that it still stands when somebody does.

    A page's script is not named: by its address alone none is run.
    """
    others = (
        st.Page(show, title="Slow Time", url_path=spec.key, visibility="hidden") for spec in PAGES
    )
    return [build_start(show), *others]


def build_navigation(viewer: Viewer) -> dict[str, list[st.Page]]:
    """The navigation by section; what the role may not open is registered and hidden."""
    row = read_access(viewer)
    # A default page has no path of its own, and each role begins elsewhere: the start page is
    # nobody's, so that every link stays the same for everybody.
    start = build_start(lambda: st.switch_page(PAGES_FOLDER / BY_KEY[find_default(viewer)].script))
    sections: dict[str, list[st.Page]] = {"": [start]}
    for spec in PAGES:
        page = st.Page(
            PAGES_FOLDER / spec.script,
            title=spec.title,
            url_path=spec.key,
            visibility="visible" if spec.opens(row) else "hidden",
        )
        sections.setdefault(spec.section, []).append(page)
    return sections
