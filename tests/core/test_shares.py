"""A file that leaves: who may prepare which level, logged with its digest, not where it fails."""

import hashlib
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import select

from core.access import SYSTEM, Viewer
from core.audit import GENESIS
from core.errors import AccessDenied, InvalidInput
from core.measures.period import Period
from core.reports.document import Stamp
from core.reports.sharing import build_file_name, prepare_share
from core.shares import Sharing, find_audit_anchor, find_levels, read_shares
from core.store import Store
from core.tables import Audit
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis, Role
from tests.world import World, add_incident

MAY = Period(date(2019, 5, 1), date(2019, 5, 31))
NOON = datetime(2019, 6, 30, 12, tzinfo=UTC)
G, A, P = DisclosureLevel
LEVELS = {Role.CHAIR: (G, A, P), Role.PROTOCOL_LEAD: (G, A, P), Role.LIAISON: (A,)}


def _sharing(level: DisclosureLevel = A, **more: object) -> Sharing:
    basis = LawfulBasis.NOT_PERSONAL if level is P else LawfulBasis.PUBLIC_TASK
    usual = {"kind": DocumentKind.HOME_SUMMARY, "recipient": "Ofsted", "period": MAY}
    return Sharing(**{"level": level, "basis": basis, **usual, **more})  # type: ignore[arg-type]


def _render(stamp: Stamp) -> bytes:
    assert stamp.sent is not None
    return f"{stamp.words} {stamp.level_words} {stamp.sent.audit_anchor}".encode()


def _prepare(world: World, viewer: Viewer, sharing: Sharing, **more: object) -> bytes:
    revision = world.store.read_revision()
    return prepare_share(
        world.store,
        viewer,
        sharing,
        data_revision=revision,
        file_name="x.pdf",
        render=_render,
        made_at=NOON,
        **more,  # type: ignore[arg-type]
    )


def _count_audited(store: Store) -> int:
    with store.read() as session:
        return len(session.exec(select(Audit).where(Audit.noun == "share")).all())


@pytest.mark.parametrize("level", list(DisclosureLevel))
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_a_role_prepares_the_levels_that_are_its_own(
    world: World, role: Role, level: DisclosureLevel
) -> None:
    viewer = world.viewer(role)
    assert find_levels(viewer) == LEVELS.get(role, ())
    if level in LEVELS.get(role, ()):
        assert _prepare(world, viewer, _sharing(level))
        assert read_shares(world.store, SYSTEM)["level"].to_list() == [level.value]
        return
    with pytest.raises(AccessDenied):
        _prepare(world, viewer, _sharing(level))
    assert read_shares(world.store, SYSTEM).is_empty()


def test_the_log_says_who_what_for_whom_and_the_digest_of_the_very_file(world: World) -> None:
    viewer = world.viewer(Role.LIAISON)
    home_id = world.homes["alder"]
    content = _prepare(world, viewer, _sharing(home_id=home_id, recipient="  An  inspector "))
    row = read_shares(world.store, viewer).row(0, named=True)
    assert row["file_digest"] == hashlib.sha256(content).hexdigest()
    assert (row["file_size"], row["by"]) == (len(content), viewer.name)
    assert (row["home"], row["recipient"]) == ("Alder", "An inspector")
    assert (row["period_from"], row["period_to"]) == (MAY.start, MAY.end)
    assert _count_audited(world.store) == 1


def test_a_file_that_cannot_be_kept_is_neither_logged_nor_audited(world: World) -> None:
    def fail(_content: bytes) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        _prepare(world, SYSTEM, _sharing(), keep=fail)
    assert read_shares(world.store, SYSTEM).is_empty()
    assert _count_audited(world.store) == 0


def test_a_file_that_cannot_be_made_is_neither_logged_nor_audited(world: World) -> None:
    def fail(_stamp: Stamp) -> bytes:
        raise ValueError("no such glyph")

    with pytest.raises(ValueError, match="glyph"):
        prepare_share(
            world.store, SYSTEM, _sharing(), data_revision=1, file_name="x.pdf", render=fail
        )
    assert read_shares(world.store, SYSTEM).is_empty()
    assert _count_audited(world.store) == 0


@pytest.mark.parametrize(
    "sharing",
    [
        _sharing(recipient=" \n "),
        _sharing(recipient="x" * 121),
        _sharing(basis=LawfulBasis.NOT_PERSONAL),
        _sharing(P, basis=LawfulBasis.PUBLIC_TASK),
    ],
)
def test_a_document_names_its_reader_and_a_basis_that_fits_its_level(
    world: World, sharing: Sharing
) -> None:
    with pytest.raises(InvalidInput):
        _prepare(world, SYSTEM, sharing)


def test_the_anchor_is_that_of_the_revision_whatever_was_exported_since(world: World) -> None:
    add_incident(world, "I-1")
    first = _prepare(world, SYSTEM, _sharing())
    assert _prepare(world, SYSTEM, _sharing()) == first
    revision = world.store.read_revision()
    with world.store.read() as session:
        anchor = find_audit_anchor(session, revision)
        row = session.exec(select(Audit).where(Audit.digest == anchor)).one()
        assert (row.noun, row.data_revision) == ("incident", revision)
        assert find_audit_anchor(session, 0) in {GENESIS, *session.exec(select(Audit.digest))}
    add_incident(world, "I-2")
    assert _prepare(world, SYSTEM, _sharing()) != first


@pytest.mark.parametrize("change", ["UPDATE share SET recipient = 'x'", "DELETE FROM share"])
def test_the_log_is_append_only(world: World, change: str) -> None:
    _prepare(world, SYSTEM, _sharing())
    with (
        pytest.raises(DatabaseError, match="append-only"),
        world.store.write(SYSTEM) as writing,
    ):
        writing.session.execute(text(change))


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("home_summary", "SC000001", "2019-05"), "home-summary-sc000001-2019-05.pdf"),
        (("pack", '../../etc/"passwd"'), "pack-etc-passwd.pdf"),
        (("Tŷ Gwyn’s <b>",), "ty-gwyns-b.pdf"),
        (("x" * 200,), "x" * 80 + ".pdf"),
        (("日本",), "document.pdf"),
        (("CON\r\nSet-Cookie: a",), "con-set-cookie-a.pdf"),
    ],
)
def test_a_file_name_is_plain_and_short(parts: tuple[str, ...], name: str) -> None:
    assert build_file_name(*parts, suffix="pdf") == name
