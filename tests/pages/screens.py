"""What a page shows, as the words a person reads, whatever element they stand in."""

import json
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]


def start_app(script: Path) -> AppTest:
    """A script to be run, which does not look for components in every installed package first."""
    at = AppTest.from_file(str(script), default_timeout=60)
    at._bidi_component_manager = BidiComponentManager()
    return at


def open_screen(person_id: int | None, script: str, **params: str) -> AppTest:
    """A page within the whole app, as a person sees it at these parameters of the URL."""
    at = start_app(ROOT / "app.py")
    if person_id is not None:
        at.session_state["person"] = person_id
    at.switch_page(f"pages/{script}")
    for name, value in params.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception, at.exception[0].value
    return at


def read_title(at: AppTest) -> str:
    """The page's finding."""
    return at.title[-1].value


def read_tables(at: AppTest) -> list[str]:
    """Every table with its headings, as text."""
    return [table.value.to_csv(index=False) for table in at.table]


def read_links(at: AppTest) -> list[str]:
    """The labels of the links on a page."""
    return [link.proto.label for link in at.get("page_link")]


def read_words(at: AppTest) -> str:
    """All that stands on the page: headings, text, cards, tables, links, charts."""
    said = [
        element.value
        for kind in (at.title, at.subheader, at.markdown, at.caption, at.text, at.warning)
        for element in kind
    ]
    said += [f"{metric.label}: {metric.value}" for metric in at.metric]
    said += read_tables(at) + read_links(at)
    said += [chart.proto.spec for chart in at.get("plotly_chart")]
    said += [json.dumps(list(box.options)) for box in at.selectbox]
    # As read, not as written: no-break spaces and what escapes markup are not seen.
    return "\n".join(said).replace("\u00a0", " ").replace("\u2060", "").replace("\\", "")


def use_store(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Make the app show this store, and forget the one before."""
    monkeypatch.setenv("DATABASE_URL", url)
    st.cache_resource.clear()
