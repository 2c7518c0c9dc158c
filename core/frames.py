"""A table's columns as a Polars frame, quickly: the database makes a text of each, Polars reads it.

Value by value a million rows take a minute; a column of twenty thousand rows as one JSON array is
one value. While a run of rows is turned into a frame, the next is read.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from core.dialect import build_array

_ROWS_A_RUN = 20_000
_IDS_A_RUN = 500
_MOST_WAITING = 2
_DAY, _MOMENT = "%Y-%m-%d", "%Y-%m-%d %H:%M:%S.%6f"


def read_frame(
    session: Session,
    table: Any,
    columns: Mapping[str, Any],
    *,
    flags: Mapping[str, str] | None = None,
    ids: Sequence[int] | None = None,
) -> pl.DataFrame:
    """A row per row of a table, by id, in the session's own transaction.

    Args:
        session: of one consistent state.
        table: a class of `core.tables` with an `id`.
        columns: names, `id` among them, and Polars types; a moment is stored without its zone.
        flags: further columns, by the stored one of which they say only whether it is filled.
        ids: which rows; None for all.
    """
    kinds = {**columns, **dict.fromkeys(flags or {}, pl.Boolean)}
    stored = table.__table__.c
    connection = session.connection()
    arrays = select(
        *(
            build_array(connection, stored[name], is_json=isinstance(kind, pl.List))
            for name, kind in columns.items()
        ),
        *(
            build_array(connection, stored[name].is_not(None), is_json=False)
            for name in (flags or {}).values()
        ),
    )
    waiting: deque[Future[pl.DataFrame]] = deque()
    done: list[pl.DataFrame] = [pl.DataFrame(schema=kinds)]
    with ThreadPoolExecutor(max_workers=1) as reader:
        for which in _find_runs(session, stored.id, ids):
            texts = tuple(connection.execute(arrays.where(which)).one())
            if texts[0] == "[]":
                continue
            waiting.append(reader.submit(_build_frame, texts, kinds))
            if len(waiting) > _MOST_WAITING:
                done.append(waiting.popleft().result())
        done += [run.result() for run in waiting]
    frame = pl.concat(done, rechunk=True)
    return frame if frame["id"].is_sorted() else frame.sort("id")


def _find_runs(
    session: Session, key: Any, ids: Sequence[int] | None
) -> Iterator[ColumnElement[bool]]:
    """Runs of rows that are there: none is empty, so that every array has its rows."""
    if ids is not None:
        for begin in range(0, len(ids), _IDS_A_RUN):
            yield key.in_(ids[begin : begin + _IDS_A_RUN])
        return
    connection = session.connection()
    # By how many rows there are, not by their numbers: those of incidents are drawn by chance.
    starts = select(key).order_by(key).limit(1)
    start = connection.execute(starts).scalar()
    while start is not None:
        end = connection.execute(starts.where(key >= start).offset(_ROWS_A_RUN)).scalar()
        yield key >= start if end is None else key.between(start, end - 1)
        start = end


def _build_frame(texts: tuple[str, ...], columns: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(dict(zip(columns, ([text] for text in texts), strict=True))).select(
        _parse(name, kind) for name, kind in columns.items()
    )


def _parse(name: str, kind: Any) -> pl.Expr:
    def read(stored: Any) -> pl.Expr:
        return pl.col(name).str.json_decode(pl.List(stored)).explode()

    match kind:
        case pl.Date:
            return read(pl.String).str.to_date(_DAY)
        case pl.Datetime():
            moments = read(pl.String).str.to_datetime(_MOMENT, time_unit="us", cache=False)
            return moments.dt.replace_time_zone(kind.time_zone)
        case pl.Boolean:
            return read(pl.Int8).cast(pl.Boolean)
        case pl.Categorical():
            return read(pl.String).cast(kind)
        case _:
            return read(kind)
