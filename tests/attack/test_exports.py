"""Every way out of core × role: its own people only, refusals on record, nothing foreign inside."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select

import core
from core.access import Viewer
from core.audit_reading import AuditFilter, export_audit
from core.clock import read_today
from core.errors import AccessDenied
from core.incident_export import export_incidents
from core.measures.period import Period
from core.measures.share_log import LogFilter
from core.minuting import Figures
from core.reports.board_report import build_board_report
from core.reports.board_report_files import prepare_board_report
from core.reports.home_summary import build_home_summary
from core.reports.home_summary_files import prepare_home_summary
from core.reports.minutes_pdf import prepare_minutes_pdf
from core.reports.month_pack import build_month_pack
from core.reports.month_pack_files import hand_out_month_file, make_month_files, render_zip
from core.reports.pack_pdf import prepare_pack_pdf
from core.reports.provider_summary import build_provider_summary
from core.reports.provider_summary_files import prepare_provider_summary
from core.reports.share_log import export_share_log
from core.reports.sharing import prepare_share
from core.reports.subject import export_child
from core.shares import Sharing
from core.tables import Audit, Home
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis, Role
from tests.attack.canaries import Secrets
from tests.attack.sight import IN_NO_DOCUMENT, ROLES, find_allowed
from tests.attack.surfaces import find_words, open_file

R, G, A, P = Role, *DisclosureLevel
TODAY = read_today()
MONTH = (TODAY - timedelta(45)).replace(day=1)
YEAR = Period(TODAY.replace(year=TODAY.year - 1, day=1), TODAY)
TERMS = {"basis": LawfulBasis.PUBLIC_TASK, "recipient": "Somebody"}
_GROUP = {R.CHAIR, R.PROTOCOL_LEAD}


@dataclass(frozen=True)
class Way:
    """One way out: who may, by `product.md`; how it is tried; whether the file leaves the group."""

    may: set[Role]
    take: Callable[[Secrets, Viewer, Viewer], bytes]
    leaves: bool = False
    about: str = ""
    group: bool = False


def _take_home(level: DisclosureLevel, suffix: str) -> Callable[[Secrets, Viewer, Viewer], bytes]:
    def take(secrets: Secrets, viewer: Viewer, maker: Viewer) -> bytes:
        store, home = secrets.world.store, secrets.world.homes["alder"]
        made = build_home_summary(store, maker, home, YEAR, level, TODAY)
        return prepare_home_summary(store, viewer, made, file_format=suffix, **TERMS)[1]  # type: ignore[arg-type]

    return take


def _take_provider(secrets: Secrets, viewer: Viewer, maker: Viewer) -> bytes:
    store = secrets.world.store
    with store.read() as session:
        provider = session.get_one(Home, secrets.world.homes["alder"]).provider
    made = build_provider_summary(store, maker, str(provider), YEAR, A, TODAY)
    return prepare_provider_summary(store, viewer, made, file_format="pdf", **TERMS)[1]  # type: ignore[arg-type]


def _take_board(level: DisclosureLevel) -> Callable[[Secrets, Viewer, Viewer], bytes]:
    def take(secrets: Secrets, viewer: Viewer, maker: Viewer) -> bytes:
        store = secrets.world.store
        made = build_board_report(store, maker, TODAY.year - 1, level, TODAY)
        basis = LawfulBasis.NOT_PERSONAL if level is P else LawfulBasis.PUBLIC_TASK
        return prepare_board_report(
            store, viewer, made, basis=basis, recipient="The board", file_format="xlsx"
        )[1]

    return take


def _take_month(secrets: Secrets, viewer: Viewer, maker: Viewer) -> bytes:
    store = secrets.world.store
    pack = build_month_pack(store, maker, MONTH, A, TODAY)
    made = make_month_files(store, viewer, pack, **TERMS)  # type: ignore[arg-type]
    hand_out_month_file(store, viewer, made, "zip")
    return render_zip(made)


def _hand_out_month(secrets: Secrets, viewer: Viewer, maker: Viewer) -> bytes:
    store = secrets.world.store
    pack = build_month_pack(store, maker, MONTH, A, TODAY)
    made = make_month_files(store, maker, pack, **TERMS)  # type: ignore[arg-type]
    return hand_out_month_file(store, viewer, made, "pdf")


def _take_child(suffix: str) -> Callable[[Secrets, Viewer, Viewer], bytes]:
    return lambda secrets, viewer, maker: export_child(
        secrets.world.store,
        viewer,
        secrets.find("child", "incident:dogwood_kept"),
        suffix,  # type: ignore[arg-type]
    )


def _take_pack(secrets: Secrets, viewer: Viewer, _maker: Viewer) -> bytes:
    store = secrets.world.store
    figures = Figures(store.read_revision(), ("said",), ("kept",))
    return prepare_pack_pdf(store, viewer, secrets.meetings["planned"], figures)


def _share_words(secrets: Secrets, viewer: Viewer, _maker: Viewer) -> bytes:
    sharing = Sharing(DocumentKind.HOME_SUMMARY, A, LawfulBasis.PUBLIC_TASK, "Somebody", YEAR)
    revision = secrets.world.store.read_revision()
    return prepare_share(
        secrets.world.store,
        viewer,
        sharing,
        data_revision=revision,
        file_name="x.csv",
        render=lambda stamp: b"words",
    )


def _export(suffix: str) -> Callable[[Secrets, Viewer, Viewer], bytes]:
    return lambda secrets, viewer, maker: export_incidents(
        secrets.world.store,
        viewer,
        list(secrets.world.named.values()),
        suffix,  # type: ignore[arg-type]
    )


def _minutes(meeting: str) -> Callable[[Secrets, Viewer, Viewer], bytes]:
    return lambda secrets, viewer, maker: prepare_minutes_pdf(
        secrets.world.store, viewer, secrets.meetings[meeting]
    )


_SENDS = {*_GROUP, R.LIAISON}
_READS = {*_GROUP, R.POLICE_REVIEWER, R.SPOC, R.PROVIDER, R.PARTNER}
WAYS = {
    "export_incidents csv": Way({*_GROUP, R.POLICE_REVIEWER}, _export("csv")),
    "export_incidents xlsx": Way({*_GROUP, R.POLICE_REVIEWER}, _export("xlsx")),
    "prepare_home_summary pdf": Way(_SENDS, _take_home(A, "pdf"), True, "alder"),
    "prepare_home_summary csv": Way(_SENDS, _take_home(A, "csv"), True, "alder"),
    "prepare_home_summary group": Way(_GROUP, _take_home(G, "xlsx"), True, "alder", group=True),
    "prepare_provider_summary": Way(_SENDS, _take_provider, True),
    "prepare_board_report public": Way(_GROUP, _take_board(P), True, "nobody"),
    "prepare_board_report group": Way(_GROUP, _take_board(G), True, "nobody", group=True),
    "make_month_files": Way(_SENDS, _take_month, True),
    "hand_out_month_file": Way(_SENDS, _hand_out_month, True),
    "prepare_minutes_pdf": Way(_READS, _minutes("closed")),
    "prepare_minutes_pdf draft": Way(_GROUP, _minutes("planned")),
    "prepare_pack_pdf": Way(_GROUP, _take_pack),
    "export_share_log": Way(
        {*_SENDS, R.ADMINISTRATOR},
        lambda secrets, viewer, maker: export_share_log(secrets.world.store, viewer, LogFilter()),
    ),
    "export_audit": Way(
        {R.ADMINISTRATOR},
        lambda secrets, viewer, maker: export_audit(secrets.world.store, viewer, AuditFilter()),
    ),
    "export_child pdf": Way(_GROUP, _take_child("pdf")),
    "export_child json": Way(_GROUP, _take_child("json")),
    "prepare_share": Way(_SENDS, _share_words, True),
}
ABOUT_ALDER = {"spoc"}  # titles on what nobody reported are in no copy, the group’s neither
OTHERWISE = {
    "put_access": "writes the table of access into a page of the documentation",
    "put_month_files": "for the command line: as hand_out_month_file, into a folder",
    "export_home": "the command itself, as the system",
    "export_pack": "the command itself, as the system",
}


def _list_exports() -> Iterator[str]:
    begins = ("export_", "prepare_", "make_", "hand_out_", "put_")
    for found in pkgutil.walk_packages(core.__path__, "core."):
        if not any(part in found.name for part in (".migrations", ".demonstration", "__main__")):
            module = importlib.import_module(found.name)
            for name, function in vars(module).items():
                own = getattr(function, "__module__", "") == found.name
                if own and inspect.isfunction(function) and name.startswith(begins):
                    yield name


def test_every_way_out_of_core_stands_in_the_table() -> None:
    known = {name.split()[0] for name in WAYS} | set(OTHERWISE)
    assert set(_list_exports()) == known


def _count_refusals(secrets: Secrets, viewer: Viewer) -> int:
    with secrets.world.store.read() as session:
        query = select(Audit).where(Audit.verb == "refused")
        return len(session.exec(query.where(col(Audit.person_id) == viewer.person_id)).all())


def _is_foreign(secrets: Secrets, way: Way, word: str) -> bool:
    kind, whose = secrets.words[word]
    if not way.leaves:
        return False
    # The group's own copy says what was asked of the home.
    if kind in IN_NO_DOCUMENT - ({"action"} if way.group else set()):
        return True
    name = whose.partition(":")[2]
    if kind == "action":
        return whose not in ABOUT_ALDER
    return bool(way.about) and not name.startswith(way.about)


LONG = {"hand_out_month_file", "make_month_files", "prepare_home_summary group"}
LONG |= {"prepare_board_report group", "prepare_provider_summary"}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.attack if n in LONG else ()) for n in WAYS]
)
def test_a_file_holds_nothing_foreign_and_is_refused_to_everybody_else_on_record(
    secrets: Secrets, name: str
) -> None:
    way, chair = WAYS[name], secrets.world.viewer(R.CHAIR)
    for role in ROLES:
        viewer = secrets.world.viewer(role)
        if role in way.may:
            content = way.take(secrets, viewer, viewer)
            met = find_words(open_file(content), secrets.words)
            # What leaves under an agreement is the sight of its level, whoever presses the button.
            reader = role if way.group or not way.leaves else R.LIAISON
            leaked = met - find_allowed(reader, secrets.words)
            leaked |= {word for word in met if _is_foreign(secrets, way, word)}
            assert sorted(secrets.words[word] for word in leaked) == [], role
            continue
        # Neither of their own making, nor what the chair made and handed on.
        for maker in (viewer, chair):
            before = _count_refusals(secrets, viewer)
            with pytest.raises(AccessDenied):
                way.take(secrets, viewer, maker)
            assert _count_refusals(secrets, viewer) == before + 1, role


@pytest.mark.attack
def test_what_the_files_hold_is_found_in_them(secrets: Secrets) -> None:
    chair = secrets.world.viewer(R.CHAIR)
    kinds: dict[str, set[str]] = {}
    for name, way in WAYS.items():
        words = (
            find_words(open_file(way.take(secrets, chair, chair)), secrets.words)
            if R.CHAIR in way.may
            else set()
        )
        kinds[name] = {secrets.words[word][0] for word in words}
    assert {"child", "summary", "reference", "urn"} <= kinds["export_incidents csv"]
    assert {"child", "summary", "reference", "urn"} <= kinds["export_incidents xlsx"]
    for name in ("prepare_home_summary pdf", "prepare_home_summary csv", "make_month_files"):
        assert "reference" in kinds[name], name
    assert {"decision", "kept figure"} <= kinds["prepare_minutes_pdf"]
    assert {"recipient"} <= kinds["export_share_log"]
