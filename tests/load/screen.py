"""One browser's tab without the browser: the app's own messages, sent when the page's script would.

It asks for its cookies, keeps widgets' values, reruns a fragment as often as it was told to, and
keeps the large elements that the server need not send again.
"""

import asyncio
import contextlib
import re
import time
import urllib.request
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

_LONGEST = 120.0  # what somebody waits for a page before they open it again
_PLACE = re.compile(rb"Item (\d+) of \d+")
_HEARD_KEPT = 80
_RUNS_KEPT = 2  # as many whole runs as the page keeps a large element (global.maxCachedMessageAge)
# What a page says where something failed; to a person who follows a meeting none may be shown.
FAULTS = (b"Something went wrong", b"The store cannot be", b"is busy with another change")


@dataclass
class Watch:
    """Words that a whole run of a screen must bring, and when they came (seconds since 1970)."""

    words: bytes
    came: float | None = None
    event: asyncio.Event = field(default_factory=asyncio.Event)


class Screen:
    """A tab of one person; times are those of `time.time`."""

    def __init__(self, base: str, page: str, name: str) -> None:
        self.base, self.page, self.name = base, page, name
        self.opened_again = self.runs = self.polls = self.received = 0
        self.faults: list[str] = []
        self.elements: dict[str, Any] = {}
        """The widgets of the last whole run that ended, by their ids."""
        self._coming: dict[str, Any] = {}
        self._parts: dict[str, str] = {}
        self.session_id = ""
        self.place = 0
        """The number of the meeting's item that is shown; 0 where it is none."""
        self._widgets: dict[str, WidgetState] = {}
        self._hash = ""
        self._large: dict[str, tuple[ForwardMsg, int]] = {}
        self._timers: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._watch: Watch | None = None
        self._in_fragment = self._drawing = False
        self.cut_short = 0
        """Whole runs of which the server dropped the end."""
        self.heard: deque[tuple[float, str, str]] = deque(maxlen=_HEARD_KEPT)
        """The last that was sent and heard, for who looks why a screen stayed behind."""
        self._ended = asyncio.Event()
        self._socket: ClientConnection | None = None
        self._reader: asyncio.Task[None] | None = None
        self._answers: dict[str, asyncio.Future[Any]] = {}
        self._run_seconds: list[float] = []
        self._begun = 0.0

    async def open(self) -> None:
        """Ask for the page as a browser does, connect, and wait until it is drawn."""
        self._cookies = await asyncio.to_thread(_read_cookies, self.base, self.page)
        token = self._cookies.get("_streamlit_xsrf", "PLACEHOLDER_AUTH_TOKEN").strip('"')
        self._socket = await connect(
            f"ws://{urlsplit(self.base).netloc}/_stcore/stream",
            origin=self.base,  # type: ignore[arg-type]
            subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
            additional_headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())},
            max_size=None,
            open_timeout=_LONGEST,
            ping_interval=None,
        )
        self._reader = asyncio.create_task(self._read())
        await self.rerun()

    async def close(self) -> None:
        """Leave as a closed tab does."""
        self._stop_timers()
        if self._socket is None:
            return
        assert self._reader is not None
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await self._reader
        await self._socket.close()

    @property
    def is_open(self) -> bool:
        """Whether the server still talks to it."""
        return self._reader is not None and not self._reader.done()

    async def rerun(self, *triggers: str, page: str | None = None) -> None:
        """Have the whole page run, with these buttons pressed, and wait until it is drawn."""
        self._ended.clear()
        if page is not None:
            self.page, self._hash = page, ""
            self._stop_timers()
        await self._send(triggers=triggers)
        await asyncio.wait_for(self._ended.wait(), _LONGEST)

    async def press(self, widget_id: str, times: int = 1) -> None:
        """Press a button, as often as an impatient person does; what it brings is watched for."""
        for _ in range(times):
            await self._send(triggers=(widget_id,), fragment_id=self._parts.get(widget_id, ""))

    def put(self, widget_id: str, **value: object) -> None:
        """Fill a field in; it is sent with the next press."""
        self._widgets[widget_id] = WidgetState(id=widget_id, **value)  # type: ignore[arg-type]

    def find(self, kind: str, says: Callable[[Any], bool]) -> str:
        """The id of the first widget of a kind, by its message's name, of which this is true."""
        for widget_id, element in self.elements.items():
            if type(element).__name__ == kind and says(element):
                return widget_id
        raise LookupError(f"{self.name} sees no such {kind}")

    def find_by_key(self, key: str) -> str:
        """The id of the widget that the app knows by this key."""
        found = [widget_id for widget_id in self.elements if widget_id.endswith(f"-{key}")]
        if not found:
            raise LookupError(f"{self.name} sees no {key}")
        return found[0]

    def watch(self, words: str) -> Watch:
        """Look out for words in whole runs from now on; the watch before it ends."""
        self._watch = Watch(words.encode())
        return self._watch

    def take_run_seconds(self) -> list[float]:
        """How long each whole run took on the wire since the last call."""
        taken, self._run_seconds = self._run_seconds, []
        return taken

    async def download(self, widget_id: str) -> bytes:
        """Press a button whose file is made then, and fetch it."""
        element = self.elements[widget_id]
        message = BackMsg()
        request = message.backend_operation_request
        request.request_id = f"{self.name}-{time.time_ns()}"
        request.session_id = self.session_id
        request.deferred_file.file_id = element.deferred_file_id
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[request.request_id] = answer
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())
        await self.press(widget_id)
        told = await asyncio.wait_for(answer, _LONGEST)
        if told.error_msg:
            raise RuntimeError(told.error_msg)
        url = f"{self.base}{told.deferred_file.url}"
        return await asyncio.to_thread(_fetch, url, self._cookies)

    async def _send(
        self, *, triggers: tuple[str, ...] = (), fragment_id: str = "", itself: bool = False
    ) -> None:
        message = BackMsg()
        state = message.rerun_script
        state.page_script_hash = self._hash
        state.page_name = "" if self._hash else self.page
        state.fragment_id = fragment_id
        state.is_auto_rerun = itself
        state.cached_message_hashes.extend(self._large)
        state.context_info.timezone = "Europe/London"
        state.context_info.locale = "en-GB"
        state.context_info.url = f"{self.base}/{self.page}"
        state.widget_states.widgets.extend(self._widgets.values())
        for widget_id in triggers:
            state.widget_states.widgets.add(id=widget_id, trigger_value=True)
        self._hear("sent", f"{fragment_id or 'whole page'} {'itself' if itself else ''}")
        assert self._socket is not None
        await self._socket.send(message.SerializeToString())

    def _hear(self, kind: str, detail: str) -> None:
        self.heard.append((time.time(), kind, detail))

    async def _read(self) -> None:
        assert self._socket is not None
        async for content in self._socket:
            assert isinstance(content, bytes)
            self.received += len(content)
            message = ForwardMsg()
            message.ParseFromString(content)
            self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind not in {"delta", "ref_hash"}:
            self._hear(str(kind), _describe(message))
        if kind == "ref_hash":
            kept, _ = self._large[message.ref_hash]
            self._take_delta(kept)
        elif kind == "delta":
            if message.metadata.cacheable:
                self._large[message.hash] = (message, self.runs)
            self._take_delta(message)
        elif kind == "new_session":
            self._begin_run(message)
        elif kind == "navigation":
            # Which page it is becomes known within the run.
            self._hash = message.navigation.page_script_hash
        elif kind == "script_finished":
            self._end_run(message)
        elif kind == "auto_rerun":
            self._start_timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            for fragment_id in message.stop_auto_rerun.fragment_ids:
                self._stop_timer(fragment_id)
        elif kind == "backend_operation_response":
            told = message.backend_operation_response
            if told.request_id in self._answers:
                self._answers.pop(told.request_id).set_result(told)

    def _begin_run(self, message: ForwardMsg) -> None:
        self._in_fragment = bool(message.metadata.run.fragment_ids)
        self.session_id = message.new_session.initialize.session_id
        if self._in_fragment:
            self.polls += 1
            if self._drawing:
                # The end of the run before it was never told: a browser shows what came of it.
                self.cut_short += 1
                self._finish()
            return
        self._drawing = True
        self.runs += 1
        self._begun = time.time()
        self._coming = {}
        # As in a browser: the run says again which parts of it repeat.
        self._stop_timers()

    def _end_run(self, message: ForwardMsg) -> None:
        if not self._in_fragment and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._finish()

    def _finish(self) -> None:
        self._drawing = False
        self.elements = self._coming
        self._parts = {k: v for k, v in self._parts.items() if k in self.elements}
        self._run_seconds.append(time.time() - self._begun)
        self._large = {k: v for k, v in self._large.items() if self.runs - v[1] < _RUNS_KEPT}
        # A field that is gone is forgotten; but only once the page is whole.
        self._widgets = {k: v for k, v in self._widgets.items() if k in self.elements}
        self._ended.set()

    def _take_delta(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        held = getattr(element, element.WhichOneof("type") or "empty")
        if getattr(held, "id", ""):
            (self.elements if self._in_fragment else self._coming)[held.id] = held
            self._parts[held.id] = message.delta.fragment_id
        content = element.SerializeToString()
        if found := _PLACE.search(content):
            self.place = int(found[1])
        if element.HasField("exception") or any(fault in content for fault in FAULTS):
            self.faults.append(str(held)[:300])
        watch = self._watch
        if watch and not watch.event.is_set() and not self._in_fragment and watch.words in content:
            watch.came = time.time()
            watch.event.set()

    def _start_timer(self, fragment_id: str, interval: float) -> None:
        known = self._timers.get(fragment_id)
        if known and known[0] == interval:
            return
        self._stop_timer(fragment_id)
        task = asyncio.create_task(self._repeat(fragment_id, interval))
        self._timers[fragment_id] = (interval, task)

    async def _repeat(self, fragment_id: str, interval: float) -> None:
        due = time.monotonic()
        while True:
            due += interval
            await asyncio.sleep(max(due - time.monotonic(), 0))
            with contextlib.suppress(Exception):
                await self._send(fragment_id=fragment_id, itself=True)

    def _stop_timer(self, fragment_id: str) -> None:
        if known := self._timers.pop(fragment_id, None):
            known[1].cancel()

    def _stop_timers(self) -> None:
        for fragment_id in list(self._timers):
            self._stop_timer(fragment_id)


def _describe(message: ForwardMsg) -> str:
    if message.WhichOneof("type") == "new_session":
        return " ".join(message.metadata.run.fragment_ids) or "whole page"
    if message.WhichOneof("type") == "script_finished":
        return ForwardMsg.ScriptFinishedStatus.Name(message.script_finished)
    if message.WhichOneof("type") == "auto_rerun":
        return f"{message.auto_rerun.fragment_id} {message.auto_rerun.interval}"
    return str(getattr(message, message.WhichOneof("type") or "hash"))[:80]


def _read_cookies(base: str, page: str) -> dict[str, str]:
    """The browser's own identity, with the page; the token against forged requests, after it."""
    cookies: dict[str, str] = {}
    for path, accept in ((page, "text/html"), ("_stcore/host-config", "*/*")):
        request = urllib.request.Request(f"{base}/{path}", headers={"Accept": accept})
        if cookies:
            request.add_header("Cookie", "; ".join(f"{k}={v}" for k, v in cookies.items()))
        with urllib.request.urlopen(request, timeout=_LONGEST) as answer:
            for said in answer.headers.get_all("Set-Cookie") or []:
                cookies |= {name: one.coded_value for name, one in SimpleCookie(said).items()}
    return cookies


def _fetch(url: str, cookies: dict[str, str]) -> bytes:
    told = "; ".join(f"{name}={value}" for name, value in cookies.items())
    request = urllib.request.Request(url, headers={"Cookie": told})
    with urllib.request.urlopen(request, timeout=_LONGEST) as answer:
        content: bytes = answer.read()
        return content
