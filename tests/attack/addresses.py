"""What somebody may write into a page's address: every name that a page reads, hostile values."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.attack.canaries import Secrets

PAGES = Path(__file__).resolve().parents[2] / "pages"
# Made of other names as the page runs: a question of the Guide each, a page of the audit each way.
MADE = {"before", "after", "guide_exception", "guide_immediate_risk"}
# What a page opens by, so that nothing else of the address is read: each is tried by itself too.
OPENS = {
    "incidents": ("incident",),
    "grading": ("incident",),
    "minutes": ("meeting",),
    "people": ("person",),
    "homes_register": ("register_home",),
    "home": ("home",),
}
# Read by nobody: what somebody would try who wants to be somebody else.
UNREAD = ("role", "viewer", "administrator", "embed", "urn", "provider", "request", "person_id")

LONG = "x" * 10_000
VALUES: tuple[str | list[str], ...] = (
    "",
    "0",
    "-1",
    "9" * 18,
    "9" * 30,
    "1e3",
    "NaN",
    "\u0661",
    "../1",
    "1;DROP TABLE incident",
    "' OR '1'='1",
    '" OR "1"="1',
    "%",
    "\x00",
    "\r\nSet-Cookie: a=b",
    "<script>zqran=1</script>",
    "=1+1",
    "2026-02-30",
    "9999-12-31",
    LONG,
    ["1", "2"],
    ["", LONG],
)


def list_parameters() -> set[str]:
    """Every name in an address that a page reads, as it stands in the pages' own code."""
    found = set(MADE)
    for path in sorted(PAGES.rglob("*.py")):
        tree = ast.parse(path.read_text())
        constants = {
            node.targets[0].id: node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found |= {name for name in _list_names(node, constants) if name}
    return found


def _list_names(call: ast.Call, constants: dict[str, ast.expr]) -> Iterator[str]:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    what = ast.unparse(call.func)
    asked: list[ast.expr] = [named["param"]] if "param" in named else []
    if "bind" in named or what == "pick_in_row":
        asked.append(named["key"])
    if what in {"st.query_params.get", "put_param"}:
        asked.append(call.args[0])
    for node in asked:
        node = constants.get(node.id, node) if isinstance(node, ast.Name) else node
        if isinstance(node, ast.Constant):
            yield str(node.value)
    if what == "pick_period":
        key = named.get("key", ast.Constant("period"))
        if isinstance(key, ast.Constant):
            yield from (f"{key.value}{end}" for end in ("", "_from", "_to"))


def list_garbage(page: str) -> Iterator[dict[str, str | list[str]]]:
    """Every name at each value that is none, then what the page opens by alone."""
    alone = OPENS.get(page, ())
    names = sorted({*list_parameters(), *UNREAD} - {*alone, "projector"})
    for value in VALUES:
        yield dict.fromkeys(names, value)
        yield from ({name: value} for name in alone)


def list_foreign(secrets: Secrets, page: str, homes: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """Every name at a value that is there, and somebody else's."""
    named = secrets.world.named
    for home in homes:
        urn = secrets.urns[home]
        of_home = dict.fromkeys(("home", "register_find", "urn"), urn)
        of_home["register_home"] = str(secrets.world.homes[home])
        for meeting, request in zip(secrets.meetings.values(), secrets.requests, strict=True):
            yield {
                **of_home,
                **{f"{name}_period": "Last 36 months" for name in ("incidents", "grade", "home")},
                "meeting": str(meeting),
                "request": str(request),
                "by": str(secrets.world.people["chair"]),  # type: ignore[index]
                "person": str(secrets.world.people["spoc"]),  # type: ignore[index]
                "contact": "none",
                "whose": "Everybody's",
            }
        yield {"home": f" {urn.lower()} ", "urn": f"{urn}'", "level": "group"}
    if page in {"grading", "panels", "actions"}:
        for name in ("alder_kept", "dogwood_call", "dogwood_kept", "cedar_kept"):
            yield {"incident": str(named[name])}
            yield {"incident": f"0{named[name]}", "home": secrets.urns["alder"]}
