"""What went to a panel, and what became of it, in words."""

from core.measures.panels import PanelCounts
from core.measures.period import Period
from core.measures.sentences import say_count, say_within

PANELS_SOURCE = (
    "What may be dealt with out of court is decided with the out-of-court disposal team (7.4, also "
    "where a child neither admits nor denies it: 7.7), with the advice of the child's social "
    "worker and the SPOC (7.5); for prosecution see 7.8 and section 9. The protocol names no "
    "decision forum: West Mercia's is in the Howard League's part 3."
)


def say_panels_title(counts: PanelCounts, period: Period) -> str:
    """How many incidents went to a panel, and how many of the referrals are pending."""
    within = say_within(period)
    if not counts.referrals:
        return f"No incident went to a panel {within}"
    said = f"{say_count(counts.incidents, 'incident').capitalize()} went to a panel {within}"
    if not counts.pending:
        return f"{said}, none pending"
    if counts.pending == counts.referrals:
        return f"{said}, {'all' if counts.referrals > 1 else 'still'} pending"
    return f"{said}, {counts.pending} pending"


def say_panels_method(counts: PanelCounts, period: Period) -> str:
    """What is counted, in which period, of how many."""
    twice = ""
    if counts.referrals > counts.incidents:
        twice = " An incident that went to more than one counts once for each."
    return (
        f"{say_count(counts.referrals, 'referral').capitalize()} of "
        f"{say_count(counts.incidents, 'incident')} that you may see, by the day they were sent, "
        f"{say_within(period)}.{twice} Pending: no outcome is recorded yet."
    )
