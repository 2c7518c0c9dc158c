"""Choices that stand in the URL: of a few words in a row, or of a code that is not its label."""

from collections.abc import Iterable, Mapping
from typing import Literal

import streamlit as st


def pick_in_row(
    label: str,
    options: Iterable[str],
    *,
    key: str,
    default: str | None = None,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
) -> str:
    """One of a few words, which stands in the URL as it is; the first where no default is named."""
    words = list(options)
    usual = default or words[0]
    chosen = st.segmented_control(
        label,
        words,
        default=usual,
        required=True,
        label_visibility=label_visibility,
        key=key,
        bind="query-params",
    )
    # An address that names the choice and says nothing clears it, `required` or not.
    return chosen or usual


def pick_by_code(label: str, options: Mapping[str, str], *, param: str, everything: str) -> str:
    """The chosen code, "" for everything.

    `bind` would write the label into the URL: a home's name, or a sentence. Here the URL is the
    truth and the widget follows it, so that back, forward and a sent link all hold.
    """
    key = f"{param}_choice"
    asked = st.query_params.get(param, "")
    st.session_state[key] = asked if asked in options else ""
    st.selectbox(
        label,
        ["", *options],
        format_func=lambda code: options[code] if code else everything,
        key=key,
        on_change=_put,
        args=(key, param),
    )
    return str(st.session_state[key])


def _put(key: str, param: str) -> None:
    put_param(param, str(st.session_state[key] or ""))


def put_param(param: str, value: str) -> None:
    """Write one parameter of the URL, or take it out."""
    if value:
        st.query_params[param] = value
    else:
        st.query_params.pop(param, None)
