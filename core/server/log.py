"""What the server writes down: a JSON line a request and an error, and no personal data.

No address of a browser, no query (it names homes and incidents), no text of an error (it can hold
what somebody wrote in a cell): which route, how it ended, and where in the code.
"""

import json
import logging
import secrets
import time
import traceback
from collections.abc import Mapping
from typing import Any

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.clock import read_utc_now

LOG = logging.getLogger("slow_time.server")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
_WHOLE = {
    "/",
    "/health",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/stream",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
}
_BEGINNINGS = {
    "/_stcore/upload_file/": "/_stcore/upload_file/{session}/{file}",
    "/_stcore/bidi-components/": "/_stcore/bidi-components/{asset}",
    "/_stcore/": "/_stcore/{other}",
    "/component/": "/component/{asset}",
    "/media/": "/media/{file}",
    "/static/": "/static/{asset}",
}


def name_route(path: str) -> str:
    """The kind of thing that a path asks for; nothing of what the asker wrote is kept."""
    if path in _WHOLE:
        return path
    return next(
        (name for begins, name in _BEGINNINGS.items() if path.startswith(begins)), "/{page}"
    )


def name_error(error: BaseException) -> str:
    """An error's kind and where it arose, and what it arose from, without a word of its text."""
    said = []
    current: BaseException | None = error
    while current is not None:
        frames = traceback.extract_tb(current.__traceback__)
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        said.append("\n".join([f"{type(current).__module__}.{type(current).__name__}", *places]))
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return "\nfrom ".join(said)


def log_error(error: BaseException) -> str:
    """Write an error down; gives the number under which it stands there, for whoever met it."""
    number = secrets.token_hex(4)
    _write(logging.ERROR, error=number, where=name_error(error))
    return number


class RequestLog:
    """Writes a line a request; an error that nobody caught is answered with its number only."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and write down how it ended."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        began, status, sent = time.perf_counter(), 0, 0

        async def send_and_count(message: Message) -> None:
            nonlocal status, sent
            status = status or _find_status(message)
            sent += len(message.get("body") or message.get("bytes") or message.get("text") or b"")
            await send(message)

        try:
            await self.app(scope, receive, send_and_count)
        except Exception as error:
            number = log_error(error)
            if status or scope["type"] == "websocket":
                raise
            answer = PlainTextResponse(f"Something went wrong. Its number is {number}.", 500)
            await answer(scope, receive, send_and_count)
        finally:
            method = scope.get("method", "WEBSOCKET")
            _write(
                logging.INFO,
                method=method if method in METHODS | {"WEBSOCKET"} else "OTHER",
                route=name_route(scope["path"]),
                status=status,
                ms=round((time.perf_counter() - began) * 1000),
                bytes=sent,
            )


def start_log() -> None:
    """Write to the server's own output, and keep other loggers from saying what must not be said.

    Call it once, before the server starts: Streamlit and Uvicorn log by the same library.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.handlers = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    logging.setLogRecordFactory(_build_record)
    # Uvicorn would write each WebSocket's sender and query; it sets its own level as it starts.
    logging.getLogger("uvicorn.error").addFilter(lambda record: record.levelno >= logging.WARNING)
    # Streamlit would write each error of a page once more, without the number.
    logging.getLogger("streamlit.error_util").addFilter(
        lambda record: record.msg != "Uncaught app execution"
    )


def _build_record(
    name: str,
    level: int,
    pathname: str,
    lineno: int,
    msg: Any,
    args: Any,
    exc_info: Any,
    *rest: Any,
) -> logging.LogRecord:
    if isinstance(msg, BaseException):
        msg = type(msg).__name__
    if name != LOG.name and isinstance(args, tuple):
        args = tuple(_blank(value) for value in args)
    elif name != LOG.name and isinstance(args, Mapping):
        args = {key: _blank(value) for key, value in args.items()}
    record = logging.LogRecord(name, level, pathname, lineno, msg, args, exc_info, *rest)
    if isinstance(exc_info, tuple) and exc_info[1] is not None:
        # A formatter takes this text, where there is one, for the traceback with the error's words.
        record.exc_text = name_error(exc_info[1])
    return record


def _blank(value: object) -> object:
    # What others put into their sentences can be anybody's: a provider's refusal names the person.
    if isinstance(value, int | float):
        return value
    return type(value).__name__ if isinstance(value, BaseException) else "…"


def _find_status(message: Message) -> int:
    match message["type"]:
        case "http.response.start" | "websocket.http.response.start":
            return int(message["status"])
        case "websocket.accept":
            return 101
        case "websocket.close":
            return 403
    return 0


def _write(level: int, **said: object) -> None:
    LOG.log(level, json.dumps({"time": read_utc_now().isoformat(), **said}))
