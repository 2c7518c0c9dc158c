"""Where the server may listen: on this machine alone, until sign-in is configured."""

import ipaddress
from collections.abc import Iterable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

REFUSAL = (
    "Slow Time does not listen on {address} without sign-in: configure [auth] in "
    ".streamlit/secrets.toml (docs/security.md), or use --server.address 127.0.0.1."
)


def is_this_machine(address: str | None) -> bool:
    """Whether only this machine reaches the address; none at all is every network."""
    if not address:
        return False
    if address.lower() == "localhost":
        return True
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


def find_refusal(address: str | None, *, has_sign_in: bool) -> str | None:
    """The one line that refuses to listen there, or None where it may."""
    if has_sign_in or is_this_machine(address):
        return None
    return REFUSAL.format(address=address or "all networks")


def find_named_hosts(hosts: Iterable[str], *, has_sign_in: bool) -> str | None:
    """The one line that refuses to be asked for by another machine's name, or None."""
    others = [host for host in hosts if not is_this_machine(host)]
    if has_sign_in or not others:
        return None
    return (
        f"Slow Time does not answer as {others[0]} without sign-in: configure [auth] in the "
        "secrets file (docs/security.md), or leave server.allowedHosts as it is."
    )


class OnlyThisMachine:
    """Answers nobody from a network, however the server was started (uvicorn, say).

    What a proxy passes on comes in on this machine's own address; it says so in a header.
    """

    def __init__(self, app: ASGIApp, *, has_sign_in: bool) -> None:
        self.app = app
        self.has_sign_in = has_sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what came in on this machine's own address; say to the rest what is missing."""
        if scope["type"] not in {"http", "websocket"} or self.has_sign_in or _is_of_here(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            said = REFUSAL.format(address="a network")
            await PlainTextResponse(said, 403)(scope, receive, send)


NOT_SECURE = "Slow Time is asked by https:// only."
# Asked by whoever watches the server, on the machine itself.
_WATCHED = {"/health", "/_stcore/health"}


class OnlyTls:
    """Refuses plain HTTP and WebSockets where the app's own address begins with https.

    What came in over TLS the proxy on this machine says (`X-Forwarded-Proto`); the server believes
    no other. Nothing is sent on to HTTPS: what was asked has been said in the open already.
    """

    def __init__(self, app: ASGIApp, *, address: str) -> None:
        self.app = app
        self.is_secure = address.lower().startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what came in over TLS, or all where the app's address has none."""
        open_to_all = not self.is_secure or scope["type"] not in {"http", "websocket"}
        if open_to_all or scope["scheme"] in {"https", "wss"} or scope["path"] in _WATCHED:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(NOT_SECURE, 403)(scope, receive, send)


_PASSED_ON = {
    *(b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto"),
    *(b"x-real-ip", b"via"),
}


def _is_of_here(scope: Scope) -> bool:
    """Whether it came in on this machine's own address, and no proxy passed it on.

    Before a file's socket stands a proxy; whoever watches the server may ask through one.
    """
    host, _port = scope.get("server") or ("", None)
    passed_on = any(name.lower() in _PASSED_ON for name, _ in scope["headers"])
    return is_this_machine(host) and (not passed_on or scope["path"] in _WATCHED)
