"""Hostile words in every text that a form or a file can bring: kept as words, refused in words."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from sqlalchemy import text
from sqlmodel import select, update

import core
from core.access import SYSTEM
from core.action_times import ask_for_time
from core.actions import give_action, tick_action
from core.annotations import add_annotation
from core.checking import check_store
from core.clock import read_today
from core.contacts import log_contact
from core.errors import SlowTimeError
from core.export import render_csv
from core.hearing import give_account
from core.homes import accept_alias, add_home
from core.inspection_requests import log_request
from core.intake.batches import import_incidents
from core.intake.homes_import import import_homes
from core.intake.mapping import save_mapping
from core.interests import declare_interest
from core.measures.period import Period
from core.panels import record_outcome, refer_to_panel
from core.people import PersonForm, add_person
from core.reports.sharing import build_file_name
from core.review import refer_incident, reopen_review, review_incident, set_level
from core.tables import Action, Finding, Incident
from core.vocabulary import (
    Agency,
    ContactHow,
    ContactPresent,
    FindingState,
    Panel,
    Role,
)
from pages.components.breach_counts import BY
from pages.components.registry import PAGES
from tests.attack.canaries import Secrets, build_secrets
from tests.attack.payloads import MARKUP, OUTSIDE, PAYLOADS
from tests.attack.surfaces import look
from tests.pages.screens import use_store
from tests.world import World, add_incident, add_unneeded_call

TODAY = read_today()
FIRST = next(iter(Panel))


def _version(world: World, incident_id: int) -> int:
    return world.incident(incident_id).version


def _act(world: World, words: str, number: int) -> None:
    give_action(
        world.store,
        world.viewer(Role.CHAIR),
        title=words,
        detail=words,
        due_on=TODAY,
        meaning=f"a{number}",
        owner_agency=Agency.COUNCIL,
    )


def _tick(world: World, words: str, number: int) -> None:
    chair = world.viewer(Role.CHAIR)
    key = give_action(
        world.store,
        chair,
        title="Visit",
        due_on=TODAY,
        meaning=f"t{number}",
        owner_agency=Agency.COUNCIL,
    )
    with world.store.read() as session:
        version = session.get_one(Action, key).version
    ask_for_time(world.store, SYSTEM, key, version, TODAY + timedelta(30), words)
    with world.store.read() as session:
        version = session.get_one(Action, key).version
    tick_action(world.store, chair, key, version, words)


def _review(world: World, words: str, number: int) -> None:
    chair = world.viewer(Role.CHAIR)
    key = add_unneeded_call(world, f"V{number}")
    rules = sorted(world.findings(key))
    agreed = {rule: (FindingState.DISMISSED, words) for rule in rules}
    set_level(world.store, chair, key, _version(world, key), 1, words)
    review_incident(world.store, chair, key, _version(world, key), agreed, "no", words)
    reopen_review(world.store, chair, key, _version(world, key), words)


def _refer(world: World, words: str, number: int) -> None:
    chair = world.viewer(Role.CHAIR)
    key = add_incident(world, f"K{number}", channel="none")
    give_account(world.store, chair, key, _version(world, key), words)
    lead = world.people[Role.PROTOCOL_LEAD]
    declare_interest(world.store, chair, key, words, lead)
    refer_incident(world.store, chair, key, _version(world, key), words)
    referral = refer_to_panel(world.store, chair, key, FIRST, TODAY)
    record_outcome(world.store, chair, referral, 1, None, words)


def _note(world: World, words: str, number: int) -> None:
    chair, home = world.viewer(Role.CHAIR), world.homes["alder"]
    add_annotation(world.store, chair, words=words, on_day=date(2019, 1, 1), home_id=home)
    log_contact(
        world.store,
        chair,
        home_id=home,
        on_day=TODAY,
        how=ContactHow.VISIT,
        present=ContactPresent.STAFF,
        note=words,
    )
    period = Period(date(2019, 1, 1), date(2019, 12, 31))
    log_request(world.store, chair, home_id=home, asked_by=words, asked_on=TODAY, period=period)


def _person(world: World, words: str, number: int) -> None:
    form = PersonForm(words, f"p{number}@example.org", Role.PROVIDER, provider=words)
    add_person(world.store, world.viewer(Role.CHAIR), form)


def _email(world: World, words: str, number: int) -> None:
    add_person(world.store, world.viewer(Role.CHAIR), PersonForm("X", words, Role.SPOC))


def _home(world: World, words: str, number: int) -> None:
    chair = world.viewer(Role.CHAIR)
    values = {
        "urn": f"SC9{number:05}",
        "name": words,
        "provider": words,
        "registered_manager": words,
        "setting_type": "childrens_home",
        "host_authority": words,
    }
    add_home(world.store, chair, values)


def _alias(world: World, words: str, number: int) -> None:
    accept_alias(world.store, world.viewer(Role.CHAIR), world.homes["alder"], words)


def _mapping(world: World, words: str, number: int) -> None:
    save_mapping(
        world.store,
        world.viewer(Role.CHAIR),
        words,
        {f"{words}": "summary"},
        {"channel": {words: "101"}},
    )


IMPORTED = (
    "reference",
    "summary",
    "home_account",
    "child_account",
    "missing_cause",
    "child_ref",
    "placing_authority",
    "outcome_code",
)


def _import(world: World, words: str, number: int) -> None:
    headings = ["home_name", "occurred_at", "channel", "category", *IMPORTED]
    row = ["Alder", "2019-05-04 19:30", "101", "other", *(words for _ in IMPORTED)]
    import_incidents(world.store, SYSTEM, words, render_csv(headings, [row]))
    homes = ["urn", "name", "provider", "sector", "setting_type"]
    import_homes(world.store, SYSTEM, words, render_csv(homes, [[f"SC8{number:05}", *[words] * 4]]))


DRIVERS: dict[str, Callable[[World, str, int], None]] = {
    "actions": _act,
    "ticks": _tick,
    "review": _review,
    "referral": _refer,
    "record": _note,
    "people": _person,
    "e-mail": _email,
    "homes": _home,
    "alias": _alias,
    "mapping": _mapping,
    "import": _import,
}


def _read_tables(world: World) -> set[str]:
    with world.store.engine.connect() as connection:
        rows = connection.execute(text("SELECT type, name, sql FROM sqlite_master"))
        return {str(tuple(row)) for row in rows}


@pytest.mark.parametrize("name", DRIVERS)
def test_hostile_words_are_kept_as_they_are_or_refused_in_words(world: World, name: str) -> None:
    before, kept = _read_tables(world), 0
    refusals: list[str] = []
    for number, words in enumerate(PAYLOADS):
        try:
            DRIVERS[name](world, words, number)
            kept += 1
        except SlowTimeError as error:
            refusals.append(str(error))
    assert all(said.strip() and "Traceback" not in said for said in refusals)
    assert _read_tables(world) == before
    assert check_store(world.store, SYSTEM)["faults"] == []
    # Some get in: or nothing was tried.
    assert kept or name == "e-mail"


def test_an_imported_text_comes_out_as_it_went_in(world: World) -> None:
    words = MARKUP.strip()
    _import(world, words, 1)
    with world.store.read() as session:
        rows = [row.summary for row in session.exec(select(Incident)).all()]
    assert rows == [] or rows == [words]


@pytest.mark.parametrize("words", PAYLOADS)
def test_a_files_name_is_letters_and_digits_whatever_it_is_made_of(words: str) -> None:
    name = build_file_name("summary", words, suffix="pdf")
    assert name.endswith(".pdf") and len(name) < 120
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.") and name.count(".") == 1


# Which functions of core take words, and where they are tried. A new one is noticed here.
TRIED = {
    "ask_for_time": "ticks",
    "refuse_time": "as ask_for_time",
    "give_action": "actions",
    "tick_action": "ticks",
    "reopen_action": "as tick_action",
    "add_annotation": "record",
    "clear_passage": "compared with what is stored",
    "log_contact": "record",
    "escalate": "on the Escalation page's canaries",
    "decline": "as escalate",
    "answer": "as escalate",
    "set_steps": "as escalate",
    "ask_home": "words of the rules",
    "ask_home_all": "words of the rules",
    "give_account": "referral",
    "add_home": "homes",
    "change_home": "as add_home",
    "accept_alias": "alias",
    "remove_alias": "as accept_alias",
    "log_request": "record",
    "withdraw_request": "as log_request",
    "accept_authority_alias": "as accept_alias",
    "import_incidents": "import",
    "import_homes": "import",
    "save_mapping": "mapping",
    "declare_interest": "referral",
    "withdraw_interest": "as declare_interest",
    "settle_item": "as review_incident",
    "note_decision": "on the Minutes page's canaries",
    "record_outcome": "referral",
    "add_first_person": "people",
    "add_person": "people",
    "change_person": "as add_person",
    "prepare_board_report": "recipient: tests/documents.py",
    "prepare_home_summary": "recipient: tests/documents.py",
    "prepare_provider_summary": "recipient: tests/documents.py",
    "make_month_files": "recipient: tests/documents.py",
    "hand_out_month_file": "one of its own suffixes",
    "prepare_share": "a name of build_file_name",
    "export_child": "compared with what is stored",
    "erase_child": "compared with what is stored; a reason as any other",
    "set_retention_years": "a reason as any other",
    "set_level": "review",
    "review_incident": "review",
    "reopen_review": "review",
    "refer_incident": "referral",
    "sign_out": "compared with what is stored",
}
READS_ONLY = ("read_", "find_", "check_", "build_", "list_", "preview_")


def _list_writers() -> Iterator[str]:
    for found in pkgutil.walk_packages(core.__path__, "core."):
        left = (".migrations", ".demonstration", "__main__", "_commands", ".server")
        if any(part in found.name for part in left):
            continue
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != found.name:
                continue
            told: dict[str, Any] = dict(inspect.signature(function).parameters)
            if "store" not in told or name.startswith((*READS_ONLY, "_")):
                continue
            said = [str(one.annotation) for one in told.values()]
            if any("str" in one or "Form" in one or "object" in one for one in said):
                yield name


def test_every_function_that_takes_words_is_tried_or_says_why_not() -> None:
    assert set(_list_writers()) - set(TRIED) == set()
    assert all(where in DRIVERS or len(where) > 8 for where in TRIED.values())


# --- pages


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    """The store of canaries, each of whose words wants to be markup."""
    return build_secrets(tmp_path_factory.mktemp("hostile"), MARKUP)


# What stands in these is read by nobody as markup: a field's own text, a canvas, plain text.
PLAIN = {
    "text",
    "text_input",
    "text_area",
    "dataframe",
    "file_uploader",
    "code",
}
# A screen reader's words, and values that stand behind a widget.
NO_MARKUP = {"default", "id", "url", "query_string", "raw_values", "raw_value", "alt"}
# A list to choose from is plain text; buttons and circles in a row are read as Markdown.
PLAIN_OPTIONS = {"selectbox", "multiselect"}
LIVE = (
    f"](http://{OUTSIDE}",
    f'src="http://{OUTSIDE}',
    "<zq-node>",
    " :red[c]",
    " $x^2$",
    " :material/bug_report:",
    " **d**",
)

# Plotly reads some tags, and no Markdown.
IN_CHARTS = ("<zq-node>", "<img ", "<a ")


def _list_markup(content: bytes) -> Iterator[tuple[str, str]]:
    """Each text of a message that a browser would read as Markdown, HTML or Plotly's markup."""
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    message = ForwardMsg()
    message.ParseFromString(content)
    if message.WhichOneof("type") != "delta":
        return
    delta = message.delta
    if delta.WhichOneof("type") == "new_element":
        kind = delta.new_element.WhichOneof("type") or ""
        body = getattr(delta.new_element, kind)
        if kind in PLAIN:
            # Its label and help are Markdown all the same.
            for name in ("label", "help"):
                yield kind, str(getattr(body, name, ""))
            return
        if kind == "plotly_chart":
            yield kind, body.spec.encode().decode("unicode_escape", "replace")
            return
        left = NO_MARKUP | ({"options"} if kind in PLAIN_OPTIONS else set())
        yield from _list_strings(kind, body, left)
    else:
        yield from _list_strings("block", delta.add_block, NO_MARKUP)


def _list_strings(name: str, value: object, left: set[str]) -> Iterator[tuple[str, str]]:
    """Each text in a message, whatever field it stands in, but for those in `left`."""
    if isinstance(value, Message):
        for field, part in value.ListFields():
            if field.name not in left:
                yield from _list_strings(f"{name}.{field.name}", part, left)
    elif isinstance(value, str | bytes):
        yield name, value if isinstance(value, str) else value.decode("utf-8", "replace")
    elif isinstance(value, Iterable):
        for part in value:
            yield from _list_strings(name, part, left)


def _check_markup(secrets: Secrets, role: Role, script: str, params: dict[str, str]) -> int:
    given = look(secrets.world.people[role], script, params)
    assert given.errors == [], script
    shown = 0
    for content in given.messages:
        shown += b"zqran" in content
        for kind, said in _list_markup(content):
            for live in IN_CHARTS if kind == "plotly_chart" else LIVE:
                assert live not in said, (script, kind, said[max(said.find(live) - 80, 0) :][:240])
    return shown


@pytest.mark.parametrize("role", [Role.CHAIR, Role.PROVIDER])
def test_hostile_words_are_markup_on_no_page(
    hostile: Secrets, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    use_store(monkeypatch, hostile.world.store.url)
    shown = sum(_check_markup(hostile, role, spec.script, {}) for spec in PAGES)
    incident = {"incident": str(hostile.world.named["alder_kept"])}
    shown += _check_markup(hostile, role, "review/incidents.py", incident)
    assert shown > 20


def test_the_rules_own_words_are_markup_on_no_page(
    tmp_path: Path, hostile: Secrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stand in the store: whoever can write there, or the next rule with a star in it."""
    secrets = hostile.copy(tmp_path)
    with secrets.world.store.write(SYSTEM) as change:
        change.session.exec(update(Finding).values(message=MARKUP.replace(": ", ":")))
        change.record("judged", "incidents")
    use_store(monkeypatch, secrets.world.store.url)
    asked = [{}, {"projector": "1"}, *({"by": by} for by in BY)]
    shown = 0
    for spec in PAGES:
        for params in asked if spec.key == "breaches" else asked[:2]:
            shown += _check_markup(secrets, Role.CHAIR, spec.script, params)
    for name in ("alder_call", "alder_agreed", "alder_kept"):
        params = {"incident": str(secrets.world.named[name])}
        for script in ("review/incidents.py", "review/grading.py"):
            shown += _check_markup(secrets, Role.CHAIR, script, params)
    assert shown > 20
