"""The one direction of `architecture.md`: pages → core; inside core nothing points back."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

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


@cache
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


def _find_wrong(paths: list[Path], *modules: str) -> dict[str, set[str]]:
    """The files that import what they must not, and what that is."""
    return {_name(path): taken for path in paths if (taken := _reaches(path, *modules))}


def test_core_knows_neither_streamlit_nor_the_pages() -> None:
    assert _find_wrong(CORE, "streamlit", "pages", "app", "asgi") == {}


def test_pages_know_neither_tables_nor_the_database() -> None:
    shown = [*PAGES, ROOT / "app.py"]
    database = ("sqlmodel", "sqlalchemy", "sqlite3", "psycopg", "alembic", "core.tables")
    assert _find_wrong(shown, *database) == {}
    assert _find_wrong(shown, "core.snapshot", "core.audit", "core.judging") == {}


def test_a_store_is_opened_in_one_place() -> None:
    others = [path for path in [*PAGES, ROOT / "app.py"] if _name(path) not in MAY_OPEN_STORES]
    # A component may say that it takes a store; it opens none.
    said = {"core.store", "core.store.Store"}
    components = [path for path in others if "components" in path.parts]
    opened = {name: taken - said for name, taken in _find_wrong(components, "core.store").items()}
    assert {name: taken for name, taken in opened.items() if taken} == {}
    assert _find_wrong([path for path in others if path not in components], "core.store") == {}


def test_measures_protocol_and_charts_know_nothing_of_the_store() -> None:
    pure = [path for path in CORE if {"measures", "protocol", "charts"} & set(path.parts)]
    store = ("core.store", "core.tables", "core.snapshot", "core.reading", "core.audit")
    assert _find_wrong(pure, *store, "sqlmodel", "sqlalchemy") == {}


def test_measures_have_no_clock() -> None:
    clocks = ("read_now", "read_today", "date.today", "datetime.now")
    measures = [path for path in CORE if "measures" in path.parts]
    assert measures
    asked = [_name(path) for path in measures if any(c in path.read_text() for c in clocks)]
    assert asked == []


def test_no_script_lies_where_streamlit_would_run_it_before_anybody_signed_in() -> None:
    assert [path.name for path in (ROOT / "pages").glob("*.py")] in ([], ["__init__.py"])
    init = ROOT / "pages" / "__init__.py"
    assert not init.exists() or not init.read_text().strip()


def test_every_page_asks_who_looks_before_it_shows_anything() -> None:
    assert SCRIPTS
    assert [_name(path) for path in SCRIPTS if "open_page" not in _find_first_calls(path)] == []


def _find_first_calls(path: Path) -> set[str]:
    """What the first statement that does anything calls."""
    statements = [
        node
        for node in ast.parse(path.read_text()).body
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and not _calls(node))
        and not (isinstance(node, ast.AnnAssign) and not _calls(node))
    ]
    return _calls(statements[0]) if statements else set()


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


WRITTEN = [path for path in [*CORE, *PAGES] if MIGRATIONS not in path.parents]


def test_every_public_name_of_core_says_what_it_is() -> None:
    silent = [
        f"{_name(path)}: {name}"
        for path in WRITTEN
        if path in CORE
        for name, node in _public(path)
        if not ast.get_docstring(node)  # type: ignore[arg-type]
    ]
    assert silent == []


def test_no_module_grows_past_what_one_reads() -> None:
    lines = {_name(path): len(path.read_text().splitlines()) for path in WRITTEN}
    assert {name: n for name, n in lines.items() if n > 300 and name not in LONG} == {}


def test_nothing_is_called_what_says_nothing() -> None:
    empty = {"utils", "helpers", "manager", "misc", "common"}
    every = [*CORE, *PAGES]
    assert [_name(path) for path in every if empty & {path.stem, path.parent.name}] == []
    assert [_name(path) for path in every if "TODO" in path.read_text()] == []


def test_polars_never_calls_a_function_of_python() -> None:
    # Its threads would wait for Python's lock while who holds it waits for them (see `say_each`).
    back = {"map_elements", "map_batches", "map_groups", "map_rows", "register_io_source"}
    called = {_name(path): _calls(ast.parse(path.read_text())) & back for path in [*CORE, *PAGES]}
    assert {name: calls for name, calls in called.items() if calls} == {}
