"""Before an inspection, the share log, and clearing words: shown, empty in words, refused."""

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from core.access import SYSTEM
from core.clearing import read_cleared
from core.clock import read_today
from core.inspection_requests import log_request, read_requests, withdraw_request
from core.measures.period import Period
from core.reports.home_summary import build_home_summary
from core.reports.home_summary_files import prepare_home_summary
from core.reports.sharing import prepare_share
from core.shares import Sharing, read_shares
from core.tables import Audit, Incident
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis, Passage, Role
from pages.components.inspection_requests import _name_file
from tests.pages.screens import open_screen, read_links, read_title, read_words, use_store
from tests.world import World, add_incident, copy_world

TODAY = read_today()
MAY = Period(date(2019, 5, 1), date(2019, 5, 31))
EVIL = "Ofsted [South](http://evil.test)"
CONTENT = b"a document"
DIGEST = hashlib.sha256(CONTENT).hexdigest()
REFUSED = "This page is not open to your role"
SHARES = {Role.CHAIR, Role.PROTOCOL_LEAD, Role.LIAISON}


@pytest.fixture
def group(untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The small world, shown by the app."""
    world = copy_world(untouched_world, tmp_path)
    use_store(monkeypatch, world.store.url)
    return world


def ask(world: World, home: str = "alder", ago: int = 2, by: str = EVIL) -> int:
    return log_request(
        world.store,
        SYSTEM,
        home_id=world.homes[home],
        asked_by=by,
        asked_on=TODAY - timedelta(days=ago),
        period=MAY,
    )


def share(world: World, home: str | None = "alder", role: Role = Role.LIAISON, **more: object):
    usual = {
        "kind": DocumentKind.INSPECTION_RECORD,
        "level": DisclosureLevel.AGREEMENT,
        "basis": LawfulBasis.PUBLIC_TASK,
        "recipient": EVIL,
        "period": MAY,
        "home_id": world.homes[home] if home else None,
    }
    return prepare_share(
        world.store,
        world.viewer(role),
        Sharing(**{**usual, **more}),
        data_revision=1,
        file_name=f"{home}.pdf",
        render=lambda _stamp: CONTENT,
    )


def open_requests(world: World, role: Role = Role.LIAISON) -> AppTest:
    return open_screen(world.people[role], "share/requests.py")


def open_log(world: World, role: Role = Role.LIAISON, **params: str) -> AppTest:
    return open_screen(world.people[role], "share/share_log.py", **params)


def press(at: AppTest, label: str) -> AppTest:
    (button,) = [b for b in at.button if b.label == label]
    button.click().run()
    assert not at.exception
    return at


def read_downloads(at: AppTest) -> list[str]:
    return [button.proto.label for button in at.get("download_button")]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_keeps_requests_opens_the_page_and_others_are_refused_and_audited(
    group: World, role: Role
) -> None:
    ask(group)
    at = open_requests(group, role)
    if role in SHARES:
        assert "One request has waited since" in read_title(at)
        assert read_downloads(at)[:2] == ["Download PDF", "Download XLSX"]
        return
    assert read_title(at) == REFUSED and "Alder" not in read_words(at)
    with group.store.read() as session:
        (row,) = session.exec(select(Audit).where(Audit.verb == "refused")).all()
    assert (row.role, row.fields) == (role.value, ["page requests"])


def test_no_request_is_said_with_how_one_comes_to_be(group: World) -> None:
    at = open_requests(group)
    assert read_title(at) == "No request is waiting"
    assert "Log the request below" in read_words(at) and read_downloads(at) == []


def test_a_store_without_homes_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store
) -> None:
    from core.people import PersonForm, add_first_person

    person = add_first_person(store, PersonForm("A", "a@example.org", Role.CHAIR))
    use_store(monkeypatch, store.url)
    requests = open_screen(person, "share/requests.py")
    assert "a home of the register; there is none yet" in read_words(requests)
    assert "Open the homes register" in read_links(requests)
    log = open_screen(person, "share/share_log.py")
    assert "No file was prepared" in read_title(log)
    assert "Each document that is prepared under Share is put here" in read_words(log)
    assert "Prepare a home summary" in read_links(log)


def test_a_card_says_who_asked_when_and_for_which_days_and_is_no_markup(group: World) -> None:
    ask(group, ago=8)
    at = open_requests(group)
    day = TODAY - timedelta(days=8)
    said = f"{EVIL} asked on {day.day} {day:%B %Y} for May 2019; waiting since {day.day} {day:%B}"
    assert said in read_words(at)
    assert "[South](" not in "".join(m.value for m in at.markdown).replace("\\", "\0")


def test_a_request_is_logged_from_the_page_once(group: World) -> None:
    pages = [open_requests(group) for _ in range(2)]
    for at in pages:
        at.selectbox(key="log_request_home").select(group.homes["cedar"])
        at.text_input(key="log_request_by").input("An inspector")
        press(at, "Log the request")
    rows = read_requests(group.store, SYSTEM)
    assert rows.select("home", "asked_by", "asked_on", "period_to").rows() == [
        ("Cedar", "An inspector", TODAY, TODAY)
    ]
    years = rows["period_to"][0].year - rows["period_from"][0].year
    assert years == 3
    assert "The request about Cedar (SC000003) is logged" in read_words(pages[0])
    assert read_title(pages[0]) == "One request came today"
    assert pages[0].text_input(key="log_request_by").value == ""


def test_what_is_refused_is_said_and_stays_in_the_form(group: World) -> None:
    at = press(open_requests(group), "Log the request")
    assert "Choose the home" in read_words(at)
    at.selectbox(key="log_request_home").select(group.homes["cedar"])
    at.text_input(key="log_request_by").input("An inspector")
    at.date_input(key="log_request_from").set_value(TODAY)
    at.date_input(key="log_request_to").set_value(TODAY - timedelta(days=1))
    press(at, "Log the request")
    assert "The period ends before it starts" in read_words(at)
    assert at.text_input(key="log_request_by").value == "An inspector"
    assert read_requests(group.store, SYSTEM).is_empty()


def test_a_request_is_withdrawn_with_a_reason(group: World) -> None:
    number = ask(group)
    at = open_requests(group)
    press(at, "Withdraw")
    assert "Give a reason" in read_words(at)
    at.text_input(key=f"withdraw_{number}_reason").input("The wrong home.")
    press(at, "Withdraw")
    assert read_title(at) == "No request is waiting"
    assert "withdrawn: The wrong home." in read_words(at)


def test_an_answered_one_says_how_long_it_took_and_keeps_its_files_for_the_day(
    group: World,
) -> None:
    first, second = ask(group, ago=1), ask(group, "cedar", ago=0)
    for number, home in ((first, "alder"), (second, "cedar")):
        share(group, home, request_id=number)
    withdraw_request(group.store, SYSTEM, ask(group, "birch"), 1, "By mistake.")
    at = open_requests(group)
    words = read_words(at)
    assert read_title(at) == "No request is waiting"
    assert "2 requests in the last 12 months; 2 answered, after 0 and 1 days." in words
    assert "the same day" in words and "after 1 day, on" in words
    assert read_downloads(at)[:4] == ["Download PDF", "Download XLSX"] * 2
    assert "answered today" in words
    assert not [b for b in at.button if b.label == "Withdraw"]


def test_the_name_of_the_file_is_the_one_in_the_log(group: World) -> None:
    number = ask(group)
    (row,) = read_requests(group.store, SYSTEM).to_dicts()
    viewer = group.viewer(Role.LIAISON)
    level = DisclosureLevel.AGREEMENT
    summary = build_home_summary(group.store, viewer, group.homes["alder"], MAY, level, TODAY)
    name, _ = prepare_home_summary(
        group.store,
        viewer,
        summary,
        basis=LawfulBasis.PUBLIC_TASK,
        recipient="Ofsted",
        file_format="xlsx",
        request_id=number,
        kind=DocumentKind.INSPECTION_RECORD,
    )
    assert _name_file(row, "xlsx") == name == read_shares(group.store, SYSTEM)["file_name"][0]
    assert read_requests(group.store, SYSTEM)["state"].to_list() == ["answered"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_prepares_documents_or_reads_the_audit_opens_the_log(group: World, role: Role) -> None:
    share(group)
    at = open_log(group, role)
    if role in SHARES | {Role.ADMINISTRATOR}:
        assert "1 file was prepared since" in read_title(at)
        assert "Record before an inspection: Alder" in read_words(at)
        return
    assert read_title(at) == REFUSED and "Alder" not in read_words(at)
    with group.store.read() as session:
        (row,) = session.exec(select(Audit).where(Audit.verb == "refused")).all()
    assert row.fields == ["page share_log"]


def test_the_log_says_each_file_in_words_with_its_whole_digest_to_copy(group: World) -> None:
    share(group)
    at = open_log(group)
    words = read_words(at)
    for said in ("by A liaison", EVIL, "May 2019", "Shared under an agreement", "alder.pdf"):
        assert said in words, said
    assert f"SHA-256 {DIGEST[:12]}…" in words
    assert [code.value for code in at.code] == [DIGEST]
    assert "Log as CSV, with whole digests" in read_downloads(at)
    assert "[South](" not in at.title[0].value.replace("\\", "\0")


def test_home_kind_person_and_words_are_in_the_url(group: World) -> None:
    share(group)
    share(group, "cedar", Role.CHAIR, kind=DocumentKind.HOME_SUMMARY)
    share(group, None, Role.CHAIR, kind=DocumentKind.MONTH_PACK)
    chair = str(group.people[Role.CHAIR])
    for params, seen in (
        ({}, {"alder", "cedar", "None"}),
        ({"home": "SC000003"}, {"cedar"}),
        ({"kind": "inspection_record"}, {"alder"}),
        ({"by": chair}, {"cedar", "None"}),
        ({"words": "cedar ofsted"}, {"cedar"}),
        ({"home": "SC000001", "by": chair}, set()),
        ({"home": "nonsense", "by": "x", "kind": "y"}, {"alder", "cedar", "None"}),
    ):
        at = open_log(group, **params)
        table = "".join(t.value.to_csv() for t in at.table).replace("\\", "")
        assert {name for name in ("alder", "cedar", "None") if f"{name}.pdf" in table} == seen
        if not seen:
            assert "No such file was prepared" in read_title(at)
            assert "fewer filters" in read_words(at)


def test_an_earlier_file_is_named_where_the_period_has_none(group: World) -> None:
    share(group)
    early = {"log_period": "Choose…", "log_period_from": "2018-01-01"}
    at = open_log(group, **early, log_period_to="2018-12-31")
    assert read_title(at) == "No file was prepared in 2018"
    assert f"latest file in the log was prepared on {TODAY.day} {TODAY:%B %Y}" in read_words(at)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (DIGEST.upper(), "This file was prepared here."),
        ("0" * 64, "No such file was prepared here."),
        ("abc", "64 characters"),
    ],
)
def test_a_pasted_digest_is_found_or_not(group: World, words: str, said: str) -> None:
    share(group)
    at = open_log(group, Role.ADMINISTRATOR)
    at.text_input(key="check_digest").input(words).run()
    assert said in read_words(at)
    assert ("Entry 1" in read_words(at).split("Check a file")[-1]) or "was" in said


def open_incident(world: World, role: Role, incident_id: int) -> AppTest:
    return open_screen(world.people[role], "review/incidents.py", incident=str(incident_id))


def read_leaving(world: World, incident_id: int) -> dict[Passage, str]:
    with world.store.read() as session:
        return {
            passage: words for (_, passage), words in read_cleared(session, [incident_id]).items()
        }


def test_the_chair_clears_a_passage_and_keeps_it_again_on_the_incidents_page(group: World) -> None:
    number = add_incident(group, "I-1", summary="A cup broke.", home_account="We talked.")
    at = open_incident(group, Role.CHAIR, number)
    assert read_words(at).count("stays within the group.") == 2
    assert "must name no child" in read_words(at)
    at.button(key=f"clear_summary_{number}").click().run()
    assert read_leaving(group, number) == {Passage.SUMMARY: "A cup broke."}
    assert "Summary: may leave the group, cleared" in read_words(at).replace("*", "")
    at.button(key=f"clear_summary_{number}_back").click().run()
    assert read_leaving(group, number) == {}
    assert "stays within the group from now on" in read_words(at)


def test_words_that_changed_meanwhile_are_not_cleared_and_it_is_said(group: World) -> None:
    number = add_incident(group, "I-1", summary="A cup broke.")
    at = open_incident(group, Role.CHAIR, number)
    with group.store.write(SYSTEM) as change:
        change.session.get_one(Incident, number).summary = "Jo broke a cup."
        change.record("changed", "incident", number)
    at.button(key=f"clear_summary_{number}").click().run()
    assert "Somebody changed the summary while you read it" in read_words(at)
    assert read_leaving(group, number) == {}


def test_words_with_a_child_in_them_have_no_button(group: World) -> None:
    number = add_incident(group, "I-1", child_ref="K7", summary="K7 broke a cup.")
    at = open_incident(group, Role.PROTOCOL_LEAD, number)
    assert "A child's reference stands in the summary" in read_words(at)
    assert not [b for b in at.button if str(b.key).startswith("clear_")]


@pytest.mark.parametrize(
    "role", [Role.POLICE_REVIEWER, Role.SPOC, Role.PROVIDER, Role.PARTNER, Role.LIAISON]
)
def test_nobody_else_is_shown_whether_words_may_leave(group: World, role: Role) -> None:
    number = add_incident(group, "I-1", summary="A cup broke.")
    assert "May leave the group" in read_words(open_incident(group, Role.CHAIR, number))
    at = open_incident(group, role, number)
    assert "I-1" in read_words(at) and "May leave the group" not in read_words(at)
