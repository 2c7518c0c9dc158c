"""The share log as a file, and whose file this is: only for who may, and audited."""

import hashlib
import io
from datetime import date

import polars as pl
import pytest
from sqlmodel import select

from core.access import SYSTEM
from core.errors import AccessDenied, InvalidInput
from core.measures.period import Period
from core.measures.share_log import LogFilter
from core.reports.share_log import export_share_log, find_by_content, find_by_digest
from core.reports.sharing import prepare_share
from core.shares import Sharing
from core.tables import Audit
from core.vocabulary import DisclosureLevel, DocumentKind, LawfulBasis, Role
from tests.world import World

MAY = {Role.CHAIR, Role.PROTOCOL_LEAD, Role.LIAISON, Role.ADMINISTRATOR}
JUNE = Period(date(2019, 6, 1), date(2019, 6, 30))
CONTENT = b"a document"
DIGEST = hashlib.sha256(CONTENT).hexdigest()


def _prepare(world: World, recipient: str = "Ofsted", content: bytes = CONTENT) -> None:
    prepare_share(
        world.store,
        SYSTEM,
        Sharing(
            DocumentKind.HOME_SUMMARY,
            DisclosureLevel.AGREEMENT,
            LawfulBasis.PUBLIC_TASK,
            recipient,
            JUNE,
            world.homes["alder"],
        ),
        data_revision=1,
        file_name="x.pdf",
        render=lambda _stamp: content,
    )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_the_log_is_a_file_for_who_prepares_documents_or_reads_the_audit(
    world: World, role: Role
) -> None:
    _prepare(world)
    viewer = world.viewer(role)
    if role in MAY:
        assert export_share_log(world.store, viewer, LogFilter())
        with world.store.read() as session:
            (row,) = session.exec(select(Audit).where(Audit.noun == "share log")).all()
        assert (row.verb, row.role) == ("exported", role.value)
        assert find_by_digest(world.store, viewer, DIGEST).height == 1
        return
    for ask in (
        lambda: export_share_log(world.store, viewer, LogFilter()),
        lambda: find_by_digest(world.store, viewer, DIGEST),
        lambda: find_by_content(world.store, viewer, CONTENT),
    ):
        with pytest.raises(AccessDenied):
            ask()


def test_the_file_holds_what_the_filter_found_with_whole_digests_and_runs_no_formula(
    world: World,
) -> None:
    _prepare(world, '=HYPERLINK("http://evil.test")')
    _prepare(world)
    content = export_share_log(world.store, SYSTEM, LogFilter(words="hyperlink"))
    assert content.startswith(b"\xef\xbb\xbf")
    frame = pl.read_csv(io.BytesIO(content))
    assert frame.height == 1
    assert frame["For whom"].to_list() == ['\'=HYPERLINK("http://evil.test")']
    assert frame["SHA-256"].to_list() == [DIGEST]


def test_a_log_without_a_row_is_its_headings(world: World) -> None:
    content = export_share_log(world.store, SYSTEM, LogFilter())
    assert pl.read_csv(io.BytesIO(content)).is_empty()


def test_a_file_is_known_by_its_bytes_and_by_its_digest_however_that_is_written(
    world: World,
) -> None:
    _prepare(world)
    _prepare(world, "A board")
    _prepare(world, content=b"another")
    found = find_by_content(world.store, SYSTEM, CONTENT)
    assert found["recipient"].to_list() == ["A board", "Ofsted"]
    written = " ".join(DIGEST[n : n + 8].upper() for n in range(0, 64, 8))
    for words in (DIGEST, f" {DIGEST}\n", written, written.replace(" ", ":")):
        assert find_by_digest(world.store, SYSTEM, words).height == 2
    assert find_by_content(world.store, SYSTEM, CONTENT + b"\n").is_empty()


@pytest.mark.parametrize("words", ["", "ab" * 31 + "a", "ab" * 32 + "a", "zz" * 32, DIGEST[:12]])
def test_what_is_no_digest_is_refused_in_words(world: World, words: str) -> None:
    with pytest.raises(InvalidInput, match="64 characters"):
        find_by_digest(world.store, SYSTEM, words)
