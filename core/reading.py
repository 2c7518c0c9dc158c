"""Every read of more than one incident: frames already scoped to the viewer.

The viewer is always an argument. What a role may not see is not in the frame; what it may see of a
row but not of a column is null there.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from weakref import WeakKeyDictionary

import polars as pl

from core.access import (
    POLICE_ROLES,
    Access,
    Sight,
    Viewer,
    can_see_area,
    can_see_home,
    read_access,
)
from core.contract import fold
from core.protocol.levels import LADDERS
from core.snapshot import Snapshot, read_snapshot
from core.snapshot_columns import ANNOTATION_COLUMNS
from core.store import Store
from core.vocabulary import Agency, CallOutKind, Category, FindingState, Role, YesNo

_CHILD_COLUMNS = ("child_ref", "child_age", "child_gender", "child_ethnicity", "placing_authority")


@dataclass(frozen=True)
class View:
    """What one viewer sees at one data revision: the arguments of every measure.

    `incidents` and `findings` are scoped; `homes` and `places` are those whose own figures the
    viewer may see; `covered` are the days inside which no incident means zero; `data_to` is the
    last of them, or of the incidents seen where no batch states its days. `annotations` are those
    of the homes seen and, `home_id` null, of the area: `id`, `home_id`, `on_day`, `until_day` (both
    inclusive), `words`, `cleared` (for the wall and documents), earliest first. `meetings` are the
    group's days, earliest first.
    """

    revision: int
    incidents: pl.DataFrame
    findings: pl.DataFrame
    homes: pl.DataFrame
    places: pl.DataFrame
    covered: tuple[tuple[date, date], ...]
    data_to: date | None
    annotations: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=ANNOTATION_COLUMNS)
    )
    meetings: tuple[date, ...] = ()

    @cached_property
    def call_outs(self) -> pl.DataFrame:
        """The incidents that are call-outs, `call_out_kind` renamed to the measures' `kind`."""
        return self.incidents.filter("call_out").with_columns(kind=pl.col("call_out_kind"))


_MOST_VIEWS = 8
_views: WeakKeyDictionary[Snapshot, dict[Viewer, View]] = WeakKeyDictionary()


def read_view(store: Store, viewer: Viewer) -> View:
    """Everything the viewer's figures are made of, from one consistent state of the store.

    Of one revision all who may see the same have one view: thirty people of a meeting would each
    push the other's out. So it is built for their role and homes, and nobody's person.
    """
    snapshot = read_snapshot(store)
    scope = replace(viewer, person_id=None, name="", covers=frozenset())
    views = _views.setdefault(snapshot, {})
    view = views.get(scope)
    if view is None:
        if len(views) >= _MOST_VIEWS:
            views.clear()
        view = views[scope] = build_view(snapshot, scope)
    return view


def build_view(snapshot: Snapshot, viewer: Viewer) -> View:
    """What a viewer sees of a snapshot."""
    incidents = _scope_incidents(snapshot, viewer)
    homes = snapshot.homes.filter(_sees_home(viewer))
    ends = [end for _, end in snapshot.covered]
    # Of the incidents seen: the day of an unseen one would tell that it happened.
    data_to = max(ends) if ends else incidents["occurred_on"].max()
    if incidents.is_empty() and homes.is_empty():
        data_to = None
    return View(
        revision=snapshot.revision,
        incidents=incidents,
        findings=_scope_findings(snapshot, incidents, viewer),
        homes=homes,
        places=snapshot.places.join(homes.select("home_id"), on="home_id", how="semi"),
        covered=snapshot.covered,
        data_to=data_to if isinstance(data_to, date) else None,
        annotations=_scope_annotations(snapshot, viewer),
        meetings=snapshot.meetings,
    )


def _sees_home(viewer: Viewer) -> pl.Expr:
    match read_access(viewer).call_outs:
        case Sight.ALL:
            return pl.lit(True)
        case Sight.OWN:
            return pl.col("home_id").is_in(sorted(viewer.home_ids))
        case _:
            return pl.lit(False)


def _scope_annotations(snapshot: Snapshot, viewer: Viewer) -> pl.DataFrame:
    of_area = pl.col("home_id").is_null()
    return snapshot.annotations.filter(
        pl.when(of_area).then(pl.lit(can_see_area(viewer))).otherwise(_sees_home(viewer))
    )


def _sees_uncontacted(viewer: Viewer, row: Access) -> pl.Expr:
    match row.uncontacted:
        case Sight.ALL:
            return pl.lit(True)
        case Sight.OWN:
            return _sees_home(viewer)
        case Sight.REFERRED:
            return pl.col("referred") & _sees_home(viewer)
        case Sight.PLACED if fold(viewer.authority or ""):
            return _folded("placing_authority") == fold(viewer.authority or "")
        case _:
            return pl.lit(False)


def _folded(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(r"[\s_\-]+", "").str.to_lowercase().fill_null("")


def _scope_incidents(snapshot: Snapshot, viewer: Viewer) -> pl.DataFrame:
    row = read_access(viewer)
    every = snapshot.incidents
    sees = pl.when("contacted").then(_sees_home(viewer)).otherwise(_sees_uncontacted(viewer, row))
    mask = every.select(sees=sees.fill_null(False))["sees"]
    # Who sees all shares the snapshot's columns: a copy for each viewer would fill the memory.
    seen = every if mask.all() else every.filter(mask)
    if row.child_refs is Sight.NONE:
        seen = seen.with_columns(pl.lit(None).cast(seen.schema[c]).alias(c) for c in _CHILD_COLUMNS)
    hidden = _hides_level(snapshot, seen, viewer)
    agreed_only = pl.lit(row.findings is Sight.CONFIRMED)
    # "Not needed" is what the finding `over_report` says: it shows when that does.
    suggests = ~hidden & ~agreed_only
    open_question = pl.when("call_out").then(pl.lit("unknown"))
    sees_all = row.uncontacted is Sight.ALL
    return seen.with_columns(
        level=pl.when(~hidden).then("level"),
        level_set=pl.when(~hidden).then("level_set"),
        level_now=pl.when(~hidden).then("level_now"),
        level_hidden=hidden,
        # The kind of an offence without a level, to everybody: were it another for those who see
        # the level, their counts beside the police's would tell that it rests on something.
        call_out_kind=pl.when(_on_ladder() & ~pl.col("reviewed") & pl.col("call_out"))
        .then(pl.lit(CallOutKind.BEHAVIOUR.value))
        .otherwise("call_out_kind"),
        police_needed=pl.when(suggests).then("police_needed"),
        needed=pl.when(~hidden & (~agreed_only | pl.col("reviewed")))
        .then("needed")
        .otherwise(open_question),
        needed_suggested=pl.when(suggests).then("needed_suggested").otherwise(open_question),
        differs_now=pl.when(~agreed_only & (pl.lit(sees_all) | ~_on_ladder())).then("differs_now"),
        rests_on="rests_on" if sees_all else pl.lit([], dtype=seen.schema["rests_on"]),
    )


def _hides_level(snapshot: Snapshot, seen: pl.DataFrame, viewer: Viewer) -> pl.Expr:
    """Where a level would tell the viewer that something happened that they may not see."""
    hidden = _rests_on_unseen(snapshot, seen)
    if viewer.role in POLICE_ROLES:
        hidden = hidden | _on_ladder()
    return hidden & ~pl.col("reviewed")


def _on_ladder() -> pl.Expr:
    """Where the level or a finding counts occasions; `incident_sight` has it in Python."""
    classes = [drug_class.value for counted, _ in LADDERS for drug_class in counted]
    by_risk = pl.col("contacted") & (pl.col("immediate_risk") == YesNo.YES.value).fill_null(False)
    return (
        (pl.col("category") == Category.DRUGS_POSSESSION.value)
        & pl.col("drug_class").is_in(classes).fill_null(False)
        & pl.col("in_scope")
        & ~by_risk
    )


def _rests_on_unseen(snapshot: Snapshot, seen: pl.DataFrame) -> pl.Expr:
    if seen.height == snapshot.incidents.height:
        return pl.lit(False)
    rests = (
        seen.filter(pl.col("rests_on").list.len() > 0).select("id", "rests_on").explode("rests_on")
    )
    unseen = rests.join(seen.select(rests_on="id"), on="rests_on", how="anti")
    return pl.col("id").is_in(unseen["id"].unique().to_list())


def _scope_findings(snapshot: Snapshot, seen: pl.DataFrame, viewer: Viewer) -> pl.DataFrame:
    columns = ["home_id", "occurred_on", "occurred_at", "reviewed", "call_out"]
    findings = snapshot.findings.join(
        seen.filter(~pl.col("level_hidden")).select(pl.col("id").alias("incident_id"), *columns),
        on="incident_id",
        how="inner",
    )
    if read_access(viewer).findings is Sight.CONFIRMED:
        return findings.filter(pl.col("state") == FindingState.CONFIRMED.value)
    if read_access(viewer).findings is Sight.NONE:
        return findings.clear()
    return findings


def read_actions(store: Store, viewer: Viewer) -> pl.DataFrame:
    """The viewer's actions, a row each, earliest due first; `mine` are those the viewer can tick.

    `for_id` is the owner for whom the viewer stands in, else null; `asked_until` the last day of
    more time that nobody has answered yet. Police roles are not shown an action about an incident
    they may not see. Where only the state is theirs to know, titles are null.
    """
    snapshot = read_snapshot(store)
    row = read_access(viewer)
    for_id = pl.when(pl.col("owner_id").is_in(sorted(viewer.covers))).then("owner_id")
    actions = snapshot.actions.with_columns(mine=_owns(viewer), for_id=for_id)
    match row.actions:
        case Sight.NONE:
            actions = actions.clear()
        case Sight.OWN:
            actions = actions.filter("mine")
        case Sight.STATE:
            actions = actions.with_columns(title=pl.lit(None, dtype=pl.String))
        case _:
            pass
    if viewer.role in POLICE_ROLES:
        seen = read_view(store, viewer).incidents["id"].implode()
        actions = actions.filter(
            pl.col("incident_id").is_null() | pl.col("incident_id").is_in(seen)
        )
    names = snapshot.homes.select("home_id", home="name")
    return actions.join(names, on="home_id", how="left").sort("due_on", "created_at", "id")


def _owns(viewer: Viewer) -> pl.Expr:
    person = pl.col("owner_id").is_in([p for p in (viewer.person_id, *viewer.covers) if p])
    agency = pl.col("owner_id").is_null() & (pl.col("owner_agency") == (viewer.agency or ""))
    at_own_home = pl.col("home_id").is_in(sorted(viewer.home_ids))
    if viewer.role is Role.SPOC or viewer.agency == Agency.PROVIDER:
        agency = agency & at_own_home
    return (person | agency).fill_null(False)


def count_uncontacted(store: Store, viewer: Viewer, start: date, end: date) -> int | None:
    """How many incidents without police contact there were, for roles that may know the count.

    Bounds inclusive; None where the role may not know. No home is named: at one home a count can be
    a child.
    """
    if read_access(viewer).uncontacted not in {Sight.ALL, Sight.COUNTS, Sight.PLACED}:
        return None
    incidents = read_snapshot(store).incidents
    within = pl.col("occurred_on").is_between(start, end)
    return incidents.filter(~pl.col("contacted") & within).height


def read_home_row(store: Store, viewer: Viewer, home_id: int) -> dict[str, object] | None:
    """One home of the register as a mapping; None where there is none that the viewer may see."""
    if not can_see_home(viewer, home_id):
        return None
    rows = read_snapshot(store).homes.filter(pl.col("home_id") == home_id).to_dicts()
    return rows[0] if rows else None
