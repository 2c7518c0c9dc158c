"""`sslmode=verify-full`: the store opens on the server of one's own authority and on no other."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from core.errors import StoreFault, StoreUnavailable
from core.store import open_store
from core.vocabulary import StoreKind
from tests.moving import read_all
from tests.postgresql import NotInstalled, Server, running_server
from tests.postgresql_stores import add_home, url

__all__ = ("url",)


def _openssl(*words: str | Path) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("no openssl on this machine")
    subprocess.run([program, *map(str, words)], check=True, capture_output=True)


def _make_certificate(folder: Path, name: str, *more: str | Path) -> tuple[Path, Path]:
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    words += ["-days", "2", "-subj", f"/CN={name}", "-keyout", str(key), "-out", str(certificate)]
    _openssl(*words, *more)
    return key, certificate


@pytest.fixture(scope="module")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path, Path]:
    """A server's key and certificate, its authority, and another authority."""
    folder = tmp_path_factory.mktemp("authorities")
    own_key, own = _make_certificate(folder, "own")
    _, other = _make_certificate(folder, "other")
    more = ("-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE")
    return *_make_certificate(folder, "server", "-CA", own, "-CAkey", own_key, *more), own, other


@pytest.fixture(scope="module")
def host(authorities: tuple[Path, Path, Path, Path]) -> Iterator[Server]:
    """A server of this module's own, whose certificate is for the name localhost."""
    try:
        with running_server() as server:
            server.speak_tls(*authorities[:2])
            yield server
    except NotInstalled as error:
        pytest.skip(str(error))


def _ask(url: str, authority: Path, name: str = "localhost") -> str:
    made = make_url(url).set(host=name)
    more = {"sslmode": "verify-full", "sslrootcert": str(authority)}
    return made.update_query_dict(more).render_as_string(hide_password=False)


def test_the_server_of_ones_own_authority_is_taken_and_the_connection_is_of_tls(
    url: str, authorities: tuple[Path, Path, Path, Path]
) -> None:
    store = open_store(_ask(url, authorities[2]), create=StoreKind.OWN)
    add_home(store)
    with store.read() as session:
        query = text("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        assert session.execute(query).one() == (True, "TLSv1.3")
    store.close()


@pytest.mark.parametrize("what", ["another authority", "another name", "no such authority"])
def test_any_other_server_is_refused_in_words_and_sent_nothing(
    url: str, authorities: tuple[Path, Path, Path, Path], what: str
) -> None:
    *_, own, other = authorities
    asked = {
        "another authority": _ask(url, other),
        "another name": _ask(url, own, "127.0.0.1"),
        "no such authority": _ask(url, own.with_name("none.crt")),
    }[what]
    with pytest.raises(StoreUnavailable, match="did not prove over TLS") as refused:
        open_store(asked, create=StoreKind.OWN)
    assert refused.value.fault is StoreFault.UNREACHABLE
    assert "\n" not in str(refused.value)
    assert read_all(url, "SELECT 1 FROM pg_tables WHERE tablename = 'audit'") == []


def test_a_server_without_tls_is_refused_in_words(
    server: Server, authorities: tuple[Path, Path, Path, Path]
) -> None:
    with pytest.raises(StoreUnavailable, match="did not prove over TLS"):
        open_store(_ask(server.url("postgres"), authorities[2]), create=StoreKind.OWN)
