"""The browser tests' server and Chromium, for what a person in front of the page sees."""

from pathlib import Path

import pytest

from tests.browser.conftest import CHROMIUM, chromium, contexts, demonstration, open_tab

__all__ = ["chromium", "contexts", "demonstration", "open_tab"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and skip it where there is none."""
    for item in items:
        if Path(item.path).name == "test_seen.py":
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
