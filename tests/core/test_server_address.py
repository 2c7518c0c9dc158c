"""Which addresses are this machine's alone, and what is answered on another."""

import asyncio

import pytest

from core.server.address import (
    OnlyThisMachine,
    find_named_hosts,
    find_refusal,
    is_this_machine,
)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "127.0.0.2", "::1", "[::1]", "localhost", "LOCALHOST", "::ffff:127.0.0.1"],
)
def test_this_machines_own_addresses_need_no_sign_in(address):
    assert is_this_machine(address)
    assert find_refusal(address, has_sign_in=False) is None


@pytest.mark.parametrize(
    "address",
    [None, "", "0.0.0.0", "::", "192.0.2.7", "localhost.example.org", "127.0.0.1.example.org", "*"],
)
def test_any_other_address_is_refused_in_one_line_until_sign_in_is_configured(address):
    assert not is_this_machine(address)
    said = find_refusal(address, has_sign_in=False)
    assert said is not None and "\n" not in said and "[auth]" in said
    assert find_refusal(address, has_sign_in=True) is None


@pytest.mark.parametrize("host", ["slow-time.example.org", "*", "*.example.org", "192.0.2.7"])
def test_no_other_name_is_answered_to_until_sign_in_is_configured(host):
    said = find_named_hosts(["localhost", host], has_sign_in=False)
    assert said is not None and "\n" not in said and host in said and "[auth]" in said
    assert find_named_hosts(["localhost", host], has_sign_in=True) is None
    assert find_named_hosts(["localhost", "127.0.0.1"], has_sign_in=False) is None


def _ask(server, *, has_sign_in, kind="http", headers=(), path="/"):
    """What reaches the app behind, and what is answered."""
    reached, answered = [], []

    async def app(scope, _receive, _send):
        reached.append(scope["type"])

    async def send(message):
        answered.append(message)

    scope = {
        "type": kind,
        "server": server,
        "path": path,
        "headers": list(headers),
        "method": "GET",
    }
    asyncio.run(OnlyThisMachine(app, has_sign_in=has_sign_in)(scope, None, send))
    return reached, answered


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("server", [("192.0.2.7", 8501), None, ("", 8501), ("/run/a", None)])
def test_what_comes_in_from_a_network_reaches_nothing(server, kind):
    reached, answered = _ask(server, has_sign_in=False, kind=kind)
    assert reached == []
    assert answered[0].get("status", answered[0].get("code")) in {403, 1008}
    assert _ask(server, has_sign_in=True, kind=kind)[0] == [kind]


@pytest.mark.parametrize("server", [("127.0.0.1", 8501), ("::1", 8501)])
def test_what_comes_in_on_this_machine_is_passed_on(server):
    assert _ask(server, has_sign_in=False)[0] == ["http"]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "name", [b"x-forwarded-for", b"X-Forwarded-Proto", b"forwarded", b"x-real-ip", b"via"]
)
def test_what_a_proxy_passes_on_comes_from_a_network(name, kind):
    here, passed_on = ("127.0.0.1", 8501), [(name, b"10.20.30.40")]
    reached, answered = _ask(here, has_sign_in=False, kind=kind, headers=passed_on)
    assert reached == []
    assert answered[0].get("status", answered[0].get("code")) in {403, 1008}
    assert _ask(here, has_sign_in=True, kind=kind, headers=passed_on)[0] == [kind]
    assert _ask(here, has_sign_in=False, headers=passed_on, path="/health")[0] == ["http"]
