"""An inspector's request for a home's record before an inspection: logged, answered, withdrawn.

It is answered when the first file that answers it is put into the share log (`core.shares`), in
that transaction; how long it took is counted from the day it was asked.
"""

from datetime import date

import polars as pl
from sqlmodel import Session, select

from core.access import Permission, Viewer, can_see_home, check_can
from core.action_checks import names_a_child
from core.clock import read_today, read_utc_now, say_date
from core.contract import fold
from core.errors import AccessDenied, Conflict, InvalidInput
from core.measures.period import Period
from core.states import find_next
from core.store import Change, Store
from core.tables import Home, InspectionRequest
from core.vocabulary import DocumentKind, RequestState

LONGEST_NAME = 120
LONGEST_REASON = 500
_NOT_YOURS = "There is no such request about a home that you may see."
_NO_HOME = "There is no such home among those you may see."

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    "home_id": pl.Int64,
    "urn": pl.String,
    "home": pl.String,
    "asked_by": pl.String,
    "asked_on": pl.Date,
    "period_from": pl.Date,
    "period_to": pl.Date,
    "state": pl.String,
    "reason": pl.String,
    "answered_on": pl.Date,
    "version": pl.Int64,
    "days": pl.Int64,
}


def read_requests(store: Store, viewer: Viewer) -> pl.DataFrame:
    """The requests about homes that the viewer may see: the open ones, the oldest first; then rest.

    `id`, `home_id`, `urn`, `home`, `asked_by`, `asked_on`, `period_from`, `period_to` (inclusive),
    `state`, `reason` (why withdrawn), `answered_on`, `version`, `days` (calendar days from asked to
    answered, or to today while it is open; null where withdrawn). What is not open comes with the
    latest asked first.

    Raises:
        AccessDenied: the role keeps no requests.
    """
    query = select(InspectionRequest, Home.urn, Home.name).where(
        InspectionRequest.home_id == Home.id
    )
    with store.read(viewer) as session:
        check_can(viewer, Permission.KEEP_REQUESTS)
        rows = [
            {**request.model_dump(), "urn": urn, "home": name}
            for request, urn, name in session.exec(query)
            if can_see_home(viewer, request.home_id)
        ]
    frame = pl.DataFrame(rows, schema={k: v for k, v in _COLUMNS.items() if k != "days"})
    is_open = pl.col("state") == RequestState.OPEN.value
    until = pl.when(is_open).then(pl.lit(read_today())).otherwise(pl.col("answered_on"))
    order = pl.col("asked_on").to_physical()
    return frame.with_columns(days=(until - pl.col("asked_on")).dt.total_days()).sort(
        ~is_open, pl.when(is_open).then(order).otherwise(-order), "id"
    )


def log_request(
    store: Store, viewer: Viewer, *, home_id: int, asked_by: str, asked_on: date, period: Period
) -> int:
    """Log what an inspector asked for; returns its number. Twice is once.

    One that was withdrawn is open again when it is logged again.

    Args:
        store: where it is kept.
        viewer: who logs it.
        home_id: about which home.
        asked_by: the inspector's name or office, 1 to 120 characters in one line.
        asked_on: the day on which they asked (UK); not in the future.
        period: the days they want, inclusive; none in the future.

    Raises:
        AccessDenied: the role keeps no requests, or the home is not there or not theirs to see.
        InvalidInput: nobody asked, too long a name, a child's reference; days that lie ahead.
    """
    asked_by = " ".join(asked_by.split())
    meaning = build_request_meaning(home_id, asked_by, asked_on, period)
    with store.write(viewer) as change:
        session = change.session
        check_can(viewer, Permission.KEEP_REQUESTS)
        if not can_see_home(viewer, home_id) or session.get(Home, home_id) is None:
            raise AccessDenied(_NO_HOME)
        _check(session, asked_by, asked_on, period)
        found = session.exec(
            select(InspectionRequest).where(InspectionRequest.meaning == meaning)
        ).first()
        if found is not None:
            if found.state == RequestState.WITHDRAWN:
                found.state = find_next("request", RequestState.WITHDRAWN, "log again")
                found.reason, found.version = None, found.version + 1
                change.record("logged again", "request", found.id, ["state"], figures=False)
            return found.id or 0
        request = InspectionRequest(
            home_id=home_id,
            asked_by=asked_by,
            asked_on=asked_on,
            period_from=period.start,
            period_to=period.end,
            created_at=read_utc_now(),
            created_by=viewer.person_id,
            meaning=meaning,
        )
        session.add(request)
        session.flush()
        assert request.id is not None
        fields = ["home_id", "asked_by", "asked_on", "period_from", "period_to"]
        change.record("logged", "request", request.id, fields, figures=False)
        return request.id


def build_request_meaning(home_id: int, asked_by: str, asked_on: date, period: Period) -> str:
    """What makes two requests the same: home, who asked, on which day, for which days."""
    return f"{home_id}:{fold(asked_by)}:{asked_on}:{period.start}:{period.end}"


def _check(session: Session, asked_by: str, asked_on: date, period: Period) -> None:
    if not asked_by:
        raise InvalidInput("Say who asked: the inspector's name or office.")
    if len(asked_by) > LONGEST_NAME:
        raise InvalidInput(f"Who asked takes at most {LONGEST_NAME} characters.")
    if names_a_child(session, asked_by):
        raise InvalidInput("A request names no child: take the child's reference out.")
    today = read_today()
    if asked_on > today:
        raise InvalidInput("The day on which it was asked lies in the future.")
    if period.end > today:
        raise InvalidInput("The period lies in the future; a record ends today at the latest.")


def withdraw_request(
    store: Store, viewer: Viewer, request_id: int, expected_version: int, reason: str
) -> None:
    """Take back a request that the inspector withdrew or that was logged by mistake.

    A repeat is a success; logging the same request again opens it again.

    Raises:
        AccessDenied: the role keeps no requests, or the home is not theirs to see.
        InvalidInput: no reason, one over 500 characters or with a child's reference in it.
        Conflict: it was answered, or somebody changed it meanwhile.
    """
    reason = " ".join(reason.split())
    with store.write(viewer) as change:
        check_can(viewer, Permission.KEEP_REQUESTS)
        request = _check_sees(change.session, viewer, request_id)
        if not reason:
            raise InvalidInput("Give a reason for withdrawing the request.")
        if len(reason) > LONGEST_REASON:
            raise InvalidInput(f"A reason has at most {LONGEST_REASON} characters.")
        if names_a_child(change.session, reason):
            raise InvalidInput("A reason names no child: take the child's reference out.")
        if request.state == RequestState.WITHDRAWN and request.version == expected_version + 1:
            return
        state = find_next("request", request.state, "withdraw")
        if request.version != expected_version:
            raise Conflict(
                "Somebody changed this request while you looked. Nothing was withdrawn; look again."
            )
        request.state, request.reason = state, reason
        request.version += 1
        change.record("withdrew", "request", request_id, ["state", "reason"], figures=False)


def answer_request(
    change: Change, request_id: int, *, kind: DocumentKind, home_id: int | None, period: Period
) -> None:
    """Note, in the transaction that logs a file, that the file answers a request.

    The first file answers it, on its day in the UK; a further one changes nothing.

    Raises:
        AccessDenied: the role keeps no requests, or the home is not theirs to see.
        InvalidInput: the file is no record before an inspection, about another home, or leaves out
            days that were asked for.
        Conflict: the request was withdrawn; no file goes out in answer to it.
    """
    check_can(change.viewer, Permission.KEEP_REQUESTS)
    request = _check_sees(change.session, change.viewer, request_id)
    if kind is not DocumentKind.INSPECTION_RECORD:
        raise InvalidInput("A request is answered with the record before an inspection.")
    if home_id != request.home_id:
        raise InvalidInput("The request is about another home.")
    if period.start > request.period_from or period.end < request.period_to:
        raise InvalidInput(
            f"The inspector asked for {say_date(request.period_from)} to "
            f"{say_date(request.period_to)}; the file leaves out some of it."
        )
    if request.state == RequestState.ANSWERED:
        return
    today = read_today()
    if today < request.asked_on:
        raise InvalidInput(
            f"It was asked on {say_date(request.asked_on)}, which lies ahead: nothing answers a "
            "request before it is made."
        )
    request.state = find_next("request", request.state, "answer")
    request.answered_on = today
    request.version += 1
    change.record("answered", "request", request_id, ["answered_on", "state"], figures=False)


def _check_sees(session: Session, viewer: Viewer, request_id: int) -> InspectionRequest:
    request = session.get(InspectionRequest, request_id)
    if request is None or not can_see_home(viewer, request.home_id):
        raise AccessDenied(_NOT_YOURS)
    return request
