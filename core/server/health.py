"""Whether the store can be used, for whoever watches the server: "ok", or why not in a word."""

import shutil
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.dialect import build_engine, in_words
from core.errors import SlowTimeError, StoreFault, StoreUnavailable
from core.sqlite import find_file
from core.store import find_store_file, read_store_url
from core.store_place import may_be_written
from core.tables import StoreInfo

LEAST_ROOM = 4 << 20
"""Bytes that must be free on the store's disk: a change needs a journal beside it."""


def can_read_store(url: str) -> bool:
    """Whether the store at this address is there and answers; makes none and changes none."""
    return _find_why_not_read(url) is None


def find_store_fault(url: str) -> StoreFault | None:
    """What keeps the store from being read or, if it lies in a file, from being changed.

    Found by looking: nothing is written, and nobody who writes is held up.
    """
    fault = _find_why_not_read(url)
    if fault is not None:
        return fault
    path = find_store_file(url)
    return _find_why_not_written(path) if path is not None else None


def _find_why_not_read(url: str) -> StoreFault | None:
    try:
        engine = build_engine(url)
        path = find_file(engine)
        # To connect would make the file.
        if path is not None and not path.is_file():
            return StoreFault.MISSING
        try:
            with in_words(), Session(engine) as session:
                found = session.exec(select(StoreInfo.data_revision)).one_or_none()
                return StoreFault.OTHER if found is None else None
        finally:
            engine.dispose()
    except StoreUnavailable as error:
        return error.fault
    except (SlowTimeError, SQLAlchemyError, OSError):
        return StoreFault.OTHER


def _find_why_not_written(path: Path) -> StoreFault | None:
    if not may_be_written(path):
        return StoreFault.READ_ONLY
    try:
        return StoreFault.FULL if shutil.disk_usage(path.parent).free < LEAST_ROOM else None
    except OSError:
        return StoreFault.UNREACHABLE


def answer_health(_request: Request) -> PlainTextResponse:
    """200 where the store can be used, else 503 with a word; the rest is the app's to say."""
    fault = find_store_fault(read_store_url())
    if fault is None:
        return PlainTextResponse("ok")
    return PlainTextResponse(fault.value, status_code=503)


HEALTH = Route("/health", answer_health)
