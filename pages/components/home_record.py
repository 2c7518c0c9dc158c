"""The page of one home: which one, in which period, and what all its screens are made of."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl
import streamlit as st

from core.access import Sight, Viewer, read_access
from core.clock import UK, read_today, say_date
from core.home_record import HomeRecord, read_home_record
from core.measures.alarms import count_watched_homes, find_watched_from
from core.measures.home_sentences import FollowUps, Staff
from core.measures.one_home import find_open_days
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.measures.share import NeededShare, find_needed_share
from core.measures.tally import filter_days
from core.people import read_spocs
from core.reading import View, read_actions, read_view
from core.store import Store
from core.vocabulary import ActionState, CallOutKind, Judgement, SettingType, say
from pages.components.alarm_list import read_alarms
from pages.components.periods import months_before
from pages.components.projector import is_projecting, sees_agreed_only
from pages.components.text import escape
from pages.components.url_choice import put_param

_CHOICE, _SHOWN = "home_choice", "home_shown"


@dataclass(frozen=True)
class HomePage:
    """What the screens share: one home's rows of a view, `own`, and a period.

    `everything` is the whole view, for what a home is judged by: the area's days, alarms, notes.
    """

    store: Store
    viewer: Viewer
    everything: View
    own: View
    home: dict[str, Any]
    period: Period
    today: date

    @property
    def home_id(self) -> int:
        return int(self.home["home_id"])

    @property
    def name(self) -> str:
        return str(self.home["name"])

    @property
    def urn(self) -> str:
        return str(self.home["urn"])

    @property
    def agreed_only(self) -> bool:
        """Whether the viewer sees only what the group agreed: the rest is not nought."""
        return sees_agreed_only(self.viewer)

    @cached_property
    def open_days(self) -> Period | None:
        """The part of the period in which the home was open."""
        return find_open_days(
            self.period, self.home["opened_on"], self.home["closed_on"], self.own.incidents
        )

    @cached_property
    def recent(self) -> Period:
        """The 12 months to the period's last day of data."""
        end = min(self.period.end, self.own.data_to or self.period.end)
        return Period(months_before(end, 12), end)

    @cached_property
    def incidents(self) -> pl.DataFrame:
        return filter_days(self.own.incidents, self.period)

    @cached_property
    def call_outs(self) -> pl.DataFrame:
        return filter_days(self.own.call_outs, self.period)

    @cached_property
    def not_agreed(self) -> NeededShare:
        """The answers of the period that are only suggested: of call-outs before their review."""
        return find_needed_share(self.call_outs.filter(~pl.col("reviewed")))

    @cached_property
    def behaviour(self) -> pl.DataFrame:
        """The home's behaviour call-outs, of all days."""
        return self.own.call_outs.filter(pl.col("kind") == CallOutKind.BEHAVIOUR.value)

    @cached_property
    def findings(self) -> pl.DataFrame:
        return filter_days(self.own.findings, self.period)

    @cached_property
    def actions(self) -> pl.DataFrame:
        return read_actions(self.store, self.viewer).filter(pl.col("home_id") == self.home_id)

    @cached_property
    def follow_ups(self) -> FollowUps | None:
        """None where the role knows of no actions at all."""
        if read_access(self.viewer).actions is Sight.NONE:
            return None
        open_now = self.actions.filter(pl.col("state") == ActionState.OPEN.value)
        done_on = pl.col("done_at").dt.convert_time_zone(str(UK)).dt.date()
        # What was done since the last day of data belongs to a period that ends with it.
        is_latest = self.own.data_to is None or self.period.end >= self.own.data_to
        until = self.today if is_latest else self.period.end
        done = self.actions.filter(
            (pl.col("state") == ActionState.DONE.value)
            & done_on.is_between(self.period.start, until)
        )
        late = open_now.filter(pl.col("due_on") < self.today)
        return FollowUps(open_now.height, late.height, done.height)

    @cached_property
    def record(self) -> HomeRecord:
        return read_home_record(self.store, self.viewer, self.home_id)

    @property
    def staff(self) -> Staff | None:
        """The latest count of restorative-trained staff."""
        found = self.record.restorative
        return Staff(found.trained, found.total, found.needed) if found else None

    @cached_property
    def watched_from(self) -> date | None:
        """Since when alarms are judged; None where the home is not watched."""
        if self.own.data_to is None or not count_watched_homes(self.own.homes, self.own.data_to):
            return None
        return find_watched_from(self.own.covered, self.own.data_to)

    @cached_property
    def alarms(self) -> pl.DataFrame:
        """The home's alarms of the period, by day, with the name as it is shown."""
        found = read_alarms(self.store, self.viewer, self.everything)
        shown = pl.col("alarm_on").is_between(self.period.start, self.period.end)
        return found.filter(shown & (pl.col("home_id") == self.home_id))


def build_home_page(
    store: Store, viewer: Viewer, view: View, home_id: int, period: Period
) -> HomePage:
    """One home of a view."""
    here = pl.col("home_id") == home_id
    own = replace(
        view,
        incidents=view.incidents.filter(here),
        findings=view.findings.filter(here),
        homes=view.homes.filter(here),
        places=view.places.filter(here),
    )
    home = own.homes.row(0, named=True)
    return HomePage(store, viewer, view, own, home, period, read_today())


def pick_home(store: Store, viewer: Viewer, view: View) -> int:
    """The chosen home's id; its URN, on the wall its letter, stands in the URL.

    `bind` would look for the name in the URL, and two homes of one name would be one choice. The
    session keeps the id, so that the same home is shown when the wall begins and when it is left.
    """
    homes = view.homes.sort("name", "urn")
    twice = pl.col("name").is_duplicated()
    label = pl.when(twice).then(pl.format("{} ({})", "name", "urn")).otherwise("name")
    labels = dict(homes.select("home_id", label).iter_rows())
    codes = dict(homes.select("urn", "home_id").iter_rows())
    asked = st.query_params.get("home", "")
    if asked not in codes and is_projecting():
        # A link from the desk says the URN: the id leads from it to the letter, and no name does.
        codes |= dict(read_view(store, viewer).homes.select("urn", "home_id").iter_rows())
    known = st.session_state.get(_SHOWN)
    fallback = known if known in labels else next(iter(labels))
    chosen = int(codes.get(asked, fallback))
    urns = dict(homes.select("home_id", "urn").iter_rows())
    if asked and asked != urns[chosen]:
        put_param("home", urns[chosen])
    st.session_state[_CHOICE] = st.session_state[_SHOWN] = chosen
    st.selectbox(
        "Home",
        list(labels),
        format_func=lambda home_id: labels[home_id],
        key=_CHOICE,
        on_change=_put_home,
        args=(urns,),
        width=280,
    )
    return chosen


def _put_home(urns: dict[int, str]) -> None:
    # On the wall names turn into letters and back: the browser may still say what it showed before,
    # which is nobody's choice.
    if (chosen := st.session_state[_CHOICE]) in urns:
        put_param("home", urns[chosen])


def say_home_facts(page: HomePage) -> str:
    """Under the title: period and data date, and the register's line where no room reads it."""
    home, places = page.home, page.own.places.sort("from_on", nulls_last=False)
    parts = [say_period(page.period), escape(home["provider"] or "provider not recorded")]
    if is_projecting():
        parts.insert(0, escape(page.name))  # Not every screen's heading says it.
    else:  # Kind, places and council would tell a room which home it is.
        count = int(places["places"][-1]) if places.height else 0
        parts += [
            say(SettingType(str(home["setting_type"]))),
            say_count(count, "place") if count else "no registered places",
            escape(home["host_authority"] or "authority not recorded"),
            *(["outside the protocol's area"] if home["in_area"] is False else []),
            f"SPOC: {escape(read_spocs(page.store).get(page.home_id, 'nobody'))}",
        ]
        if home["latest_judgement"]:
            parts.append(f"Ofsted: {say(Judgement(home['latest_judgement']))}")
    if home["opened_on"] is not None and home["opened_on"] > page.period.start:
        parts.append(f"opened {say_date(home['opened_on'])}")
    if home["closed_on"] is not None:
        parts.append(f"closed {say_date(home['closed_on'])}")
    if page.own.data_to is not None:
        parts.append(f"data to {say_date(page.own.data_to)}")
    return " · ".join(parts)
