"""Every public function of core that changes the store: who may, where, and one call that would.

`alder` is an object of one's own (the SPOC's and the provider's home, an action of theirs, a
contact that they logged), `dogwood` somebody else's, `nothing` a number that nobody has.
"""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select, update

from core.access import (
    POLICE_ROLES,
    SYSTEM,
    Permission,
    Sight,
    Viewer,
    can,
    can_annotate,
    can_see_home,
    can_see_incident,
    read_access,
)
from core.action_times import ask_for_time, grant_time, refuse_time
from core.actions import give_action, reopen_action, tick_action
from core.agenda import drop_item, move_item, read_agenda, take_items
from core.annotations import add_annotation, remove_annotation, restore_annotation
from core.backup import backup
from core.clearing import clear_passage, withdraw_clearance
from core.clock import read_today, read_utc_now
from core.contacts import log_advice, log_contact, undo_contact
from core.covers import end_cover, set_cover
from core.escalation import answer, decline, escalate
from core.escalation_steps import StepForm, set_steps
from core.export import render_csv
from core.hearing import ask_home, ask_home_all, give_account
from core.home_record import record_training, undo_training
from core.homes import accept_alias, add_home, change_home, remove_alias
from core.incident_detail import IncidentDetail, read_incident
from core.inspection_requests import log_request, withdraw_request
from core.intake.authorities import accept_authority_alias
from core.intake.batches import import_incidents
from core.intake.homes_import import import_homes
from core.intake.mapping import save_mapping
from core.intake.undo import undo_batch
from core.interests import declare_interest, withdraw_interest
from core.measures.escalation import Subject
from core.measures.period import Period
from core.meeting_steps import (
    go_to,
    hear_home,
    keep_verdict,
    note_decision,
    note_police_left,
    remove_decision,
    reveal_findings,
    set_attendance,
    settle_item,
)
from core.meetings import move_meeting, open_meeting, plan_meeting, record_meeting
from core.minutes import close_meeting
from core.minuting import Figures
from core.openings import _RECORDED, record_opening
from core.panels import record_outcome, refer_to_panel, withdraw_referral
from core.people import (
    PersonForm,
    add_person,
    change_person,
    end_person,
)
from core.retention import anonymise, set_retention_years
from core.review import refer_incident, reopen_review, review_incident, set_level
from core.sign_in_ending import forget_account, sign_out, sign_out_everywhere
from core.spocs import set_spoc
from core.subjects import erase_child, erase_person
from core.tables import (
    Action,
    Batch,
    Home,
    HomeContact,
    HomeTraining,
    Incident,
    Meeting,
    MeetingItem,
    Person,
    PersonCover,
    SignIn,
)
from core.vocabulary import (
    Agency,
    AgendaReason,
    Attendance,
    ContactHow,
    ContactPresent,
    EscalationCause,
    FindingState,
    Panel,
    PanelOutcome,
    Passage,
    Role,
    TrainingKind,
)
from tests.world import World, add_incident, add_unneeded_call, build_world

ROOT = Path(__file__).resolve().parents[2]
ROLES = [role for role in Role if role is not Role.SYSTEM]
PLACES = ("alder", "dogwood", "nothing")
NOBODY = 999_999
TODAY = read_today()
LATER = TODAY + timedelta(7)
YEAR = Period(date(2019, 1, 1), date(2019, 12, 31))
CUP = {"unnecessary-call": (FindingState.CONFIRMED, None)}
HOMES = ["urn", "name", "provider", "sector", "setting_type"]
INCIDENTS = ["reference", "home_name", "occurred_at", "channel", "category"]


@dataclass
class Scene:
    """A store in which every change could be made; `ids` by what, then by place or role."""

    world: World
    ids: dict[str, dict[Any, int]] = field(default_factory=dict)
    details: dict[str, IncidentDetail] = field(default_factory=dict)
    folder: Path = Path()

    def find(self, kind: str, place: Any) -> int:
        """The number of an object; one that nobody has where there is none."""
        return self.ids[kind].get(place, NOBODY)

    def version(self, table: type, key: int) -> int:
        """An object's version as it is stored; 1 of one that is not there."""
        with self.world.store.read() as session:
            found = session.get(table, key)
            return found.version if found else 1

    def own(self, kind: str, viewer: Viewer, place: str) -> int:
        """The viewer's own object, somebody else's, or one that nobody has."""
        return self.find(kind, viewer.role if place == "alder" else place)


Call = Callable[[Scene, Viewer, str], object]
Where = Callable[[Scene, Viewer, str], bool]


@dataclass(frozen=True)
class Writer:
    """One function: the permission it needs, where it may be done, how it is done.

    `wide`: it is about no place. `silent`: what is not one's own is left alone without a word.
    `answers`: what somebody who may is told instead, where it cannot be done for them.
    """

    needs: Permission | None
    call: Call
    where: Where = lambda scene, viewer, place: True
    wide: bool = False
    silent: bool = False
    answers: tuple[str, ...] = ()


def _sees(scene: Scene, viewer: Viewer, place: str) -> bool:
    return can_see_home(viewer, scene.world.homes[place])


def _sees_kept(scene: Scene, viewer: Viewer, place: str) -> bool:
    home = scene.world.homes[place]
    return can_see_incident(viewer, home_id=home, contacted=False, referred=False)


def _annotates(scene: Scene, viewer: Viewer, place: str) -> bool:
    return can_annotate(viewer, scene.world.homes[place])


def _acts(scene: Scene, viewer: Viewer, place: str) -> bool:
    all_seen = read_access(viewer).actions is Sight.ALL and viewer.role not in POLICE_ROLES
    return place == "alder" or all_seen


def _logged(scene: Scene, viewer: Viewer, place: str) -> bool:
    return place == "alder"


def _speaks_for_home(scene: Scene, viewer: Viewer, place: str) -> bool:
    may = can(viewer, Permission.HOME_ACCOUNT) or can(viewer, Permission.REVIEW)
    return may and _sees(scene, viewer, place)


def _matches(scene: Scene, viewer: Viewer, place: str) -> bool:
    return can(viewer, Permission.IMPORT_INCIDENTS) or can(viewer, Permission.MANAGE_HOMES)


def _own_or_keeps(scene: Scene, viewer: Viewer, place: str) -> bool:
    return place == "alder" or can(viewer, Permission.MANAGE_PEOPLE)


def _covers(scene: Scene, viewer: Viewer, place: str) -> bool:
    own = place == "alder" and can(viewer, Permission.OWN_ACTIONS)
    return own or can(viewer, Permission.MANAGE_PEOPLE)


def _home(scene: Scene, place: str) -> int:
    return scene.world.homes.get(place, NOBODY)


def _incident(kind: str) -> Callable[[Scene, str], tuple[int, int]]:
    def find(scene: Scene, place: str) -> tuple[int, int]:
        key = scene.find(kind, place)
        return key, scene.version(Incident, key)

    return find


_call, _done, _kept = _incident("call"), _incident("done"), _incident("kept")


def _action(scene: Scene, kind: str, viewer: Viewer, place: str) -> tuple[int, int]:
    key = scene.own(kind, viewer, place)
    return key, scene.version(Action, key)


def _made(scene: Scene, kind: str, table: Any, viewer: Viewer, place: str) -> tuple[int, Any]:
    key = scene.own(kind, viewer, place)
    with scene.world.store.read() as session:
        row = session.get(table, key)
        return key, row.created_at if row else read_utc_now()


def _subject(scene: Scene, place: str) -> Subject:
    return Subject(EscalationCause.OVERDUE, _home(scene, place), str(scene.find("late", place)))


def _meeting(scene: Scene, place: str) -> int:
    return scene.find("meeting", "running" if place != "nothing" else place)


def _log(store: Any, viewer: Viewer, home: int) -> int:
    how, present = ContactHow.VISIT, ContactPresent.STAFF
    return log_contact(store, viewer, home_id=home, on_day=TODAY, how=how, present=present)


def _form(role: Role, email: str, **more: Any) -> PersonForm:
    return PersonForm(f"A {role.value}", email, role, **more)


P, S = Permission, "dogwood"
WRITERS: Mapping[str, Writer] = {
    # --- actions
    "give_action": Writer(
        P.GIVE_ACTIONS,
        lambda s, v, p: give_action(
            s.world.store,
            v,
            title="Visit",
            due_on=TODAY,
            meaning=f"w{p}",
            home_id=_home(s, p),
            owner_agency=Agency.COUNCIL,
        ),
        _sees,
    ),
    "tick_action": Writer(
        P.OWN_ACTIONS,
        lambda s, v, p: tick_action(s.world.store, v, *_action(s, "mine", v, p)),
        _acts,
    ),
    "reopen_action": Writer(
        P.OWN_ACTIONS,
        lambda s, v, p: reopen_action(s.world.store, v, *_action(s, "ticked", v, p)),
        _acts,
    ),
    "ask_for_time": Writer(
        P.OWN_ACTIONS,
        lambda s, v, p: ask_for_time(s.world.store, v, *_action(s, "mine", v, p), LATER, "Leave."),
        _acts,
    ),
    "grant_time": Writer(
        P.GIVE_ACTIONS, lambda s, v, p: grant_time(s.world.store, v, *_asked(s, p))
    ),
    "refuse_time": Writer(
        P.GIVE_ACTIONS, lambda s, v, p: refuse_time(s.world.store, v, *_asked(s, p), "No.")
    ),
    "set_cover": Writer(
        None,
        lambda s, v, p: set_cover(
            s.world.store, v, s.own("self", v, p), s.own("twin", v, p), LATER, LATER
        ),
        _covers,
        answers=("has no actions that somebody could do", "is not in the group any more"),
    ),
    "end_cover": Writer(
        None,
        lambda s, v, p: end_cover(s.world.store, v, s.own("cover", v, p)),
        _own_or_keeps,
    ),
    # --- incidents
    "set_level": Writer(
        P.REVIEW, lambda s, v, p: set_level(s.world.store, v, *_call(s, p), 2, "A window."), _sees
    ),
    "review_incident": Writer(
        P.REVIEW,
        lambda s, v, p: review_incident(s.world.store, v, *_call(s, p), CUP, "no"),
        _sees,
    ),
    "reopen_review": Writer(
        P.REVIEW, lambda s, v, p: reopen_review(s.world.store, v, *_done(s, p), "New."), _sees
    ),
    "refer_incident": Writer(
        P.REFER,
        lambda s, v, p: refer_incident(s.world.store, v, *_kept(s, p), "They should know."),
        _sees_kept,
    ),
    "ask_home": Writer(
        P.REVIEW,
        lambda s, v, p: ask_home(s.world.store, v, _call(s, p)[0], "slow-time", "When?", TODAY),
        _sees,
    ),
    "ask_home_all": Writer(
        P.REVIEW,
        lambda s, v, p: ask_home_all(
            s.world.store, v, _call(s, p)[0], {"slow-time": "When?"}, TODAY
        ),
        _sees,
    ),
    "give_account": Writer(
        None,
        lambda s, v, p: give_account(s.world.store, v, *_call(s, p), "It was late."),
        _speaks_for_home,
    ),
    "declare_interest": Writer(
        None,
        lambda s, v, p: declare_interest(s.world.store, v, _call(s, p)[0], "A friend."),
        _sees,
    ),
    "withdraw_interest": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: withdraw_interest(
            s.world.store, v, _done(s, p)[0], s.world.people[Role.PARTNER], "A mistake."
        ),
    ),
    "clear_passage": Writer(
        P.CLEAR_WORDS,
        lambda s, v, p: clear_passage(
            s.world.store, v, _call(s, p)[0], Passage.SUMMARY, "A cup broke."
        ),
    ),
    "withdraw_clearance": Writer(
        P.CLEAR_WORDS,
        lambda s, v, p: withdraw_clearance(s.world.store, v, _done(s, p)[0], Passage.SUMMARY),
    ),
    "refer_to_panel": Writer(
        P.REVIEW,
        lambda s, v, p: refer_to_panel(
            s.world.store, v, _call(s, p)[0], next(iter(Panel)), TODAY - timedelta(1)
        ),
        _sees,
    ),
    "record_outcome": Writer(
        P.REVIEW,
        lambda s, v, p: record_outcome(
            s.world.store, v, s.find("panel", p), 1, next(iter(PanelOutcome))
        ),
        _sees,
    ),
    "withdraw_referral": Writer(
        P.REVIEW,
        lambda s, v, p: withdraw_referral(s.world.store, v, s.find("panel", p), _call(s, p)[0], 1),
        _sees,
    ),
    "record_opening": Writer(
        None, lambda s, v, p: record_opening(s.world.store, v, s.details[p]), wide=True
    ),
    # --- the homes' record
    "add_annotation": Writer(
        P.ANNOTATE,
        lambda s, v, p: add_annotation(
            s.world.store, v, words="Agency staff", on_day=TODAY, home_id=_home(s, p)
        ),
        _annotates,
    ),
    "remove_annotation": Writer(
        P.ANNOTATE,
        lambda s, v, p: remove_annotation(s.world.store, v, s.find("note", p)),
        _annotates,
    ),
    "restore_annotation": Writer(
        P.ANNOTATE,
        lambda s, v, p: restore_annotation(s.world.store, v, s.find("gone note", p)),
        _annotates,
    ),
    "log_contact": Writer(
        P.KEEP_HOME_RECORD, lambda s, v, p: _log(s.world.store, v, _home(s, p)), _sees
    ),
    "log_advice": Writer(
        P.KEEP_HOME_RECORD, lambda s, v, p: log_advice(s.world.store, v, _home(s, p)), _sees
    ),
    "undo_contact": Writer(
        P.KEEP_HOME_RECORD,
        lambda s, v, p: undo_contact(s.world.store, v, *_made(s, "contact", HomeContact, v, p)),
        _logged,
    ),
    "record_training": Writer(
        P.KEEP_HOME_RECORD,
        lambda s, v, p: record_training(
            s.world.store, v, home_id=_home(s, p), kind=next(iter(TrainingKind)), on_day=TODAY
        ),
        _sees,
    ),
    "undo_training": Writer(
        P.KEEP_HOME_RECORD,
        lambda s, v, p: undo_training(s.world.store, v, *_made(s, "training", HomeTraining, v, p)),
        _logged,
    ),
    "log_request": Writer(
        P.KEEP_REQUESTS,
        lambda s, v, p: log_request(
            s.world.store, v, home_id=_home(s, p), asked_by="B", asked_on=TODAY, period=YEAR
        ),
    ),
    "withdraw_request": Writer(
        P.KEEP_REQUESTS,
        lambda s, v, p: withdraw_request(s.world.store, v, s.find("request", p), 1, "Twice."),
    ),
    # --- escalations
    "escalate": Writer(
        P.ESCALATE,
        lambda s, v, p: escalate(
            s.world.store, v, _subject(s, p), earlier=1, step_id=s.find("step", 0), reason="Late."
        ),
    ),
    "decline": Writer(
        P.ESCALATE,
        lambda s, v, p: decline(s.world.store, v, _subject(s, p), earlier=1, reason="Wait."),
    ),
    "answer": Writer(
        P.ESCALATE,
        lambda s, v, p: answer(s.world.store, v, s.find("escalation", p), 1, "They came."),
    ),
    "set_steps": Writer(
        P.ESCALATE,
        lambda s, v, p: set_steps(s.world.store, v, [StepForm("Head")], [s.find("step", 0)]),
        wide=True,
    ),
    # --- meetings
    "record_meeting": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: record_meeting(s.world.store, v, date(2018, 5, 1)),
        wide=True,
    ),
    "plan_meeting": Writer(
        P.RECORD_MEETINGS, lambda s, v, p: plan_meeting(s.world.store, v, TODAY), wide=True
    ),
    "move_meeting": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: move_meeting(
            s.world.store,
            v,
            s.find("meeting", "planned" if p != "nothing" else p),
            1,
            LATER + timedelta(1),
            60,
        ),
    ),
    "open_meeting": Writer(
        P.RECORD_MEETINGS, lambda s, v, p: open_meeting(s.world.store, v, _meeting(s, p))
    ),
    "take_items": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: take_items(
            s.world.store, v, s.find("meeting", "running"), {_kept(s, p)[0]: [_WHY]}
        ),
    ),
    "drop_item": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: drop_item(s.world.store, v, s.find("meeting", "running"), _call(s, p)[0]),
    ),
    "move_item": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: move_item(
            s.world.store, v, s.find("meeting", "running"), s.find("item", p), 0
        ),
    ),
    "set_attendance": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: set_attendance(
            s.world.store, v, _meeting(s, p), Agency.HEALTH, Attendance.PRESENT
        ),
    ),
    **{
        name: Writer(
            P.RECORD_MEETINGS,
            lambda s, v, p, do=do: do(
                s.world.store, v, s.find("meeting", "running"), s.find("item", p)
            ),
        )
        for name, do in {
            "go_to": go_to,
            "hear_home": hear_home,
            "reveal_findings": reveal_findings,
        }.items()
    },
    "note_police_left": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: note_police_left(s.world.store, v, _meeting(s, p), left=True),
    ),
    "settle_item": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: settle_item(
            s.world.store,
            v,
            s.find("meeting", "running"),
            s.find("item", p),
            _call(s, p)[1],
            CUP,
            "no",
        ),
    ),
    "keep_verdict": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: keep_verdict(
            s.world.store, v, s.find("meeting", "running"), s.find("done item", p), _done(s, p)[1]
        ),
    ),
    "note_decision": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: note_decision(
            s.world.store, v, s.find("meeting", "running"), s.find("item", p), "Agreed."
        ),
    ),
    "remove_decision": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: remove_decision(
            s.world.store, v, s.find("meeting", "running"), s.find("decision", p)
        ),
    ),
    "close_meeting": Writer(
        P.RECORD_MEETINGS,
        lambda s, v, p: close_meeting(
            s.world.store, v, _meeting(s, p), Figures(s.world.store.read_revision())
        ),
    ),
    # --- files and the register
    "import_incidents": Writer(
        P.IMPORT_INCIDENTS,
        lambda s, v, p: import_incidents(s.world.store, v, "i.csv", _render_incident("N1")),
        wide=True,
    ),
    "undo_batch": Writer(
        P.IMPORT_INCIDENTS,
        lambda s, v, p: undo_batch(s.world.store, v, s.find("batch", p)),
    ),
    "save_mapping": Writer(
        P.IMPORT_INCIDENTS,
        lambda s, v, p: save_mapping(s.world.store, v, "m", {"Words": "summary"}, {}),
        wide=True,
    ),
    "import_homes": Writer(
        P.MANAGE_HOMES,
        lambda s, v, p: import_homes(
            s.world.store,
            v,
            "h.csv",
            render_csv(HOMES, [["SC800001", "Elm", "E", "Private", "Children's Home"]]),
        ),
        wide=True,
    ),
    "add_home": Writer(
        P.MANAGE_HOMES,
        lambda s, v, p: add_home(
            s.world.store, v, {"urn": "SC800002", "name": "Fir", "setting_type": "childrens_home"}
        ),
        wide=True,
    ),
    "change_home": Writer(
        P.MANAGE_HOMES,
        lambda s, v, p: change_home(
            s.world.store,
            v,
            _home(s, p),
            {"sector": "private"},
            s.version(Home, _home(s, p)),
        ),
    ),
    "accept_alias": Writer(
        None, lambda s, v, p: accept_alias(s.world.store, v, _home(s, p), "Oak"), _matches
    ),
    "remove_alias": Writer(
        None, lambda s, v, p: remove_alias(s.world.store, v, _home(s, p), f"also {p}"), _matches
    ),
    "accept_authority_alias": Writer(
        P.MANAGE_HOMES,
        lambda s, v, p: accept_authority_alias(s.world.store, v, "Wessex", "Dorset Council"),
        wide=True,
    ),
    # --- people
    "add_person": Writer(
        P.MANAGE_PEOPLE,
        lambda s, v, p: add_person(s.world.store, v, _form(Role.CHAIR, "new@example.org")),
        wide=True,
    ),
    "change_person": Writer(
        P.MANAGE_PEOPLE,
        lambda s, v, p: change_person(
            s.world.store,
            v,
            s.own("self", v, p),
            s.version(Person, s.own("self", v, p)),
            _form(Role.CHAIR, f"{p}@example.org", administrator=True),
        ),
    ),
    "end_person": Writer(
        P.MANAGE_PEOPLE,
        lambda s, v, p: end_person(
            s.world.store,
            v,
            s.own("self", v, p),
            s.version(Person, s.own("self", v, p)),
            TODAY,
        ),
    ),
    "set_spoc": Writer(
        P.MANAGE_PEOPLE, lambda s, v, p: set_spoc(s.world.store, v, _home(s, p), None, TODAY)
    ),
    "sign_out": Writer(
        None,
        lambda s, v, p: sign_out(
            s.world.store, v, f"digest of {v.role.value if p == 'alder' else p}"
        ),
        _logged,
        silent=True,
    ),
    "forget_account": Writer(
        P.MANAGE_PEOPLE,
        lambda s, v, p: forget_account(s.world.store, v, s.own("self", v, p)),
    ),
    "sign_out_everywhere": Writer(
        None,
        lambda s, v, p: sign_out_everywhere(s.world.store, v, s.own("self", v, p)),
        _own_or_keeps,
    ),
    # --- what is kept, and for how long
    "backup": Writer(
        P.BACKUP, lambda s, v, p: backup(s.world.store, v, s.folder / "b.db"), wide=True
    ),
    "set_retention_years": Writer(
        P.RETAIN,
        lambda s, v, p: set_retention_years(s.world.store, v, 9, "Agreed.", expected=1),
        wide=True,
    ),
    "anonymise": Writer(P.RETAIN, lambda s, v, p: anonymise(s.world.store, v, TODAY), wide=True),
    "erase_child": Writer(
        P.RETAIN,
        lambda s, v, p: erase_child(
            s.world.store, v, "K-old", [s.find("old", 0)], "Asked by the family."
        ),
        wide=True,
    ),
    "erase_person": Writer(
        P.RETAIN,
        lambda s, v, p: erase_person(s.world.store, v, s.find("left", 0), TODAY),
        wide=True,
    ),
}
_WHY = next(iter(AgendaReason))

OTHERWISE = {
    **dict.fromkeys(
        (
            "export_audit",
            "export_child",
            "export_incidents",
            "export_share_log",
            "hand_out_month_file",
            "prepare_board_report",
            "prepare_home_summary",
            "prepare_minutes_pdf",
            "prepare_pack_pdf",
            "prepare_provider_summary",
            "prepare_share",
            "put_month_files",
        ),
        "hands out a file: test_exports.py",
    ),
}


def _asked(scene: Scene, place: str) -> tuple[int, int]:
    key = scene.find("asked", place)
    return key, scene.version(Action, key)


def _render_incident(reference: str) -> bytes:
    return render_csv(INCIDENTS, [[reference, "Alder", "2019-05-04 19:30", "101", "other"]])


def build_scene(folder: Path) -> Scene:
    """The store, in a folder, with an object of every kind for every place and role."""
    scene = Scene(build_world(folder), folder=folder)
    world, store = scene.world, scene.world.store
    _write_people(scene)
    # The administrator of the small world is its chair as well: here each is one thing.
    with store.write(SYSTEM) as change:
        chair = world.people[Role.CHAIR]
        change.session.exec(update(Person).where(Person.id == chair).values(administrator=False))
        change.record("changed", "person", chair)
    scene.ids["step"] = {}
    set_steps(store, SYSTEM, [StepForm("Manager")], [])
    scene.ids["step"][0] = 1
    for place in ("alder", "dogwood"):
        _write_incidents(scene, place)
        _write_record(scene, place)
    _write_own(scene)
    _write_meetings(scene)
    _write_old(scene)
    return scene


def _put(scene: Scene, kind: str, place: Any, key: int) -> int:
    scene.ids.setdefault(kind, {})[place] = key
    return key


def _write_people(scene: Scene) -> None:
    world = scene.world
    for role in ROLES:
        with world.store.read() as session:
            person = session.get_one(Person, world.people[role])
            agency = Agency(person.agency) if person.agency else None
            form = _form(role, f"twin-{role.value}@example.org", agency=agency)
            form = replace(form, provider=person.provider, authority=person.authority)
        _put(scene, "self", role, world.people[role])
        _put(scene, "twin", role, add_person(world.store, SYSTEM, form))
    for name in ("stranger", "other"):
        form = _form(Role.PROVIDER, f"{name}@example.org", provider="Calm Ltd")
        _put(
            scene,
            "self" if name == "stranger" else "twin",
            "dogwood",
            add_person(world.store, SYSTEM, form),
        )


def _write_incidents(scene: Scene, place: str) -> None:
    world, store = scene.world, scene.world.store
    facts = {"summary": "A cup broke.", "child_ref": f"K-{place}"}
    call = _put(scene, "call", place, add_unneeded_call(world, f"C-{place}", place, **facts))
    done = _put(scene, "done", place, add_unneeded_call(world, f"D-{place}", place, **facts))
    _put(scene, "kept", place, add_incident(world, f"N-{place}", place, channel="none"))
    clear_passage(store, SYSTEM, done, Passage.SUMMARY, "A cup broke.")
    review_incident(store, SYSTEM, done, 1, CUP, "no")
    partner = world.people[Role.PARTNER]
    declare_interest(store, SYSTEM, done, "A neighbour.", partner)
    _put(scene, "panel", place, refer_to_panel(store, SYSTEM, call, next(iter(Panel)), TODAY))
    scene.details[place] = read_incident(store, SYSTEM, call)


def _write_record(scene: Scene, place: str) -> None:
    store, home = scene.world.store, scene.world.homes[place]
    for kind in ("note", "gone note"):
        key = add_annotation(store, SYSTEM, words=f"A {kind}", on_day=TODAY, home_id=home)
        _put(scene, kind, place, key)
    remove_annotation(store, SYSTEM, scene.find("gone note", place))
    accept_alias(store, SYSTEM, home, f"also {place}")
    key = log_request(store, SYSTEM, home_id=home, asked_by="A", asked_on=TODAY, period=YEAR)
    _put(scene, "request", place, key)
    stranger = scene.find("self", "dogwood")
    for kind in ("asked", "late"):
        due = TODAY - timedelta(60)
        given = give_action(
            store,
            SYSTEM,
            title="Visit",
            due_on=due,
            meaning=f"{kind} {place}",
            home_id=home,
            owner_id=stranger,
        )
        _put(scene, kind, place, given)
    ask_for_time(store, SYSTEM, scene.find("asked", place), 1, LATER, "On leave.")
    decided = escalate(
        store, SYSTEM, _subject(scene, place), earlier=0, step_id=1, reason="It is late."
    )
    _put(scene, "escalation", place, decided)
    import_incidents(store, SYSTEM, f"{place}.csv", _render_incident(f"B-{place}"))
    with store.read() as session:
        _put(scene, "batch", place, max(b.id or 0 for b in session.exec(select(Batch))))


def _write_own(scene: Scene) -> None:
    """An action, a contact, a training, a cover and a sign-in of each role, and of nobody's."""
    store, world = scene.world.store, scene.world
    owners = {role: (world.people[role], "alder") for role in ROLES}
    for whose, (owner, home) in {**owners, "dogwood": (scene.find("self", S), S)}.items():  # type: ignore[dict-item]
        for kind in ("mine", "ticked"):
            given = give_action(
                store,
                SYSTEM,
                title="Visit",
                due_on=TODAY,
                meaning=f"{kind} {whose}",
                home_id=world.homes[home],
                owner_id=owner,
            )
            _put(scene, kind, whose, given)
        tick_action(store, SYSTEM, scene.find("ticked", whose), 1)
        now = read_utc_now()
        what = {"home_id": world.homes[home], "on_day": TODAY, "created_at": now}
        rows = {
            "contact": HomeContact(
                **what, how="visit", present="staff", created_by=owner, meaning=f"c {whose}"
            ),
            "training": HomeTraining(
                **what, kind="restorative", created_by=owner, meaning=f"t {whose}"
            ),
            "cover": PersonCover(
                person_id=owner,
                by_person_id=scene.find("twin", whose),
                from_on=LATER + timedelta(30),
                until_on=LATER + timedelta(40),
                created_at=now,
            ),
            "sign-in": SignIn(
                digest=f"digest of {getattr(whose, 'value', whose)}",
                person_id=owner,
                began_at=now,
                seen_at=now,
            ),
        }
        with store.write(SYSTEM) as change:
            for kind, row in rows.items():
                change.session.add(row)
                change.session.flush()
                _put(scene, kind, whose, row.id or 0)
            change.record("put", "scene")


def _write_meetings(scene: Scene) -> None:
    store = scene.world.store
    chair = scene.world.viewer(Role.CHAIR)
    meeting = plan_meeting(store, chair, TODAY)
    scene.ids["meeting"] = {"running": meeting}
    places = ("alder", "dogwood")
    wanted = {scene.find(kind, p): [_WHY] for p in places for kind in ("call", "done")}
    take_items(store, chair, meeting, wanted)
    open_meeting(store, chair, meeting)
    names = {scene.find("call", p): ("item", p) for p in places}
    names |= {scene.find("done", p): ("done item", p) for p in places}
    for item in read_agenda(store, chair, meeting):
        kind, place = names[item.incident_id]
        _put(scene, kind, place, item.id)
        _put(scene, "decision", place, note_decision(store, chair, meeting, item.id, "Said."))
        hear_home(store, chair, meeting, item.id)
    with store.write(SYSTEM) as change:
        # Two at once are never made by the product: here both states are tried in one store.
        ahead = Meeting(held_on=LATER, created_at=read_utc_now(), state="planned")
        ahead.minutes_planned, ahead.period_from, ahead.period_to = 120, TODAY, TODAY
        change.session.add(ahead)
        # Heard in the row above, so that findings can be revealed; not yet, so that one can hear.
        change.session.exec(
            update(MeetingItem)
            .where(MeetingItem.id == scene.find("done item", "dogwood"))
            .values(heard_at=None)
        )
        change.session.flush()
        change.record("put", "scene")
        scene.ids["meeting"]["planned"] = ahead.id or 0


def _write_old(scene: Scene) -> None:
    """What is past the age: an incident that was settled long ago, a member who left long ago."""
    world, store = scene.world, scene.world.store
    old = add_unneeded_call(world, "OLD", "dogwood", child_ref="K-old")
    review_incident(store, SYSTEM, old, 1, CUP, "no")
    with store.write(SYSTEM) as change:
        then = read_utc_now().replace(year=2019)
        change.session.exec(update(Incident).where(Incident.id == old).values(reviewed_at=then))
        change.record("put", "scene")
    left = add_person(store, SYSTEM, _form(Role.LIAISON, "left@example.org"))
    end_person(store, SYSTEM, left, 1, date(2015, 1, 1))
    set_retention_years(store, SYSTEM, 1, "Agreed.", expected=None)
    scene.ids["old"], scene.ids["left"] = {0: old}, {0: left}


def forget_openings() -> None:
    """Openings are recorded once a day in each process: each try is the first."""
    _RECORDED.clear()


# --- which functions there are

_LEFT_OUT = {"migrations", "demonstration", "server", "__main__.py"}


def list_writers() -> dict[str, list[str]]:
    """Every public function of core that reaches `store.write`, with its arguments' names."""
    found: dict[tuple[str, str], ast.FunctionDef] = {}
    for path in sorted((ROOT / "core").rglob("*.py")):
        if not _LEFT_OUT & set(path.parts) and not path.stem.endswith("_commands"):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef):
                    found[path.as_posix(), node.name] = node
    calls = {key: _list_calls(node) for key, node in found.items()}
    writes = {key for key, names in calls.items() if "store.write" in names}
    while True:
        public = {name for _, name in writes if not name.startswith("_")}
        more = {
            key
            for key, names in calls.items()
            if names & public or any((key[0], name) in writes for name in names)
        }
        if more <= writes:
            break
        writes |= more
    return {
        name: [
            arg.arg for arg in (*found[path, name].args.args, *found[path, name].args.kwonlyargs)
        ]
        for path, name in writes
        if not name.startswith("_")
    }


def _list_calls(node: ast.FunctionDef) -> set[str]:
    called = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    names = {ast.unparse(part) for part in called if isinstance(part, ast.Name | ast.Attribute)}
    return names
