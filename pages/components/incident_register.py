"""The register of incidents: what may be filtered, the list, and the ways to open one."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from core.access import Permission, Sight, Viewer, can, read_access
from core.clock import say_moment
from core.measures.period import Period
from core.protocol.rules import RULES
from core.reading import View
from core.vocabulary import BREACH_VERDICTS, Category, Channel, FindingState, say
from pages.components.incident_words import NEEDED_WORDS, say_what
from pages.components.session import find_page
from pages.components.tables import say_each, show_download
from pages.components.url_choice import pick_by_code, put_param

_LEVELS = {"1": "level 1", "2": "level 2", "3": "level 3", "none": "no level"}
_STATES = {"waiting": "waiting for the group", "reviewed": "agreed by the group"}
_RULES = {rule.id: rule for rule in RULES}
_RARER = ("category", "level", "channel", "contact", "needed", "finding")
_BREACHES = [verdict.value for verdict in BREACH_VERDICTS]


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; "" asks for everything."""

    home: str
    state: str
    category: str
    level: str
    channel: str
    contact: str
    needed: str
    finding: str
    reference: str

    @property
    def any(self) -> bool:
        """Whether anything but the period narrows the list."""
        return any(vars(self).values())


def pick_filters(viewer: Viewer, view: View, *, folded: bool = True) -> Filters:
    """The filters, each with its code in the URL; `folded` hides the rarer ones until used."""
    with st.grid(3, min_column_width=220):
        home = pick_by_code(
            "Home",
            dict(view.homes.sort("name").select("urn", "name").iter_rows()),
            param="home",
            everything="All homes",
        )
        state = pick_by_code("State", _STATES, param="state", everything="Waiting and agreed")
        reference = st.text_input(
            "Search a reference", key="reference", bind="query-params", max_chars=64
        ).strip()
    used = any(param in st.query_params for param in _RARER)
    rarer = st.expander("More filters", expanded=used) if folded else st.container()
    with rarer, st.grid(3, min_column_width=220):
        category = pick_by_code(
            "What happened", _words(Category), param="category", everything="Anything"
        )
        level = pick_by_code("Level", _LEVELS, param="level", everything="Any level")
        channel = pick_by_code("Told by", _words(Channel), param="channel", everything="Any route")
        contact = _pick_contact(viewer)
        needed = pick_by_code(
            "Were the police needed?", NEEDED_WORDS, param="needed", everything="Any answer"
        )
        finding = pick_by_code(
            "Finding", _list_findings(view), param="finding", everything="Any or none"
        )
    return Filters(home, state, category, level, channel, contact, needed, finding, reference)


def clear_filters() -> None:
    """Take every filter but the period away; for a button."""
    for param in ("home", "state", *_RARER):
        put_param(param, "")
    st.session_state["reference"] = ""


def _words(listed: Any) -> dict[str, str]:
    return {word.value: say(word) for word in listed}


def _pick_contact(viewer: Viewer) -> str:
    options = {"call_outs": "call-outs only"}
    # Only for roles that may open such an incident: the choice alone would say there are some.
    if read_access(viewer).uncontacted not in {Sight.NONE, Sight.COUNTS}:
        options["none"] = "without police contact"
    everything = "With and without" if "none" in options else "Call-outs and advice"
    return pick_by_code("Police contact", options, param="contact", everything=everything)


def _list_findings(view: View) -> dict[str, str]:
    """What can be chosen of the findings seen: a clause (its rules together), or one rule."""
    seen = view.findings.select("rule", "clause").unique().sort("clause", "rule")
    clauses = {
        f"clause:{clause}": f"all under {clause}" for clause in seen["clause"].unique().sort()
    }
    rules = {
        rule: f"{clause}: {_RULES[rule].message if rule in _RULES else rule}"
        for rule, clause in seen.iter_rows()
    }
    return clauses | rules


def apply_filters(view: View, period: Period, filters: Filters) -> pl.DataFrame:
    """The incidents asked for, newest first, with the home's name and their findings counted."""
    found = view.incidents.filter(pl.col("occurred_on").is_between(period.start, period.end)).join(
        view.homes.select("home_id", "urn", home="name"), on="home_id", how="left"
    )
    found = found.join(_count_findings(view), left_on="id", right_on="incident_id", how="left")
    wanted: list[pl.Expr] = []
    if filters.home:
        wanted.append(pl.col("urn") == filters.home)
    if filters.state:
        wanted.append(pl.col("reviewed") == (filters.state == "reviewed"))
    if filters.category:
        wanted.append(pl.col("category") == filters.category)
    if filters.level == "none":
        wanted.append(pl.col("level_now").is_null() & ~pl.col("level_hidden"))
    elif filters.level:
        wanted.append(pl.col("level_now") == int(filters.level))
    if filters.channel:
        wanted.append(pl.col("channel") == filters.channel)
    if filters.contact == "call_outs":
        wanted.append(pl.col("call_out"))
    elif filters.contact == "none":
        wanted.append(~pl.col("contacted"))
    if filters.needed:
        wanted.append(pl.col("needed") == filters.needed)
    if filters.finding:
        name, value = (
            ("clause", filters.finding.removeprefix("clause:"))
            if filters.finding.startswith("clause:")
            else ("rule", filters.finding)
        )
        standing = pl.col("state") != FindingState.DISMISSED.value
        ids = view.findings.filter((pl.col(name) == value) & standing)["incident_id"]
        wanted.append(pl.col("id").is_in(ids.unique().to_list()))
    if filters.reference:
        wanted.append(
            pl.col("reference")
            .str.to_lowercase()
            .str.contains(filters.reference.lower(), literal=True)
        )
    return found.filter(*wanted).sort("occurred_at", "id", descending=True)


def _count_findings(view: View) -> pl.DataFrame:
    """Findings not in line by incident: those suggested, those agreed."""

    def count(state: FindingState) -> pl.Expr:
        return ((pl.col("state") == state.value) & pl.col("verdict").is_in(_BREACHES)).sum()

    return view.findings.group_by("incident_id").agg(
        suggested=count(FindingState.SUGGESTED), agreed=count(FindingState.CONFIRMED)
    )


def build_list(found: pl.DataFrame) -> pl.DataFrame:
    """The register as it is read and downloaded: a row an incident, all in words."""
    what = say_each(
        found.select("category", "severity", "drug_class"), lambda row: say_what(*row.values())
    )
    return found.select(
        Reference="reference",
        When="occurred_at",
        Home=pl.col("home").fill_null(""),
        What=what,
        Police=pl.col("channel").replace_strict(_words(Channel), return_dtype=pl.String),
        Level=pl.when("level_hidden")
        .then(pl.lit("after review"))
        .otherwise(pl.col("level_now").cast(pl.String).fill_null("none")),
        Suggested=pl.col("suggested").fill_null(0),
        Agreed=pl.col("agreed").fill_null(0),
        Needed=pl.col("needed").replace_strict(
            NEEDED_WORDS, default=pl.lit("no call-out"), return_dtype=pl.String
        ),
        State=pl.when("reviewed").then(pl.lit("agreed")).otherwise(pl.lit("waiting")),
    )


_COLUMNS = {
    "When": st.column_config.DatetimeColumn("When", format="D MMM YYYY, HH:mm"),
    "Police": st.column_config.TextColumn("Police told by"),
    "Suggested": st.column_config.NumberColumn(
        "Suggested", help="Findings not in line with the protocol that the rules suggest"
    ),
    "Agreed": st.column_config.NumberColumn(
        "Agreed", help="Findings not in line with the protocol that the group agreed"
    ),
    "Needed": st.column_config.TextColumn("Police needed"),
}


def show_list(found: pl.DataFrame) -> None:
    """The list, sortable and searchable; choosing a row opens it, and so does the box above it."""
    ids, listed = found["id"].to_list(), build_list(found)
    labels = {
        key: f"{reference}, {say_moment(when)}: {what}"
        for key, reference, when, what in zip(
            ids, listed["Reference"], listed["When"], listed["What"], strict=True
        )
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Open an incident",
            ids,
            index=None,
            format_func=lambda key: labels[key],
            placeholder="Type a reference or choose",
            key="open_incident",
            on_change=_open_chosen,
            width=420,
        )
        waiting = found.filter(~pl.col("reviewed"))
        if not waiting.is_empty():
            st.button(
                "Begin with the oldest that waits",
                key="begin",
                icon=":material/arrow_forward:",
                on_click=put_param,
                args=("incident", str(waiting["id"][-1])),
            )
    st.dataframe(
        listed,
        column_config=_COLUMNS,
        hide_index=True,
        height=min(38 + 35 * listed.height, 560),
        key="incident_list",
        on_select=lambda: _open_row(ids),
        selection_mode="single-row",
        alt=f"{listed.height} incidents, newest first. The box above opens one by its reference.",
    )
    show_download(listed, key="incidents", file_name="incidents.csv")


def show_nothing_yet(viewer: Viewer) -> None:
    """The page before any incident has come in that the viewer may see."""
    st.title("No incident is here for you to see yet", anchor=False)
    st.markdown("They come from the force's extract, or from the template that homes fill in.")
    if can(viewer, Permission.IMPORT_INCIDENTS):
        st.page_link(find_page("import"), label="Bring in the incidents")


def _open_chosen() -> None:
    chosen = st.session_state["open_incident"]
    if chosen is not None:
        put_param("incident", str(chosen))


def _open_row(ids: list[int]) -> None:
    rows = st.session_state["incident_list"].selection.rows
    if rows and rows[0] < len(ids):
        put_param("incident", str(ids[rows[0]]))


def say_register(found: pl.DataFrame) -> str:
    """The register's finding: how many wait, how many are agreed."""
    waiting = found.filter(~pl.col("reviewed")).height
    agreed = found.height - waiting
    if found.is_empty():
        return "No incident matches these filters"
    if waiting == 0:
        return "Nothing waits for the group" + f"; {agreed} {_are(agreed)} agreed"
    noun = "incident waits" if waiting == 1 else "incidents wait"
    return f"{waiting} {noun} for the group; {agreed} {_are(agreed)} agreed"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
