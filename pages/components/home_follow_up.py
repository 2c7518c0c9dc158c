"""What follows at a home: actions, contacts, training; and the list of its incidents."""

from functools import partial

import polars as pl
import streamlit as st

from core.access import Sight, read_access
from core.clock import say_moment
from core.home_record import RESTORATIVE_SOURCE
from core.measures.contact_sentences import say_agreement, say_review
from core.measures.home_sentences import (
    say_follow_up_title,
    say_in_place,
    say_last_contact,
    say_restorative,
)
from core.measures.in_place import find_in_place
from core.measures.period import say_period
from core.measures.sentences import say_count
from core.people import read_names
from core.vocabulary import (
    ActionState,
    Agency,
    Channel,
    ContactAbout,
    ContactHow,
    ContactPresent,
    TrainingKind,
    say,
)
from pages.components.contact_induction import show_induction
from pages.components.contacts import build_contacts_page
from pages.components.home_protocol import build_register_days
from pages.components.home_record import HomePage
from pages.components.incident_words import NEEDED_WORDS, say_what
from pages.components.projector import is_projecting
from pages.components.screens import Screen
from pages.components.session import find_page
from pages.components.tables import say_each, show_download, show_table
from pages.components.text import escape

_MOST_LISTED = 50
_IN_PLACE = (TrainingKind.INDUCTION, TrainingKind.BEHAVIOUR_POLICY)


def build_follow_up_screen(page: HomePage) -> Screen:
    """Actions and contacts, which are somebody's own words, only on the desk; training on both."""
    if is_projecting():
        heading = "Training and agreements"
        return Screen(heading, heading, partial(_show_follow_up, page))
    own_only = read_access(page.viewer).actions is Sight.OWN
    heading = say_follow_up_title(page.follow_ups, own_only=own_only)
    return Screen("Follow-up", heading, partial(_show_follow_up, page))


def _show_follow_up(page: HomePage) -> None:
    if not is_projecting():
        if page.follow_ups is not None:
            _show_actions(page)
        st.markdown("**Contacts with the home**")
        _show_contacts(page)
        _show_review(page)
        st.markdown("**Training and agreements**")
    restorative = page.record.restorative
    on_day = restorative.on_day if restorative else None
    lines = [say_restorative(page.staff, on_day, RESTORATIVE_SOURCE)]
    for kind in _IN_PLACE:
        days = page.record.training.filter(kind=kind.value)["on_day"]
        lines.append(say_in_place(say(kind), days[0] if days.len() else None))
    home = pl.DataFrame({"home_id": [page.home_id], "name": [page.name]})
    training = page.record.training.with_columns(home_id=pl.lit(page.home_id))
    agreed = find_in_place(home, training, page.today).row(0, named=True)
    said = say_agreement(agreed["police_agreement_on"], agreed["renewal_on"], agreed["renewal_due"])
    lines.append(f"{say(TrainingKind.POLICE_AGREEMENT).capitalize()}: {said}.")
    st.markdown("\n".join(f"- {escape(line)}" for line in lines))


def _show_actions(page: HomePage) -> None:
    st.markdown("**Actions**")
    is_open = pl.col("state") == ActionState.OPEN.value
    actions = pl.concat(
        [
            page.actions.filter(is_open).sort("due_on", "created_at", "id"),
            page.actions.filter(~is_open).sort("done_at", "created_at", "id", descending=True),
        ]
    )
    if actions.is_empty():
        st.markdown("None that you may see.")
        return
    names = read_names(page.store, page.viewer)

    def say_owner(row: dict[str, object]) -> str:
        agency = row["owner_agency"]
        person = names.get(int(str(row["owner_id"]))) if row["owner_id"] is not None else None
        return person or (say(Agency(str(agency))) if agency else "")

    late = is_open & (pl.col("due_on") < page.today)
    show_table(
        actions.select(
            pl.col("title").fill_null("An action of another agency").alias("What"),
            say_each(actions.select("owner_id", "owner_agency"), say_owner).alias("Whose"),
            pl.col("due_on").alias("Due"),
            pl.when(late).then(pl.lit("overdue")).otherwise("state").alias("State"),
        ).head(_MOST_LISTED),
        alt="Actions about this home, open ones first",
        key="home_actions",
        file_name=f"actions_{page.urn}.csv",
    )
    st.page_link(find_page("actions"), label="Open the actions")


def _show_contacts(page: HomePage) -> None:
    """As far as the role may know: all of it, that there was one and when, or nothing."""
    record, days = page.record, page.period
    if record.contact_sight is Sight.NONE:
        st.markdown("Contacts are not shown to your role; that is not to say there were none.")
        return
    if record.contacts.is_empty():
        st.markdown("None recorded.")
        return
    st.markdown(say_last_contact(record.contacts["on_day"][0], page.today))
    contacts = record.contacts.filter(pl.col("on_day") >= days.start)
    earlier = record.contacts.height - contacts.height
    if contacts.is_empty():
        st.markdown(f"None recorded since {days.start.day} {days.start:%B %Y}.")
    else:
        table = contacts.select(pl.col("on_day").alias("Day"))
        if record.contact_sight is Sight.ALL:
            table = contacts.select(
                pl.col("on_day").alias("Day"),
                say_each(contacts, lambda row: say(ContactAbout(str(row["about"])))).alias("About"),
                say_each(contacts, lambda row: say(ContactHow(str(row["how"])))).alias("How"),
                say_each(contacts, lambda row: say(ContactPresent(str(row["present"])))).alias(
                    "Who was there"
                ),
                pl.col("person").alias("By"),
                pl.col("note").alias("Note"),
            )
        with st.expander(f"{say_count(contacts.height, 'contact')} since {days.start:%B %Y}"):
            show_table(
                table,
                alt="Contacts with this home, newest first",
                key="home_contacts",
                file_name=f"contacts_{page.urn}.csv",
            )
    if earlier:
        st.caption(f"{earlier} earlier; choose a longer period to see them.")
    if record.contact_sight is Sight.STATE:
        st.caption("To your role only the days of contacts are shown.")


def _show_review(page: HomePage) -> None:
    """Of a home that is open: its reviews with the manager, and why it is to be inducted again."""
    contacts = build_contacts_page(page.store, page.viewer, page.everything, page.today)
    here = pl.col("home_id") == page.home_id
    for row in contacts.reviews.filter(here).iter_rows(named=True):
        if said := say_review(row["this_month"], row["last_month"], row["last_review_on"]):
            st.markdown(escape(said))
    due = contacts.due.filter(here)
    if not due.is_empty():
        show_induction(page.store, page.viewer, contacts.record, due, page.today)


def build_incidents_screen(page: HomePage) -> Screen:
    """The period's incidents, newest first, each a link; never on the wall."""
    heading = f"{say_count(page.incidents.height, 'incident').capitalize()} that you may see"
    return Screen("Incidents", heading, partial(_show_incidents, page))


def _show_incidents(page: HomePage) -> None:
    listed = page.incidents.sort("occurred_at", "id", descending=True)
    if listed.is_empty():
        st.markdown(f"None in {say_period(page.period)}.")
        return
    for row in listed.head(_MOST_LISTED).iter_rows(named=True):
        st.page_link(
            find_page("incidents"),
            label=escape(_say_incident(row)),
            query_params={"incident": str(row["id"])},
        )
    if listed.height > _MOST_LISTED:
        st.caption(f"The newest {_MOST_LISTED} of {listed.height:,}; the register has all.")
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.page_link(
            find_page("incidents"),
            label="Open them in the register",
            icon=":material/list:",
            query_params={"home": page.urn, **build_register_days(page)},
        )
        show_download(
            _build_incident_table(listed),
            key="home_incidents",
            file_name=f"incidents_{page.urn}.csv",
        )


def _say_incident(row: dict[str, object]) -> str:
    cells = _describe_incident(row)
    return " · ".join(cell for cell in cells.values() if cell)


def _describe_incident(row: dict[str, object]) -> dict[str, str]:
    """One incident's cells in words, by their headings."""
    severity, drug = row["severity"], row["drug_class"]
    level = f"level {row['level_now']}" if row["level_now"] else "no level"
    if row["level_hidden"]:
        level = "level not shown"
    needed = NEEDED_WORDS.get(str(row["needed"])) if row["call_out"] else None
    return {
        "When": say_moment(row["occurred_at"]),  # type: ignore[arg-type]
        "What": say_what(
            str(row["category"]), str(severity) if severity else None, str(drug) if drug else None
        ),
        "Told by": say(Channel(str(row["channel"]))),
        "Level": level,
        "Police": f"police {needed}" if needed else "",
        "Review": "agreed" if row["reviewed"] else "waits for the group",
        "Reference": str(row["reference"] or ""),
    }


def _build_incident_table(listed: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame([_describe_incident(row) for row in listed.iter_rows(named=True)])
