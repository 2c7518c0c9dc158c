"""The deployment as documented: nginx with its site, TLS, two app servers, sign-in, people.

One app server after the other is killed, so that whichever a browser is on, that one dies.
"""

import http.client
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from sqlmodel import select

from core.actions import give_action
from core.clock import read_today
from core.store import Store
from core.tables import Action, ActionEvent
from core.vocabulary import Role
from tests.oidc.conftest import (
    ROOT,
    WAIT,
    Site,
    find_port,
    run_app,
    run_provider,
    sign_in,
    write_secrets,
)
from tests.proxy import NAME, NGINX, OPENSSL, write_proxy
from tests.world import build_world

pytestmark = pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="no nginx on this machine")
ACTIONS = 4
_PRESSES = 3
_ANSWERED = 20_000  # milliseconds
PEOPLE = 30
ASKED_BY_A_PAGE = 40


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    world = build_world(tmp_path_factory.mktemp("proxy_world"))
    chair, spoc = world.viewer(Role.CHAIR), world.people[Role.SPOC]
    for number in range(1, ACTIONS + 1):
        give_action(
            world.store,
            chair,
            title=f"Visit {number}",
            due_on=read_today() + timedelta(days=number),
            meaning=f"visit:{number}",
            home_id=world.homes["alder"],
            owner_id=spoc,
        )
    return world


class Servers:
    """Two app servers of one store, each to be killed and started on its own."""

    def __init__(self, store: Store, ports: list[int], secrets: Path) -> None:
        """Nothing runs yet."""
        self._told = (store, secrets)
        self.ports = ports
        self._running: dict[int, ExitStack] = {}

    def start(self, port: int) -> None:
        """Start one, as the service unit does."""
        self._running[port] = stack = ExitStack()
        store, secrets = self._told
        hosts = {"STREAMLIT_SERVER_ALLOWED_HOSTS": f"{NAME} localhost"}
        stack.enter_context(run_app(port, store, secrets, **hosts))

    def kill(self, port: int) -> None:
        """SIGKILL: nothing is said to anybody."""
        self._running.pop(port).close()

    def kill_all(self) -> None:
        """At the end."""
        for port in list(self._running):
            self.kill(port)


@contextmanager
def _run_nginx(configuration: Path, port: int) -> Iterator[None]:
    told = [str(NGINX), "-p", str(configuration.parent), "-c", str(configuration)]
    process = subprocess.Popen([*told, "-g", "daemon off;"], cwd=ROOT)
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def plain() -> int:
    return find_port()


@pytest.fixture(scope="module")
def servers(world, site_base, tmp_path_factory):
    with run_provider(site_base) as provider:
        secrets = write_secrets(tmp_path_factory.mktemp("secrets"), site_base, provider)
        servers = Servers(world.store, [find_port(), find_port()], secrets)
        try:
            for port in servers.ports:
                servers.start(port)
            yield servers
        finally:
            servers.kill_all()


@pytest.fixture(scope="module")
def site_base() -> str:
    return f"https://{NAME}:{find_port()}"


@pytest.fixture(scope="module")
def site(world, chromium, servers, site_base, plain, tmp_path_factory):
    tls = int(site_base.rpartition(":")[2])
    path = write_proxy(tmp_path_factory.mktemp("nginx"), plain, tls, servers.ports)
    with _run_nginx(path, tls):
        site = Site(site_base, world.store, chromium)
        try:
            yield site
        finally:
            site.close()


def _read_ticked(store: Store) -> set[str]:
    with store.read() as session:
        query = (
            select(Action.title)
            .join(ActionEvent)
            .where(ActionEvent.action_id == Action.id, ActionEvent.kind == "ticked")
        )
        return set(session.exec(query))


def _tick(tab, title: str) -> None:
    """Press an action's Done, and again where no "Saved" came: a dying server may take a press."""
    card = tab.locator("[class*=st-key-action_]").filter(has_text=title)
    saved = card.get_by_text("Saved", exact=False)
    for _ in range(_PRESSES):
        card.locator("[class*=st-key-done_] button:not([disabled])").click(timeout=WAIT)
        with suppress(PlaywrightError):
            saved.wait_for(timeout=_ANSWERED)
            return
    saved.wait_for(timeout=_ANSWERED)


def _ask(port: int, path: str, *, tls: bool, headers: dict[str, str]) -> http.client.HTTPMessage:
    if tls:
        trusting = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=trusting, timeout=30)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    answer.headers["status"] = str(answer.status)
    connection.close()
    return answer.headers


def test_whichever_app_server_dies_people_go_on_signed_in_and_what_was_saved_is_there(
    site, servers, world
):
    spoc, chair = site.open_browser().new_page(), site.open_browser().new_page()
    for tab, email in ((spoc, "spoc@example.org"), (chair, "chair@example.org")):
        sign_in(tab, site, email)
        tab.get_by_role("button", name="Sign out", exact=True).wait_for(timeout=WAIT)
        cookies = {c["name"]: c for c in tab.context.cookies() if NAME in c["domain"]}
        assert {
            "slow_time_server",
            "__Host-_streamlit_user",
            "__Host-slow_time_browser",
        } <= set(cookies)
        assert [name for name, c in cookies.items() if not c["secure"]] == []
    spoc.goto(f"{site.base}/actions")
    _tick(spoc, "Visit 1")
    chair.goto(f"{site.base}/homes_register")
    chair.get_by_text("Alder").first.wait_for(timeout=WAIT)

    for turn, port in enumerate(servers.ports, start=2):
        servers.kill(port)
        # Nobody reloads: Streamlit connects again by itself, to the one that is left.
        _tick(spoc, f"Visit {turn}")
        chair.goto(f"{site.base}/people")
        chair.get_by_role("heading", level=1, name="8 people").wait_for(timeout=WAIT)
        chair.get_by_role("button", name="Sign out", exact=True).wait_for(timeout=WAIT)
        servers.start(port)
    _tick(spoc, "Visit 4")
    assert _read_ticked(world.store) == {f"Visit {number}" for number in range(1, ACTIONS + 1)}


def test_plain_http_is_sent_on_and_the_app_says_once_that_tls_stays(site, plain):
    tls = int(site.base.rpartition(":")[2])
    sent = _ask(plain, "/actions?whose=x", tls=False, headers={"Host": NAME})
    assert (sent["status"], sent["Location"]) == ("301", f"https://{NAME}/actions?whose=x")
    answer = _ask(tls, "/", tls=True, headers={"Host": f"{NAME}:{tls}"})
    assert answer["status"] == "200"
    assert len(answer.get_all("Strict-Transport-Security")) == 1
    assert len(answer.get_all("Content-Security-Policy")) == 1
    assert "nginx/" not in answer["Server"]


def test_another_name_than_the_sites_is_not_answered_by_the_app(site):
    tls = int(site.base.rpartition(":")[2])
    assert _ask(tls, "/", tls=True, headers={"Host": "evil.example.org"})["status"] == "400"


def test_what_a_browser_says_of_who_passed_it_on_is_not_believed(site):
    tls = int(site.base.rpartition(":")[2])
    told = {"Host": f"{NAME}:{tls}", "X-Forwarded-Proto": "http", "X-Forwarded-For": "10.0.0.1"}
    assert _ask(tls, "/", tls=True, headers=told)["status"] == "200"


def test_thirty_behind_one_gateway_come_in_at_once_and_a_flood_of_sign_ins_does_not(site):
    tls = int(site.base.rpartition(":")[2])

    def ask(path: str) -> str:
        return str(_ask(tls, path, tls=True, headers={"Host": f"{NAME}:{tls}"})["status"])

    with ThreadPoolExecutor(PEOPLE) as people:
        assert set(people.map(ask, ["/"] * PEOPLE * ASKED_BY_A_PAGE)) == {"200"}
        signed_in = list(people.map(ask, ["/auth/login"] * PEOPLE))
        assert set(signed_in) == {"302"}
        assert "429" in set(people.map(ask, ["/auth/login"] * PEOPLE * 3))
