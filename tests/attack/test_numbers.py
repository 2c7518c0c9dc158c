"""No number that reaches a provider or a SPOC grows with what they may not see.

Two stores that differ only in incidents of others, with their findings, actions, panels and batches
in between: what a browser gets of either is the same, to the byte.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import func, select, update
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from core import drawn_numbers
from core.access import SYSTEM
from core.actions import give_action
from core.clock import read_utc_now
from core.intake.batches import import_incidents
from core.tables import ActionEvent, Batch, Finding, Incident, PanelReferral, StoreInfo
from core.vocabulary import Agency, Panel, Role
from tests.attack.surfaces import Given, look
from tests.pages.screens import use_store
from tests.world import World, copy_world

NOW = datetime(2020, 6, 1, 12)
DUE = date(2020, 7, 1)
HEAD = "reference,home_urn,occurred_at,channel,contact_purpose,category,severity,exception"
OWN, OTHERS = (1_100_000_000, 1_200_000_000), (1_300_000_000, 2_000_000_000)
"""Of as many digits: a text of another length is another message."""
Sent = tuple[list[bytes], dict[str, bytes]]
"""Messages, and files by name."""
VIEWERS = [Role.PROVIDER, Role.SPOC]
_MEANT = frozenset({"delta", "page_config_changed", "navigation", "page_info_changed"})
_RUN = re.compile(rb"(?<!\$\$ID-)[0-9a-f]{32}|\d\d:\d\d")
"""The name of a file to be made, which is by chance, and the time of day."""


class _Building:
    """A store in the making: own incidents at Alder, and others' that neither viewer may see."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self._patch = world, monkeypatch
        self._numbers = {True: iter(range(*OWN)), False: iter(range(*OTHERS))}

    def import_some(self, *, own: bool, batch: str) -> None:
        """Two incidents of a batch: Alder's, reported; or Cedar's and Dogwood's, which were not."""
        numbers: Iterator[int] = self._numbers[own]
        self._patch.setattr(drawn_numbers, "build_draw", lambda _: numbers.__next__)
        damage, weapon = "101,report,criminal_damage,minor,none", "none,,weapon_possession,,"
        homes = ("SC000001", "SC000001") if own else ("SC000003", "SC000004")
        rows = [
            f"{batch}-{place},{urn},2020-05-0{place + 1} 10:00,{damage if own else weapon}"
            for place, urn in enumerate(homes)
        ]
        import_incidents(
            self.world.store, SYSTEM, "f.csv", "\n".join([HEAD, *rows]).encode(), now=NOW
        )
        first = self.find(f"{batch}-0")
        for agency in (Agency.PROVIDER, Agency.COUNCIL):
            self._give(f"{batch} {agency}", incident_id=first, owner_agency=agency)
        if own:
            spoc = self.world.people[Role.SPOC]
            self._give(f"{batch} SPOC", incident_id=first, owner_id=spoc)
        # Directly: a referral of what nobody reported would be refused, of what was, moves figures.
        with self.world.store.write(SYSTEM) as change:
            change.session.add(
                PanelReferral(
                    incident_id=first,
                    panel=Panel.OOCD_PANEL.value,
                    on_day=DUE,
                    created_at=read_utc_now(),
                )
            )
            change.record("referred", "panel")

    def _give(self, title: str, **more: object) -> None:
        give_action(
            self.world.store,
            SYSTEM,
            title=title,
            due_on=DUE,
            meaning=title,
            **more,  # type: ignore[arg-type]
        )

    def find(self, reference: str) -> int:
        with self.world.store.read() as session:
            query = select(Incident.id).where(Incident.reference == reference)
            return session.exec(query).one() or 0


def build(world: World, folder: Path, patch: pytest.MonkeyPatch, *, others: bool) -> World:
    """Own incidents in two batches, with or without others' before and between them."""
    folder.mkdir()
    making = _Building(replace(copy_world(world, folder), named={}), patch)
    for batch in ("A", "B"):
        if others:
            making.import_some(own=False, batch=f"X{batch}")
            making.import_some(own=False, batch=f"Y{batch}")
        making.import_some(own=True, batch=batch)
    with making.world.store.write(SYSTEM) as change:
        # The revision is on every figure and counts every change, whoever's: it is no secret.
        change.session.execute(update(StoreInfo).values(data_revision=99))
        change.record("wrote", "homes")
    for name in ("A-0", "A-1", "B-0", "B-1"):
        making.world.named[name] = making.find(name)
    return making.world


def open_more(at: AppTest) -> None:
    """Open what each action keeps behind "More", which is drawn only then."""
    numbers = [str(b.key).removeprefix("done_") for b in at.button if b.label == "Done"]
    for number in numbers:
        at.session_state[f"opened_{number}"] = True
    if numbers:
        at.run()


def read_sent(given: Given) -> list[bytes]:
    """What the browser draws, without what differs from run to run and from minute to minute."""
    sent = []
    for raw in given.messages:
        message = ForwardMsg.FromString(raw)
        if message.WhichOneof("type") in _MEANT:
            message.ClearField("hash")
            sent.append(_RUN.sub(b"?", message.SerializeToString(deterministic=True)))
    return sent


Page = tuple[str, dict[str, str]]
ACTIONS: Page = ("follow_up/actions.py", {})
LIST: Page = ("review/incidents.py", {})
PAGES: tuple[Page, ...] = (
    LIST,
    ("review/incidents.py", {"incident": "A-0"}),
    ("review/home.py", {"home": "SC000001"}),
    ("review/breaches.py", {}),
    ACTIONS,
    ("follow_up/panels.py", {}),
)
OTHER_PAGES: tuple[Page, ...] = (
    ("review/incidents.py", {"incident": "B-1"}),
    ("review/overview.py", {}),
    ("review/homes.py", {}),
    ("review/missing.py", {}),
    ("review/when.py", {}),
    ("review/equality.py", {}),
    ("follow_up/contacts.py", {}),
    ("meeting/minutes.py", {}),
    ("share/home_summary.py", {}),
)


@pytest.fixture
def worlds(
    untouched_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[World, World]:
    built = [
        build(untouched_world, tmp_path / name, monkeypatch, others=others)
        for name, others in (("alone", False), ("among", True))
    ]
    assert built[0].named == built[1].named
    return built[0], built[1]


def take(
    worlds: tuple[World, World], role: Role, page: Page, monkeypatch: pytest.MonkeyPatch
) -> tuple[Sent, Sent]:
    """What one page gives a role of each of the two stores."""
    script, asked = page
    got = []
    for world in worlds:
        use_store(monkeypatch, world.store.url)
        params = {name: str(world.named.get(value, value)) for name, value in asked.items()}
        given = look(world.people[role], script, params, press=True, act=open_more)
        assert given.errors == [] and not given.refused_files
        got.append((read_sent(given), given.files))
    return got[0], got[1]


@pytest.mark.parametrize("role", VIEWERS)
def test_what_a_viewer_gets_is_the_same_whatever_others_have(
    worlds: tuple[World, World], role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_same(worlds, role, PAGES, monkeypatch)


@pytest.mark.attack
@pytest.mark.parametrize("role", VIEWERS)
def test_what_a_viewer_gets_is_the_same_whatever_others_have_long(
    worlds: tuple[World, World], role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_same(worlds, role, OTHER_PAGES, monkeypatch)


def check_same(
    worlds: tuple[World, World],
    role: Role,
    pages: tuple[Page, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    differ, files = [], 0
    for page in pages:
        alone, among = take(worlds, role, page, monkeypatch)
        files += len(alone[1])
        if alone != among:
            differ.append(page)
    assert differ == []
    assert files


def count_numbers(world: World) -> list[int]:
    """The highest numbers of what counts up over the area."""
    with world.store.read() as session:
        tables = (Finding.id, PanelReferral.id, ActionEvent.id, Batch.id)
        return [session.exec(select(func.max(column))).one() or 0 for column in tables]


def test_the_two_stores_are_not_the_same_to_who_sees_all(
    worlds: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, among = (count_numbers(world) for world in worlds)
    assert all(0 < few < many for few, many in zip(alone, among, strict=True))
    for page in (LIST, ACTIONS):
        first, second = take(worlds, Role.CHAIR, page, monkeypatch)
        assert first != second


def test_more_of_an_action_is_among_what_is_compared(
    worlds: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    (sent, _), _ = take(worlds, Role.PROVIDER, ACTIONS, monkeypatch)
    assert any(b"Done, with this note" in message for message in sent)
    assert any(str(worlds[0].named["A-0"]).encode() in message for message in sent)
