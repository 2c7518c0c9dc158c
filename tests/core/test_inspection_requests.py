"""A request is logged once, answered by the first file of its own, and withdrawn with a reason."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from core import inspection_requests
from core.access import SYSTEM, Viewer
from core.clock import read_today
from core.errors import AccessDenied, Conflict, InvalidInput
from core.inspection_requests import log_request, read_requests, withdraw_request
from core.measures.period import Period
from core.reports.document import Stamp
from core.reports.sharing import prepare_share
from core.shares import Sharing, read_shares
from core.tables import Audit, InspectionRequest
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis, Role
from tests.world import World, add_incident

TODAY = read_today()
YEAR = Period(date(2018, 7, 1), date(2019, 6, 30))
MAY = (Role.CHAIR, Role.PROTOCOL_LEAD, Role.LIAISON)


def _log(world: World, viewer: Viewer = SYSTEM, **more: object) -> int:
    usual = {
        "home_id": world.homes["alder"],
        "asked_by": "An inspector, Ofsted",
        "asked_on": date(2019, 6, 28),
        "period": YEAR,
    }
    return log_request(world.store, viewer, **{**usual, **more})  # type: ignore[arg-type]


def _share(world: World, request_id: int, viewer: Viewer = SYSTEM, **more: object) -> bytes:
    usual = {
        "kind": DocumentKind.INSPECTION_RECORD,
        "level": DisclosureLevel.AGREEMENT,
        "basis": LawfulBasis.PUBLIC_TASK,
        "recipient": "Ofsted",
        "period": YEAR,
        "home_id": world.homes["alder"],
        "request_id": request_id,
    }

    def render(_stamp: Stamp) -> bytes:
        return b"record"

    return prepare_share(
        world.store,
        viewer,
        Sharing(**{**usual, **more}),  # type: ignore[arg-type]
        data_revision=1,
        file_name="record.pdf",
        render=render,
    )


def _row(world: World, request_id: int) -> InspectionRequest:
    with world.store.read() as session:
        row = session.get_one(InspectionRequest, request_id)
        session.expunge(row)
        return row


def _verbs(world: World) -> list[str]:
    with world.store.read() as session:
        query = select(Audit.verb).where(Audit.noun == "request").order_by(Audit.seq)  # type: ignore[arg-type]
        return list(session.exec(query))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_keeps_requests_logs_and_reads_them_and_nobody_else(world: World, role: Role) -> None:
    viewer = world.viewer(role)
    if role in MAY:
        request_id = _log(world, viewer)
        assert read_requests(world.store, viewer)["id"].to_list() == [request_id]
        withdraw_request(world.store, viewer, request_id, 1, "By mistake.")
        assert _row(world, request_id).state == "withdrawn"
        return
    request_id = _log(world)
    for change in (
        lambda: _log(world, viewer),
        lambda: read_requests(world.store, viewer),
        lambda: withdraw_request(world.store, viewer, request_id, 1, "By mistake."),
        lambda: _share(world, request_id, viewer),
    ):
        with pytest.raises(AccessDenied):
            change()
    assert _row(world, request_id).state == "open" and _verbs(world) == ["logged"]


def test_the_same_request_is_logged_once_whatever_its_case_and_spacing(world: World) -> None:
    barrier = Barrier(2)

    def press(words: str) -> int:
        barrier.wait()
        return _log(world, asked_by=words)

    with ThreadPoolExecutor(2) as pool:
        twice = [pool.submit(press, w) for w in ("An Inspector,  Ofsted", "an inspector, OFSTED ")]
        assert len({done.result() for done in twice}) == 1
    assert _verbs(world) == ["logged"]
    assert _log(world, asked_on=date(2019, 6, 29)) != _log(world)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"asked_by": " \n "}, "Say who asked"),
        ({"asked_by": "x" * 121}, "at most 120"),
        ({"asked_by": "About K7"}, "names no child"),
        ({"asked_on": TODAY + timedelta(days=1)}, "lies in the future"),
        ({"period": Period(YEAR.start, TODAY + timedelta(days=1))}, "lies in the future"),
    ],
)
def test_a_request_that_cannot_be_is_refused_in_words(
    world: World, more: dict[str, object], said: str
) -> None:
    add_incident(world, "I-1", child_ref="K7")
    with pytest.raises(InvalidInput, match=said):
        _log(world, **more)
    assert read_requests(world.store, SYSTEM).is_empty() and _verbs(world) == []


def test_the_edges_are_taken(world: World) -> None:
    _log(world, asked_by="x" * 120, asked_on=TODAY, period=Period(YEAR.start, TODAY))
    assert read_requests(world.store, SYSTEM)["days"].to_list() == [0]


def test_a_reversed_period_is_no_period() -> None:
    with pytest.raises(InvalidInput, match="ends before it starts"):
        Period(YEAR.end, YEAR.start)


def test_a_home_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(AccessDenied, match="no such home"):
        _log(world, home_id=999)


def test_the_first_file_answers_it_on_its_day_and_a_second_changes_nothing(world: World) -> None:
    request_id = _log(world)
    _share(world, request_id)
    row = _row(world, request_id)
    assert (row.state, row.answered_on, row.version) == ("answered", TODAY, 2)
    _share(world, request_id)
    assert _row(world, request_id).version == 2 and _verbs(world) == ["logged", "answered"]
    assert read_shares(world.store, SYSTEM)["request_id"].to_list() == [request_id] * 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"kind": DocumentKind.HOME_SUMMARY}, "record before an inspection"),
        ({"home_id": 2}, "another home"),
        ({"home_id": None}, "another home"),
        ({"period": Period(YEAR.start + timedelta(days=1), YEAR.end)}, "leaves out"),
        ({"period": Period(YEAR.start, YEAR.end - timedelta(days=1))}, "leaves out"),
    ],
)
def test_a_file_of_something_else_does_not_answer_it_and_is_not_logged(
    world: World, more: dict[str, object], said: str
) -> None:
    request_id = _log(world)
    with pytest.raises(InvalidInput, match=said):
        _share(world, request_id, **more)
    assert _row(world, request_id).state == "open"
    assert read_shares(world.store, SYSTEM).is_empty()


def test_a_file_of_more_days_than_were_asked_for_answers_it(world: World) -> None:
    request_id = _log(world)
    _share(world, request_id, period=Period(YEAR.start - timedelta(days=1), TODAY))
    assert _row(world, request_id).state == "answered"


def test_nothing_is_answered_before_it_is_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    request_id = _log(world, asked_on=TODAY)
    monkeypatch.setattr(inspection_requests, "read_today", lambda: TODAY - timedelta(days=1))
    with pytest.raises(InvalidInput, match="before it is made"):
        _share(world, request_id)
    assert _row(world, request_id).answered_on is None


def test_a_request_that_is_not_there_is_refused_and_no_file_goes_out(world: World) -> None:
    with pytest.raises(AccessDenied, match="no such request"):
        _share(world, 999)
    assert read_shares(world.store, SYSTEM).is_empty()


def test_a_file_that_cannot_be_kept_leaves_the_request_open(world: World) -> None:
    request_id = _log(world)

    def fail(_content: bytes) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        prepare_share(
            world.store,
            SYSTEM,
            Sharing(
                DocumentKind.INSPECTION_RECORD,
                DisclosureLevel.AGREEMENT,
                LawfulBasis.PUBLIC_TASK,
                "Ofsted",
                YEAR,
                world.homes["alder"],
                request_id=request_id,
            ),
            data_revision=1,
            file_name="x.pdf",
            render=lambda _stamp: b"x",
            keep=fail,
        )
    assert _row(world, request_id).state == "open" and _verbs(world) == ["logged"]


def test_a_withdrawn_request_is_not_answered_and_opens_again_when_it_is_logged_again(
    world: World,
) -> None:
    request_id = _log(world)
    for _ in range(2):
        withdraw_request(world.store, SYSTEM, request_id, 1, " Logged  by mistake. ")
    assert _row(world, request_id).reason == "Logged by mistake."
    with pytest.raises(Conflict, match="withdrawn by now"):
        _share(world, request_id)
    assert read_shares(world.store, SYSTEM).is_empty()
    assert _log(world) == request_id
    row = _row(world, request_id)
    assert (row.state, row.reason) == ("open", None)
    assert _verbs(world) == ["logged", "withdrew", "logged again"]


@pytest.mark.parametrize(
    ("reason", "said"), [(" ", "Give a reason"), ("x" * 501, "at most 500"), ("K7", "no child")]
)
def test_a_withdrawal_gives_a_reason(world: World, reason: str, said: str) -> None:
    add_incident(world, "I-1", child_ref="K7")
    request_id = _log(world)
    with pytest.raises(InvalidInput, match=said):
        withdraw_request(world.store, SYSTEM, request_id, 1, reason)
    assert _row(world, request_id).state == "open"


def test_what_was_answered_is_not_withdrawn(world: World) -> None:
    request_id = _log(world)
    _share(world, request_id)
    with pytest.raises(Conflict, match="answered by now"):
        withdraw_request(world.store, SYSTEM, request_id, 1, "By mistake.")


def test_the_second_of_two_people_is_told(world: World) -> None:
    request_id = _log(world)
    withdraw_request(world.store, SYSTEM, request_id, 1, "By mistake.")
    _log(world)
    with pytest.raises(Conflict, match="Somebody changed this request"):
        withdraw_request(world.store, SYSTEM, request_id, 1, "By mistake.")


def test_open_ones_come_oldest_first_then_the_rest_latest_first(world: World) -> None:
    days = {n: TODAY - timedelta(days=n) for n in range(1, 6)}
    ids = {n: _log(world, asked_on=day) for n, day in days.items()}
    for n in (2, 5):
        _share(world, ids[n])
    withdraw_request(world.store, SYSTEM, ids[3], 1, "By mistake.")
    rows = read_requests(world.store, world.viewer(Role.LIAISON))
    assert rows["id"].to_list() == [ids[4], ids[1], ids[2], ids[3], ids[5]]
    assert rows["days"].to_list() == [4, 1, 2, None, 5]
    assert set(rows["home"]) == {"Alder"} and set(rows["urn"]) == {"SC000001"}


def test_a_request_moves_no_figure(world: World) -> None:
    before = world.store.read_revision()
    _share(world, _log(world))
    assert world.store.read_revision() == before
