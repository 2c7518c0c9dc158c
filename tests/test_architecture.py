"""The one direction of `architecture.md`: pages → core; inside core nothing points back."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORE = sorted((ROOT / "core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))
SCRIPTS = [path for path in PAGES if "components" not in path.parts and path.stem != "__init__"]
MIGRATIONS = ROOT / "core" / "migrations"

# The only modules of pages that may open a store; every page gets it from them.
MAY_OPEN_STORES = {"pages/components/session.py"}
# Long by what they hold: one list of tables, one list of words.
LONG = {"core/tables.py", "core/vocabulary.py"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> set[str]:
    """Every module that a file imports, and each name taken: `core.store`, `core.store.Store`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _reaches(path: Path, *modules: str) -> set[str]:
    return {
        name
        for name in _imports(path)
        if any(name == module or name.startswith(f"{module}.") for module in modules)
    }


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_there_is_something_to_hold() -> None:
    assert len(CORE) > 30
    assert {"core/store.py", "core/protocol/assessment.py"} <= {_name(path) for path in CORE}


def test_core_imports_where_streamlit_is_absent() -> None:
    modules = [
        _module(path) for path in CORE if MIGRATIONS not in path.parents and path.stem != "__main__"
    ]
    program = f"""
import importlib, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "streamlit":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
for name in {modules!r}:
    importlib.import_module(name)
try:
    import streamlit
except ModuleNotFoundError:
    print("absent")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("absent", 0), done.stderr


@pytest.mark.parametrize("path", CORE, ids=_name)
def test_core_knows_neither_streamlit_nor_the_pages(path: Path) -> None:
    assert _reaches(path, "streamlit", "pages", "app", "asgi") == set()


@pytest.mark.parametrize("path", [*PAGES, ROOT / "app.py"], ids=_name)
def test_pages_know_neither_tables_nor_the_database(path: Path) -> None:
    assert _reaches(path, "sqlmodel", "sqlalchemy", "sqlite3", "alembic", "core.tables") == set()
    assert _reaches(path, "core.snapshot", "core.audit", "core.judging") == set()


@pytest.mark.parametrize("path", [*PAGES, ROOT / "app.py"], ids=_name)
def test_a_store_is_opened_in_one_place(path: Path) -> None:
    if _name(path) in MAY_OPEN_STORES:
        return
    taken = _reaches(path, "core.store")
    if "components" in path.parts:
        # A component may say that it takes a store; it opens none.
        assert taken <= {"core.store", "core.store.Store"}
    else:
        assert taken == set()


@pytest.mark.parametrize(
    "path", [p for p in CORE if {"measures", "protocol", "charts"} & set(p.parts)], ids=_name
)
def test_measures_protocol_and_charts_know_nothing_of_the_store(path: Path) -> None:
    forbidden = ("core.store", "core.tables", "core.snapshot", "core.reading", "core.audit")
    assert _reaches(path, *forbidden, "sqlmodel", "sqlalchemy") == set()


@pytest.mark.parametrize("path", [p for p in CORE if "measures" in p.parts], ids=_name)
def test_measures_have_no_clock(path: Path) -> None:
    text = path.read_text()
    assert not {"read_now", "read_today", "date.today", "datetime.now"} & {
        word for word in ("read_now", "read_today", "date.today", "datetime.now") if word in text
    }


def test_no_script_lies_where_streamlit_would_run_it_before_anybody_signed_in() -> None:
    assert [path.name for path in (ROOT / "pages").glob("*.py")] in ([], ["__init__.py"])
    init = ROOT / "pages" / "__init__.py"
    assert not init.exists() or not init.read_text().strip()


@pytest.mark.parametrize("path", SCRIPTS, ids=_name)
def test_every_page_asks_who_looks_before_it_shows_anything(path: Path) -> None:
    statements = [
        node
        for node in ast.parse(path.read_text()).body
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and not _calls(node))
        and not (isinstance(node, ast.AnnAssign) and not _calls(node))
    ]
    assert statements, "a page shows something"
    assert "open_page" in _calls(statements[0])


def _calls(node: ast.AST) -> set[str]:
    return {
        part.func.id if isinstance(part.func, ast.Name) else ast.unparse(part.func)
        for part in ast.walk(node)
        if isinstance(part, ast.Call)
    }


def test_every_page_of_the_navigation_is_a_script_and_opens_as_itself() -> None:
    from pages.components.registry import PAGES as SPECS

    named = {f"pages/{spec.script}": spec.key for spec in SPECS}
    assert {_name(path) for path in SCRIPTS} == set(named)
    for path in SCRIPTS:
        assert f'open_page("{named[_name(path)]}")' in path.read_text()


def _public(path: Path) -> list[tuple[str, ast.AST]]:
    tree = ast.parse(path.read_text())
    found: list[tuple[str, ast.AST]] = [("the module", tree)]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append((node.name, node))
        if isinstance(node, ast.ClassDef):
            found += [
                (f"{node.name}.{inner.name}", inner)
                for inner in node.body
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_")
            ]
    return [(name, node) for name, node in found if not name.startswith("_")]


@pytest.mark.parametrize("path", [p for p in CORE if MIGRATIONS not in p.parents], ids=_name)
def test_every_public_name_of_core_says_what_it_is(path: Path) -> None:
    silent = [name for name, node in _public(path) if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert silent == [], f"{_name(path)}: no docstring"


@pytest.mark.parametrize(
    "path", [p for p in [*CORE, *PAGES] if MIGRATIONS not in p.parents], ids=_name
)
def test_no_module_grows_past_what_one_reads(path: Path) -> None:
    if _name(path) in LONG:
        return
    lines = len(path.read_text().splitlines())
    assert lines <= 300


@pytest.mark.parametrize("path", [*CORE, *PAGES], ids=_name)
def test_nothing_is_called_what_says_nothing(path: Path) -> None:
    assert not {"utils", "helpers", "manager", "misc", "common"} & {path.stem, path.parent.name}
    assert "TODO" not in path.read_text()
