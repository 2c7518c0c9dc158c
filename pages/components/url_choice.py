"""A choice whose code, not its label, stands in the URL."""

from collections.abc import Mapping

import streamlit as st


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
