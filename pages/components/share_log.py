"""The share log: its filters in the URL, the table, one entry in full, and whose file this is."""

import polars as pl
import streamlit as st

from core.access import Permission, Viewer, can
from core.clock import read_today, say_date, say_moment
from core.errors import SlowTimeError
from core.measures.period import Period, say_period
from core.measures.sentences import say_count
from core.measures.share_log import NOBODY, LogFilter, build_log_table, say_shares_title
from core.reports.share_log import export_share_log, find_by_content, find_by_digest
from core.store import Store
from core.vocabulary import DocumentKind, say
from pages.components.periods import pick_period
from pages.components.session import find_page, while_let_in
from pages.components.tables import say_each, show_table
from pages.components.text import escape
from pages.components.url_choice import pick_by_code

_ON_A_PAGE = 25
_DIGEST = 12
_MEGABYTES = 10


def pick_log_filter(shares: pl.DataFrame) -> LogFilter:
    """What of the log is shown, from the URL: days, home, kind, person and words."""
    # To today and not to the last day of data: when a file was prepared is no fact of the data.
    period = pick_period(read_today(), key="log_period", default="Last 12 months")
    words = st.text_input(
        "Search",
        key="words",
        bind="query-params",
        max_chars=120,
        placeholder="name, recipient, file or digest",
        width=420,
    )
    narrowed = any(st.query_params.get(name) for name in ("home", "kind", "by"))
    with (
        st.expander("Filters: home, kind, person", expanded=narrowed),
        st.container(horizontal=True, gap="medium"),
    ):
        with st.container(width=240):
            urn = pick_by_code("Home", _find_homes(shares), param="home", everything="All homes")
        with st.container(width=240):
            kinds = {kind.value: _head(say(kind)) for kind in DocumentKind}
            kind = pick_by_code("What", kinds, param="kind", everything="Every kind")
        with st.container(width=240):
            people = _find_people(shares)
            person = pick_by_code("Prepared by", people, param="by", everything="Everybody")
    return LogFilter(
        period=period,
        urn=urn,
        kind=DocumentKind(kind) if kind else None,
        person_id=int(person) if person else None,
        words=words,
    )


def _find_homes(shares: pl.DataFrame) -> dict[str, str]:
    homes = shares.drop_nulls("urn").select("urn", "home").unique().sort("home", "urn")
    return dict(homes.select("urn", pl.format("{} ({})", "home", "urn")).iter_rows())


def _find_people(shares: pl.DataFrame) -> dict[str, str]:
    people = shares.select(pl.col("person_id").fill_null(NOBODY), "by").unique("person_id")
    return {str(number): str(name) for number, name in people.sort("by").iter_rows()}


def say_title(found: pl.DataFrame, wanted: LogFilter) -> str:
    """The page's finding, as Markdown."""
    return escape(say_shares_title(found, wanted, read_today()))


def show_log(store: Store, viewer: Viewer, found: pl.DataFrame, wanted: LogFilter) -> None:
    """A page of the log, newest first; one entry in full; all of it as CSV."""
    pages = -(-found.height // _ON_A_PAGE)
    page = st.pagination(pages, key="log_page") if pages > 1 else 1
    rows = found.slice((page - 1) * _ON_A_PAGE, _ON_A_PAGE)
    show_table(
        _fold(rows),
        alt=f"Files prepared, newest first, {rows.height} of {found.height}: when and by whom, "
        "what and about whom, for whom, how far and on which basis, name and digest",
        key="log",
        file_name="share_log.csv",
        download=False,
    )
    st.caption(
        f"{_head(say_count(found.height, 'file'))}, newest first; times are UK time. A file is in "
        "the log once it was prepared: whether it was sent or arrived is not known here. Entries "
        "are never changed or taken out."
    )
    st.download_button(
        "Log as CSV, with whole digests",
        data=while_let_in(lambda: export_share_log(store, viewer, wanted)),
        file_name="share_log.csv",
        mime="text/csv",
        key="share_log_csv",
        icon=":material/download:",
        on_click="ignore",
    )
    _show_one(rows)


def _fold(rows: pl.DataFrame) -> pl.DataFrame:
    table = build_log_table(rows, digest=_DIGEST)
    return table.select(
        pl.format("{}, by {}", _moment("When"), "Prepared by").alias("When, by whom"),
        pl.format("{}: {}", _head_of("What"), "About").alias("What, about whom"),
        say_each(table.select("From", "To"), _say_days).alias("Period"),
        pl.col("For whom"),
        pl.format("{}; {}", _head_of("How far it goes"), "Lawful basis").alias("How far, and why"),
        pl.format("{}, SHA-256 {}", "File", "SHA-256").alias("File"),
    )


def _say_days(days: dict[str, object]) -> str:
    return say_period(Period(days["From"], days["To"]))  # type: ignore[arg-type]


def _moment(column: str) -> pl.Expr:
    return pl.col(column).dt.strftime("%-d %B %Y, %H:%M")


def _head_of(column: str) -> pl.Expr:
    return pl.col(column).str.head(1).str.to_uppercase() + pl.col(column).str.slice(1)


def _head(words: str) -> str:
    return words[:1].upper() + words[1:]


def _show_one(rows: pl.DataFrame) -> None:
    numbers = rows["id"].to_list()
    files = dict(zip(numbers, rows["file_name"].to_list(), strict=True))
    with st.expander("One entry in full, with its digest to copy"):
        chosen = st.selectbox(
            "Entry",
            numbers,
            format_func=lambda number: f"{number}: {files[number]}",
            key="log_entry",
        )
        if chosen is not None:
            _show_entries(rows.filter(pl.col("id") == chosen))


def _show_entries(entries: pl.DataFrame) -> None:
    table = build_log_table(entries)
    for entry, row in zip(entries.iter_rows(named=True), table.iter_rows(named=True), strict=True):
        days = say_period(Period(row["From"], row["To"]))
        size = f"{entry['file_size']:,} bytes"
        st.markdown(
            f"**Entry {entry['id']}: {escape(row['File'])}**  \n"
            f"{escape(_head(row['What']))} about {escape(row['About'])}, {escape(days)}.  \n"
            f"Prepared {escape(say_moment(row['When']))} by {escape(row['Prepared by'])} for "
            f"{escape(row['For whom'])}.  \n"
            f"{escape(_head(row['How far it goes']))}; {escape(row['Lawful basis'])}.  \n"
            f"{escape(size)}, data revision {entry['data_revision']}."
        )
        st.code(row["SHA-256"], language=None, wrap_lines=True)


def show_nothing(viewer: Viewer, shares: pl.DataFrame, wanted: LogFilter) -> None:
    """What would fill an empty log, or another choice."""
    if shares.is_empty():
        st.markdown(
            "Each document that is prepared under Share is put here: when, by whom, about which "
            "home or provider, for whom, on which lawful basis, with the digest of the file."
        )
        if can(viewer, Permission.EXPORT):
            st.page_link(find_page("home_summary"), label="Prepare a home summary")
    elif wanted.narrows:
        st.markdown("A longer period or fewer filters would show some.")
    else:
        latest = shares["at"].max()
        st.markdown(f"The latest file in the log was prepared on {say_date(latest.date())}.")  # type: ignore[union-attr]


def show_check(store: Store, viewer: Viewer) -> None:
    """Whether a file in somebody's hands was prepared here, and which entry it is."""
    st.subheader("Check a file", anchor=False)
    st.caption(
        "Was this very file prepared here? It is compared by its digest and not kept. A file that "
        "was opened and saved again is another file."
    )
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        with st.container(width=420):
            file = st.file_uploader(
                "The file", max_upload_size=_MEGABYTES, key="check_file", help=_HOW_LARGE
            )
        with st.container(width=420):
            digest = st.text_input("Or its SHA-256", key="check_digest", max_chars=200)
    try:
        if digest.strip():
            _say_found(find_by_digest(store, viewer, digest))
        elif file is not None:
            _say_found(find_by_content(store, viewer, file.getvalue()))
    except SlowTimeError as error:
        st.text(str(error))


_HOW_LARGE = (
    f"Up to {_MEGABYTES} MB. Of a larger file paste the SHA-256: on Windows “certutil -hashfile "
    "name SHA256”, on a Mac “shasum -a 256 name”."
)


def _say_found(entries: pl.DataFrame) -> None:
    with st.container(border=True):
        if entries.is_empty():
            st.markdown("**No such file was prepared here.**")
            return
        same = "This file was prepared here."
        if entries.height > 1:
            same = f"This file was prepared here, {entries.height} times with the same content."
        st.markdown(f"**{same}**")
        _show_entries(entries)
