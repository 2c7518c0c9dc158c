"""All that a page gives out, as bytes: every message to the browser, every file behind a button."""

import inspect
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from tests.core.reports.test_pdf import read_text
from tests.pages.screens import ROOT, start_app


@dataclass
class Given:
    """What one run gave out: `messages` as sent, `files` by name, what the session keeps."""

    messages: list[bytes] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    refused_files: dict[str, str] = field(default_factory=dict)
    session: str = ""
    title: str = ""
    errors: list[str] = field(default_factory=list)


@contextmanager
def listening(given: Given, makers: dict[str, Callable[[], Any]]) -> Iterator[None]:
    forward, defer, add = (
        LocalScriptRunner.forward_msgs,
        MediaFileManager.add_deferred,
        MediaFileManager.add,
    )

    def bind(function: Callable[..., Any], *said: Any, **more: Any) -> dict[str, Any]:
        return inspect.signature(function).bind(*said, **more).arguments

    def listen(runner: LocalScriptRunner) -> list[Any]:
        said = forward(runner)
        given.messages += [message.SerializeToString() for message in said]
        return said

    def hear_deferred(self: Any, *said: Any, **more: Any) -> str:
        heard = bind(defer, self, *said, **more)
        makers[f"{heard['coordinates']} {heard.get('file_name')}"] = heard["data_callable"]
        return defer(self, *said, **more)

    def hear(self: Any, *said: Any, **more: Any) -> str:
        heard = bind(add, self, *said, **more)
        if isinstance(heard["path_or_data"], bytes):
            given.files[f"{heard['coordinates']} {heard.get('file_name')}"] = heard["path_or_data"]
        return add(self, *said, **more)

    with (
        patch.object(LocalScriptRunner, "forward_msgs", listen),
        patch.object(MediaFileManager, "add_deferred", hear_deferred),
        patch.object(MediaFileManager, "add", hear),
    ):
        yield


def look(
    person_id: int | None,
    script: str,
    params: Mapping[str, str] = {},
    *,
    press: bool = False,
    act: Callable[[AppTest], object] | None = None,
) -> Given:
    """One page as a person gets it; `press` makes the file behind every button too."""
    given, makers = Given(), dict[str, Callable[[], Any]]()
    at = start_app(ROOT / "app.py")
    if person_id is not None:
        at.session_state["person"] = person_id
    at.switch_page(f"pages/{script}")
    for name, value in params.items():
        at.query_params[name] = value
    with listening(given, makers):
        at.run()
        if act is not None:
            act(at)
    given.errors = [f"{e.value}" for e in at.exception]
    given.title = at.title[-1].value if at.title else ""
    kept = at.session_state._state.filtered_state
    given.session = "\n".join(f"{key}={kept[key]!r}" for key in kept)
    if press:
        for name, make in makers.items():
            try:
                made = make()
            except Exception as error:
                given.refused_files[name] = f"{type(error).__name__}: {error}"
                continue
            given.files[name] = made.encode() if isinstance(made, str) else made
    return given


def open_file(content: bytes) -> Iterator[str]:
    """Every text in a file, whatever it is packed in."""
    if content.startswith(b"%PDF"):
        yield read_text(content)
        yield content.decode("latin-1")
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                yield part.filename
                yield from open_file(archive.read(part))
    else:
        yield content.decode("utf-8", "replace")


def find_words(texts: Iterable[str | bytes], words: Iterable[str]) -> set[str]:
    """Which of the words stand in the texts, in whatever case."""
    found: set[str] = set()
    wanted = {word.lower(): word for word in words}
    pattern = re.compile("|".join(map(re.escape, wanted)))
    for text in texts:
        said = text.decode("latin-1") if isinstance(text, bytes) else text
        found |= {wanted[hit] for hit in pattern.findall(said.lower())}
    return found
