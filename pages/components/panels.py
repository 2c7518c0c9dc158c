"""Which incidents went to a panel: the list, and the outcomes counted."""

import polars as pl
import streamlit as st

from core.clock import say_date
from core.measures.panel_sentences import PANELS_SOURCE, say_panels_method
from core.measures.panels import PanelCounts
from core.measures.period import Period
from core.vocabulary import Panel, PanelOutcome, say
from pages.components.incident_words import say_what
from pages.components.session import find_page
from pages.components.tables import show_download, show_table
from pages.components.text import escape

_MOST_LISTED = 50


def say_outcome(row: dict[str, object]) -> str:
    """The outcome in words; where only the state is the viewer's to know, that there is one."""
    if not row["decided"]:
        return "pending"
    return say(PanelOutcome(str(row["outcome"]))) if row["outcome"] else "decided"


def show_outcomes(counts: PanelCounts, period: Period) -> None:
    """Referrals by outcome, pending among them, of all of the period."""
    rows = [
        {"Outcome": say_outcome({"decided": True, **row}), "Referrals": row["count"]}
        for row in counts.outcomes.iter_rows(named=True)
    ]
    rows.append({"Outcome": "pending", "Referrals": counts.pending})
    table = pl.DataFrame(rows).with_columns(pl.lit(counts.referrals).alias("Of"))
    show_table(
        table, alt="Referrals by outcome", key="panel_outcomes", file_name="panel_outcomes.csv"
    )
    st.caption(f"{say_panels_method(counts, period)} {PANELS_SOURCE}")


def show_referrals(sent: pl.DataFrame) -> None:
    """Each referral as a link to its incident, what is pending first; all as CSV."""
    st.subheader("The incidents", anchor=False)
    listed = sent.sort("decided", maintain_order=True)
    cells = [_describe(row) for row in listed.iter_rows(named=True)]
    for row, cell in zip(
        listed.head(_MOST_LISTED).iter_rows(named=True), cells[:_MOST_LISTED], strict=True
    ):
        st.page_link(
            find_page("incidents"),
            label=escape(" · ".join(word for word in cell.values() if word)),
            query_params={"incident": str(row["incident_id"])},
        )
    if len(cells) > _MOST_LISTED:
        st.caption(f"The first {_MOST_LISTED} of {len(cells):,}; the CSV holds all.")
    show_download(pl.DataFrame(cells), key="panels", file_name="panels.csv")


def _describe(row: dict[str, object]) -> dict[str, str]:
    panel = say(Panel(str(row["panel"])))
    severity, drug = row["severity"], row["drug_class"]
    return {
        "Outcome": say_outcome(row).capitalize(),
        "Panel": panel,
        "Sent": f"sent {say_date(row['on_day'])}",  # type: ignore[arg-type]
        "Home": str(row["home"] or ""),
        "What": say_what(
            str(row["category"]), str(severity) if severity else None, str(drug) if drug else None
        ),
        "Happened": say_date(row["occurred_on"]),  # type: ignore[arg-type]
        "Reference": str(row["reference"] or ""),
    }
