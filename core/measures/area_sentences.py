"""The area beside one's own homes, in words, for whoever sees the others only as the area."""

from core.measures.board_figures import Estimated
from core.measures.sentences import NBSP, say_count


def say_area_year(
    year: int, area: int | None, rate: Estimated, own: int, own_rate: Estimated
) -> str:
    """A whole year: call-outs and rates of the area and of the homes seen, or why there are none.

    `area`: None where it is withheld; a rate without a value is left out.
    """
    if area is None:
        return (
            f"How many call-outs all homes of the area had in {year} is withheld: it is small, or "
            "what is left of it without one provider’s own would tell what another has. Those you "
            f"see by name had {own:,}{_say_rate(own_rate)}."
        )
    return (
        f"In {year} all children’s homes of the area had {say_count(area, 'call-out')}"
        f"{_say_rate(rate)}; those you see by name had {own:,}{_say_rate(own_rate)}. The area is "
        "shown by whole years only, as in the public report."
    )


def _say_rate(rate: Estimated) -> str:
    if rate.value is None or rate.lower is None or rate.upper is None:
        return ""
    return (
        f", {rate.value:.2f} per place-year (95{NBSP}% interval: {rate.lower:.2f} to "
        f"{rate.upper:.2f})"
    )
