"""January 2016 to September 2018 as CYP Now published it: 52, 37 and 20 call-outs.

37 of the 52 and 19 of the 37 fall in January to August, the months behind the published 49 %. In
the summer of 2018 agency staff at one home led to an increase; calls about behaviour or low-level
damage had stopped by then.
"""

from calendar import monthrange
from datetime import date

from core.demonstration.drawing import Draft, Drawer
from core.demonstration.register import HOMES
from core.demonstration.scenes import Shares

CALL_OUTS: dict[int, tuple[int, ...]] = {
    2016: (5, 4, 6, 7, 3, 5, 3, 4, 3, 4, 5, 3),
    2017: (4, 1, 2, 2, 3, 2, 2, 3, 4, 5, 3, 6),
    2018: (2, 3, 1, 2, 2, 1, 3, 5, 1),
}
_SCENES: dict[int, Shares] = {
    2016: {
        "behaviour": 15, "crockery": 12, "push": 7, "assault": 5, "damage": 4, "words": 2,
        "threats": 3, "theft": 3, "cannabis": 4, "grave assault": 1, "missing": 6, "late home": 2,
        "worry": 1, "victim": 1,
    },
    2017: {
        "behaviour": 4, "crockery": 4, "push": 6, "assault": 6, "damage": 4, "threats": 4,
        "theft": 3, "cannabis": 4, "wrap": 1, "grave assault": 1, "missing": 7, "late home": 2,
        "worry": 2, "victim": 1,
    },
    2018: {
        "push": 4, "assault": 5, "damage": 4, "threats": 3, "theft": 3, "cannabis": 3, "weapon": 1,
        "missing": 5, "worry": 2, "disclosure": 1,
    },
}  # fmt: skip
AGENCY_HOME = "Dunes"
AGENCY_SUMMER: tuple[tuple[date, str], ...] = (
    (date(2018, 7, 17), "push"),
    (date(2018, 7, 26), "damage"),
    (date(2018, 8, 2), "words"),
    (date(2018, 8, 9), "threats"),
    (date(2018, 8, 18), "assault"),
    (date(2018, 8, 25), "push"),
)


def draw_published(draw: Drawer) -> list[Draft]:
    """The 109 call-outs of the published years."""
    drafts = [
        draw.draw(
            scene,
            AGENCY_HOME,
            day,
            next_day=False,
            contact_purpose="report",
            decided_by="agency_staff",
            agency_staff_on_shift="yes",
            immediate_risk="no",
            exception="none" if scene in {"push", "words"} else None,
            victim_wants_police="no",
        )
        for day, scene in AGENCY_SUMMER
    ]
    told = {(day.year, day.month) for day, _ in AGENCY_SUMMER}
    for year, counts in CALL_OUTS.items():
        for month, count in enumerate(counts, start=1):
            known = sum((day.year, day.month) == (year, month) for day, _ in AGENCY_SUMMER)
            for _ in range(count - known):
                drafts.append(_draw_one(draw, year, month, (year, month) in told))
    return drafts


def _draw_one(draw: Drawer, year: int, month: int, agency_month: bool) -> Draft:
    day = date(year, month, draw.random.randint(1, monthrange(year, month)[1]))
    homes = {
        home.name: home.temper
        for home in HOMES
        if home.is_open(day) and home.temper and not (agency_month and home.name == AGENCY_HOME)
    }
    return draw.draw(draw.pick(_SCENES[year]), draw.pick(homes), day)
