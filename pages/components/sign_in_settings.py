"""Whether sign-in is configured, and with which providers: as Streamlit reads it, from secrets."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config
from streamlit.auth_util import get_secrets_auth_section
from streamlit.runtime.secrets import secrets_singleton

from core.server.address import find_named_hosts, find_refusal, is_this_machine
from core.sign_in import Claims

_YES = (True, "true", "True", 1, "1")
# Signs who is signed in: whoever guesses it can be anybody.
_SHORTEST_SECRET = 32


def has_sign_in() -> bool:
    """Whether whoever looks has to sign in with a provider first."""
    return bool(get_secrets_auth_section())


def read_providers() -> dict[str | None, str]:
    """The providers by the name that `st.login` takes (None: the one without), with their label."""
    section = get_secrets_auth_section()
    found: dict[str | None, str] = {}
    if "client_id" in section:
        found[None] = str(section.get("label") or "Sign in")
    for name, provider in section.items():
        if isinstance(provider, Mapping) and "client_id" in provider:
            found[name] = f"Sign in with {provider.get('label') or name.capitalize()}"
    return found


def read_own_address() -> str:
    """The address that people come back to from the provider; blank where none is set."""
    return str(get_secrets_auth_section().get("redirect_uri") or "")


def find_fault() -> str | None:
    """Why the server must not start, in one line: where it listens, or secrets that do not hold."""
    try:
        is_loaded = secrets_singleton.load_if_toml_exists()
        files = [Path(path) for path in st.get_option("secrets.files")]
        if not is_loaded and any(path.exists() for path in files):
            return "Slow Time does not start: its secrets file cannot be read as TOML. Mend it."
    except OSError as error:
        return (
            f"Slow Time does not start: {error.filename} may not be read by the account that it "
            f"runs as ({error.strerror})."
        )
    if not is_loaded and config.is_manually_set("secrets.files"):
        # Who names one means people to sign in: without it everybody would be whom they choose.
        return f"Slow Time does not start: there is no secrets file {files[-1]}, which was named."
    section = get_secrets_auth_section()
    secret = str(section.get("cookie_secret") or "")
    if section and len(secret) < _SHORTEST_SECRET:
        return (
            "Slow Time does not start: [auth] cookie_secret needs 32 random characters, such as "
            "from `openssl rand -base64 32`."
        )
    address = urlsplit(read_own_address())
    if address.scheme == "http" and not is_this_machine(address.hostname):
        return (
            "Slow Time does not start: [auth] redirect_uri begins with http://, and what people "
            "sign in with would cross the network in the open. Give it https://."
        )
    return find_refusal(
        st.get_option("server.address"), has_sign_in=bool(section)
    ) or find_named_hosts(st.get_option("server.allowedHosts") or [], has_sign_in=bool(section))


def show_fault() -> None:
    """Show why nothing is shown, where `app.py` was started alone and `asgi.py` would not."""
    fault = find_fault()
    if fault:
        st.title("This server shows nothing yet")
        st.text(fault)
        st.stop()


def read_claims() -> Claims | None:
    """What the provider says of whoever looks; None where nobody is signed in."""
    said = st.user.to_dict()
    if not said.get("is_logged_in"):
        return None
    return Claims(
        issuer=str(said.get("iss") or ""),
        subject=str(said.get("sub") or ""),
        email=str(said.get("email") or ""),
        # Microsoft's work accounts say it in a claim of their own, once it is asked for.
        email_verified=said.get("email_verified") in _YES or said.get("xms_edov") in _YES,
        issued_at=_read_moment(said.get("iat")) or datetime.min.replace(tzinfo=UTC),
        expires_at=_read_moment(said.get("exp")),
        session=str(said.get("nonce") or said.get("sid") or ""),
        strength=str(said.get("acr") or ""),
        methods=_read_words(said.get("amr")),
        proved_at=_read_moment(said.get("auth_time")),
    )


def _read_words(said: object) -> frozenset[str]:
    return frozenset(str(word) for word in said) if isinstance(said, list | tuple) else frozenset()


def _read_moment(seconds: object) -> datetime | None:
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
