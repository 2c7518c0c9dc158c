"""The first screen of a home: its figures, its good news, what asks for attention."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from core.access import Sight, read_access
from core.clock import say_date
from core.measures.children import find_children, say_children
from core.measures.home_sentences import (
    Standing,
    say_attention,
    say_good_news,
    say_home_title,
)
from core.measures.homes_sentences import say_quiet
from core.measures.one_home import count_untold, count_waiting, say_not_open, say_own_alarm
from core.measures.period import Period
from core.measures.quiet import build_quiet_days
from core.measures.rates import build_rates, find_area_rate
from core.measures.sentences import NBSP, say_count, say_needed
from core.measures.share import find_needed_share
from core.measures.tally import filter_days
from core.measures.timeline import find_uncovered_days
from core.vocabulary import CallOutKind
from pages.components.cards import Card, show_cards
from pages.components.home_record import HomePage
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.text import escape


def build_standing_screen(page: HomePage) -> Screen:
    """What stands out, good and bad; a home that was not open in the period says when it was."""
    if page.open_days is None:
        why = say_not_open(page.period, page.home["opened_on"], page.home["closed_on"])
        return Screen("What stands out", escape(f"{page.name}: {why}"), _show_not_open)
    # Found by the days of the period; outside the home's opening there is nothing to cover.
    uncovered = find_uncovered_days(page.open_days, page.own.covered)
    heading = say_home_title(
        page.name,
        find_needed_share(page.call_outs),
        page.period,
        waiting=page.not_agreed,
        has_data=not page.own.covered or uncovered < page.open_days.days,
    )
    return Screen("What stands out", escape(heading), partial(_show_standing, page, uncovered))


def _show_not_open() -> None:
    st.markdown("Choose another period to see its record.")


def _show_standing(page: HomePage, uncovered: int) -> None:
    show_cards(build_home_cards(page), key="home_cards")
    standing = build_standing(page)
    good, attention = st.columns(2, gap="large")
    with good:
        _show_list("Good news", say_good_news(standing), "None that the records show.")
    with attention:
        _show_list("Asks for attention", say_attention(standing), "Nothing that the records show.")
    notes = [say_children(find_children(page.call_outs))]
    if not page.own.covered:
        notes.append("No import states which days it covers: quiet days may be without data.")
    elif uncovered and page.open_days is not None:
        notes.append(
            f"For {say_count(uncovered, 'day')} of {page.open_days.days:,} no import states to "
            "cover them: there no call-out does not mean none."
        )
    if said := " ".join(note for note in notes if note):
        st.caption(escape(said))


def _show_list(heading: str, sentences: Sequence[str], nothing: str) -> None:
    lines = "\n".join(f"- {escape(sentence)}" for sentence in sentences)
    st.markdown(f"**{heading}**\n\n{lines or nothing}")


def build_home_cards(page: HomePage) -> list[Card]:
    """Rate, share needed, time since the last behaviour call-out, follow-ups."""
    share = find_needed_share(page.call_outs)
    cards = [
        _build_rate_card(page),
        Card(
            "Police were needed",
            f"{share.needed} of {share.known}" if share.known else "not known",
            say_needed(share) if page.call_outs.height else "no call-outs in the period",
        ),
        _build_since_card(page),
    ]
    follow_ups = page.follow_ups
    if follow_ups is None:
        return cards
    own = " of yours" if read_access(page.viewer).actions is Sight.OWN else ""
    late = f"{follow_ups.overdue} overdue" if follow_ups.overdue else "none overdue"
    return [
        *cards,
        Card(
            f"Follow-ups{own} open",
            str(follow_ups.open_now),
            late if follow_ups.open_now else f"{follow_ups.done or 'none'} done in the period",
            None if is_projecting() else "actions",
            "Open them",
        ),
    ]


def _build_rate_card(page: HomePage) -> Card:
    label = "Behaviour call-outs per place per year"
    own = page.own
    # Of this home's rows alone: its own rate needs no other's, and no position is shown.
    rates = build_rates(own.call_outs, own.homes, own.places, page.period, CallOutKind.BEHAVIOUR)
    rate = rates.row(0, named=True) if rates.height else None
    if rate is None or rate["rate"] is None:
        count = filter_days(page.behaviour, page.period).height
        said = say_count(count, "behaviour call-out")
        return Card(label, "no rate", f"no registered places in the period; {said}")
    return Card(
        label,
        f"{rate['rate']:.2f}",
        f"{rate['call_outs']} in {rate['place_years']:.1f} place-years; 95{NBSP}% interval "
        f"{rate['lower']:.2f} to {rate['upper']:.2f}{_say_area_rate(page)}",
    )


def _say_area_rate(page: HomePage) -> str:
    """What the rate may be set against; a viewer of a few homes has no area to set it against."""
    if read_access(page.viewer).call_outs is not Sight.ALL:
        return ""
    view = page.everything
    homes = view.homes.filter(pl.col("in_area").fill_null(True))
    rates = build_rates(view.call_outs, homes, view.places, page.period, CallOutKind.BEHAVIOUR)
    area = find_area_rate(rates)
    return "" if area is None else f"; all homes of the area {area:.2f}"


def _build_since_card(page: HomePage) -> Card:
    """Time since the last behaviour call-out: only days that imports cover are counted."""
    label = "Since the last behaviour call-out"
    if page.own.data_to is None:
        return Card(label, "not known", "no import states the days that it covers")
    if _has_closed(page):
        return Card(label, "closed", "the home no longer has children in it")
    quiet = _find_quiet(page)
    if quiet is None:
        return Card(label, "not known", f"no import covers {say_date(page.own.data_to)}")
    days, is_whole, last_on = quiet
    last = f"the last on {say_date(last_on)}" if last_on else "none in the data"
    said = say_quiet(days, is_whole)
    if not days:
        return Card(label, "0 days", said)
    return Card(label, said, f"{last}; to {say_date(page.own.data_to)}")


def _has_closed(page: HomePage) -> bool:
    closed_on, data_to = page.home["closed_on"], page.own.data_to
    return closed_on is not None and data_to is not None and closed_on < data_to


def _is_visited(page: HomePage) -> bool:
    closed_on = page.home["closed_on"]
    is_open = closed_on is None or closed_on >= page.today
    return is_open and page.home["in_area"] is not False


def _find_quiet(page: HomePage) -> tuple[int, bool, date | None] | None:
    """Days without a behaviour call-out to the last day of data, whether all, and the last one."""
    if page.own.data_to is None:
        return None
    found = build_quiet_days(page.behaviour, page.own.homes, page.own.covered, page.own.data_to)
    rows = found.select("days", "is_whole", "last_on").rows()
    return rows[0] if rows else None


def build_standing(page: HomePage) -> Standing:
    """The values that the sentences are made of."""
    quiet = _find_quiet(page)
    untold_agreed, untold_suggested = count_untold(page.findings)
    asked = pl.col("contacted") & ~pl.col("call_out")
    recent: Period = page.recent
    late = page.alarms.filter(pl.col("alarm_on").is_between(recent.start, recent.end))
    contacts = page.record.contacts["on_day"]
    return Standing(
        data_to=page.own.data_to,
        today=page.today,
        quiet_days=quiet[0] if quiet else None,
        recent=find_needed_share(filter_days(page.own.call_outs, recent)),
        alarms=[say_own_alarm(row, page.own.meetings) for row in late.iter_rows(named=True)],
        advice=page.incidents.filter(asked).height,
        untold_agreed=untold_agreed,
        untold_suggested=untold_suggested,
        staff=page.staff,
        follow_ups=page.follow_ups,
        sees_contacts=page.record.contact_sight is not Sight.NONE,
        contact_on=contacts[0] if contacts.len() else None,
        is_visited=_is_visited(page),
        waiting=count_waiting(page.findings),
    )
