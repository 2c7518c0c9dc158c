"""Whether the store can be read, for whoever watches the server: yes or no, and nothing else."""

from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.dialect import build_engine, in_words
from core.errors import SlowTimeError
from core.store import read_store_url
from core.tables import StoreInfo


def can_read_store(url: str) -> bool:
    """Whether the store at this address is there and answers; makes none and changes none."""
    try:
        engine = build_engine(url)
        # To connect would make the file.
        if not Path(str(engine.url.database)).is_file():
            return False
        try:
            with in_words(), Session(engine) as session:
                return session.exec(select(StoreInfo.data_revision)).one_or_none() is not None
        finally:
            engine.dispose()
    except (SlowTimeError, SQLAlchemyError, OSError):
        return False


def answer_health(_request: Request) -> PlainTextResponse:
    """200 where the store can be read, 503 where it cannot; why is the app's to say."""
    if can_read_store(read_store_url()):
        return PlainTextResponse("ok")
    return PlainTextResponse("unavailable", status_code=503)


HEALTH = Route("/health", answer_health)
