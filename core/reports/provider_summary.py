"""One provider's homes together for a responsible individual: side by side, never ranked."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from core.access import Permission, Viewer, check_can
from core.contract import fold
from core.errors import InvalidInput
from core.measures.groups import fold_spellings
from core.measures.one_home import find_open_days, say_not_open
from core.measures.period import Period
from core.reading import View, read_view
from core.reports.home_summary import DOCUMENT, NEVER_PUBLIC, build_home_summary
from core.reports.home_summary_value import HomeSummary
from core.shares import check_can_share
from core.store import Store
from core.vocabulary import DisclosureLevel


@dataclass(frozen=True)
class ProviderSummary:
    """The homes of a provider that were open in a period, by name; `not_open`: each other's why."""

    provider: str
    period: Period
    level: DisclosureLevel
    data_revision: int
    homes: tuple[HomeSummary, ...]
    not_open: tuple[str, ...]


def read_providers(store: Store, viewer: Viewer) -> tuple[str, ...]:
    """The providers of the register by name, one spelling of each.

    Raises:
        AccessDenied: the role may not export.
    """
    with store.read(viewer):
        check_can(viewer, Permission.EXPORT)
    names = fold_spellings(read_view(store, DOCUMENT).homes)["provider"].drop_nulls().unique()
    return tuple(sorted(names, key=str.casefold))


def build_provider_summary(
    store: Store,
    viewer: Viewer,
    provider: str,
    period: Period,
    level: DisclosureLevel,
    today: date,
) -> ProviderSummary:
    """Collect the summaries of all homes of a provider, however the register spells it.

    Raises:
        AccessDenied: the role may not prepare documents of this level.
        InvalidInput: no such provider, a public document, a period in the future or in which none
            of its homes was open.
    """
    with store.read(viewer):
        check_can_share(viewer, level)
    if level is DisclosureLevel.PUBLIC:
        raise InvalidInput(NEVER_PUBLIC)
    if period.start > today:
        raise InvalidInput("The period lies in the future.")
    view = read_view(store, DOCUMENT)
    homes = _find_homes(view, provider)
    if homes.is_empty():
        asked = " ".join(provider.split())[:64]
        raise InvalidInput(f"No home in the register belongs to a provider named {asked!r}.")
    opened, shut = [], []
    for home in homes.iter_rows(named=True):
        incidents = view.incidents.filter(pl.col("home_id") == home["home_id"])
        if find_open_days(period, home["opened_on"], home["closed_on"], incidents):
            opened.append(int(home["home_id"]))
        else:
            why = say_not_open(period, home["opened_on"], home["closed_on"])
            shut.append(f"{home['name']} ({home['urn']}): {why}")
    if not opened:
        raise InvalidInput("None of the provider's homes was open in the period.")
    return ProviderSummary(
        provider=homes["provider"][0],
        period=period,
        level=level,
        data_revision=view.revision,
        homes=tuple(
            build_home_summary(store, viewer, home_id, period, level, today) for home_id in opened
        ),
        not_open=tuple(shut),
    )


def _find_homes(view: View, provider: str) -> pl.DataFrame:
    """The provider's homes by name, with the commonest spelling of it."""
    spelled = fold_spellings(view.homes)
    wanted = [name for name in spelled["provider"].drop_nulls().unique() if _is(name, provider)]
    of_it = spelled.filter(pl.col("provider").is_in(wanted))
    return of_it.sort(pl.col("name").str.to_lowercase(), "urn")


def _is(name: str, provider: str) -> bool:
    return bool(fold(provider)) and fold(name) == fold(provider)
