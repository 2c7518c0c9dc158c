"""What docs/deploy.md hands over is used as it is: so it is tried as it is."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import UniqueConstraint
from sqlmodel import SQLModel

from core import tables as _tables  # noqa: F401  # registers every table with the metadata
from tests.proxy import NGINX, OPENSSL, write_proxy

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "deploy"
DOCUMENT = ROOT / "docs" / "deploy.md"
UNITS = sorted(FOLDER.glob("*.service"))


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, words)), capture_output=True, text=True, check=False)


def _find(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"no {program} on this machine")
    return found


def test_the_document_names_every_file_beside_it_and_every_file_that_it_names_is_there() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    named = {ROOT / name for name in re.findall(r"`((?:docs|core|tests)/[\w./@-]+)`", document)}
    assert [path for path in named if not path.exists()] == []
    told = document + "".join(_read(path.name) for path in FOLDER.iterdir())
    assert [path.name for path in FOLDER.iterdir() if path.name not in told] == []


def test_every_command_that_the_document_gives_is_one() -> None:
    from core.__main__ import app

    document = DOCUMENT.read_text(encoding="utf-8") + _read("slow-time-backup.service")
    given = set(re.findall(r"python -m core (\w+)", document))
    known = {command.name for command in app.registered_commands}
    assert {"move", "backup", "restore", "check"} <= given <= known | {"retain"}


def test_the_constraints_that_a_key_column_would_change_are_all_listed() -> None:
    found = re.search(r"<!-- keys -->\n(.*)<!-- /keys -->", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert found is not None
    assert found[1].strip() == write_keys().strip(), "renew it with write_keys()"


def write_keys() -> str:
    """Each table's keys as a Markdown table: primary, unique, and how many links leave it."""
    lines = ["| table | primary key | unique | links |", "| --- | --- | --- | ---: |"]
    keys = uniques = links = 0
    for name, table in sorted(SQLModel.metadata.tables.items()):
        unique = sorted(
            ", ".join(column.name for column in constraint.columns)
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        )
        primary = ", ".join(column.name for column in table.primary_key)
        link = len(table.foreign_keys)
        keys, uniques, links = keys + 1, uniques + len(unique), links + link
        lines.append(f"| {name} | {primary} | {' · '.join(unique) or '–'} | {link or '–'} |")
    total = f"In all {keys} primary keys, {uniques} unique constraints and {links} foreign keys:"
    return f"{total}\n\n" + "\n".join(lines) + "\n"


def test_every_setting_of_the_environment_is_one_that_something_reads() -> None:
    from streamlit import config

    options = {
        "STREAMLIT_" + re.sub(r"(?<!^)(?=[A-Z])", "_", name.replace(".", "_")).upper()
        for name in config._config_options_template
    }
    written = _read("slow-time.env") + _read("Containerfile").replace("ENV ", "\n")
    names = set(re.findall(r"^[# ]*([A-Z][A-Z_]+)=", written, re.MULTILINE))
    ours = {name for name in names if name.startswith("SLOW_TIME_")}
    code = "".join(path.read_text("utf-8") for path in (ROOT / "core").rglob("*.py"))
    code += "".join(path.read_text("utf-8") for path in (ROOT / "pages").rglob("*.py"))
    assert ours and all(name in code for name in ours)
    streamlits = {name for name in names if name.startswith("STREAMLIT_")}
    assert streamlits and streamlits <= options
    others = names - ours - streamlits
    assert others <= {"DATABASE_URL", "PGPASSFILE", "PYTHONDONTWRITEBYTECODE"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_is_understood_line_by_line(unit: Path, tmp_path: Path) -> None:
    analyze = _find("systemd-analyze")
    # Its programs are not here; its words are judged all the same.
    path = tmp_path / unit.name.replace("@", "@8501")
    path.write_text(re.sub(r"(?m)^(Exec\w+)=\S+", r"\1=/bin/true", unit.read_text("utf-8")))
    said = _run(analyze, "verify", path).stderr
    wrong = [line for line in said.splitlines() if unit.stem.split("@")[0] in line]
    assert [line for line in wrong if re.search("Unknown|Failed|Invalid|ignor", line)] == []


@pytest.mark.parametrize(("unit", "most"), [(UNITS[0], 30), (UNITS[1], 30)])
def test_a_unit_leaves_its_program_little(unit: Path, most: int) -> None:
    analyze = _find("systemd-analyze")
    done = _run(analyze, "security", "--offline=yes", "--no-pager", f"--threshold={most}", unit)
    assert done.returncode == 0, done.stdout[-400:]


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_a_unit_runs_as_an_account_of_its_own_and_writes_in_one_place(unit: Path) -> None:
    said = configparser.RawConfigParser(strict=False, delimiters="=")
    said.optionxform = str  # type: ignore[assignment,method-assign]
    said.read_string(unit.read_text("utf-8"))
    service = dict(said["Service"])
    assert service["User"] == service["Group"] == service["StateDirectory"] == "slow-time"
    assert service["ProtectSystem"] == "strict" and service["NoNewPrivileges"] == "true"
    assert "ReadWritePaths" not in service


def test_the_container_takes_what_is_there_and_no_store_no_secret_and_no_root() -> None:
    lines = _read("Containerfile").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ")]
    sources = {name for names in copied for name in names if not name.startswith(("--", "/"))}
    assert [name for name in sources if not (ROOT / name).exists()] == []
    assert not {".", "data", ".streamlit", ".streamlit/secrets.toml"} & sources
    needed = {"app.py", "asgi.py", "core", "pages", ".streamlit/config.toml"}
    held = {path.relative_to(ROOT).as_posix() for path in (ROOT / "data").rglob("*.*")}
    held = {name for name in held if not name.endswith((".db", ".lock")) and "backups" not in name}
    taken = {name for name in held if any(name.startswith(source) for source in sources)}
    assert needed <= sources and held - taken <= {"data/README.md"}
    last = max(index for index, line in enumerate(lines) if line.startswith("FROM "))
    assert "USER slow-time" in lines[last:]
    assert any(line.startswith("HEALTHCHECK") for line in lines[last:])


def test_the_proxy_is_understood(tmp_path: Path) -> None:
    if NGINX is None or OPENSSL is None:
        pytest.skip("no nginx on this machine")
    done = _run(NGINX, "-t", "-p", tmp_path, "-c", write_proxy(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


def test_the_proxy_lets_through_what_the_app_takes_and_no_more() -> None:
    largest = int(re.findall(r"client_max_body_size (\d+)m;", _read("nginx.conf"))[0])
    assert largest == 10 + 1  # .streamlit/config.toml, and the envelope
    assert "maxUploadSize = 10" in (ROOT / ".streamlit" / "config.toml").read_text("utf-8")
    for header in ("Host $http_host", "X-Forwarded-Proto $scheme", "Upgrade $http_upgrade"):
        assert f"proxy_set_header {header};" in _read("nginx.conf")


def test_the_proxy_speaks_tls_1_2_and_1_3_alone_with_forward_secrecy_and_the_strongest_first() -> (
    None
):
    proxy = _read("nginx.conf")
    assert re.findall(r"ssl_protocols (.+);", proxy) == ["TLSv1.2 TLSv1.3"]
    suites = re.findall(r"ssl_ciphers (\S+);", proxy)[0].split(":")
    assert all(re.fullmatch(r"ECDHE-(ECDSA|RSA)-.*(GCM|CHACHA20).*", suite) for suite in suites)
    assert ["256" in suites[0], "AES128" in suites[-1]] == [True, True]
    assert "ssl_prefer_server_ciphers on;" in proxy
    # OpenSSL knows each of them by this name.
    known = _run(_find("openssl"), "ciphers", "-v").stdout
    assert [suite for suite in suites if f"{suite} " not in known] == []


def test_the_proxys_site_is_this_app_and_nothing_else() -> None:
    proxy = _read("nginx.conf")
    passed = set(re.findall(r"proxy_pass (\S+);", proxy))
    assert passed == {"http://slow_time"} and not re.search(r"\b(root|alias|fastcgi_pass)\b", proxy)


def test_what_is_secret_is_roots_and_read_by_the_services_group_alone() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert "install -d -m 750 -g slow-time /etc/slow-time" in document
    for name in ("slow-time.env", "secrets.toml"):
        assert re.search(rf"install -m 640 -g slow-time \S*{re.escape(name)} /etc", document), name
    assert "-v /etc/slow-time/secrets.toml:/etc/slow-time/secrets.toml:ro" in _read("Containerfile")
