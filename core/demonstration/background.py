"""Everyday life between the storylines: small numbers, uneven homes, most things kept at home."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from core.demonstration import storylines as s
from core.demonstration.dates import PUBLISHED_TO, Story
from core.demonstration.drawing import Draft, Drawer
from core.demonstration.register import HOMES, StoryHome
from core.demonstration.scenes import Shares

# Call-outs a year: 27 in 2018 with the published 20, the pandemic's quiet year, and so on.
_CALL_OUTS = {2018: 7, 2019: 24, 2020: 12, 2021: 17, 2022: 16, 2023: 14, 2024: 22}
_CALL_OUTS_LATER = 20
_KEPT_AT_HOME = 6
_FEWEST = 4
_SCENES: Shares = {
    "behaviour": 3, "crockery": 3, "push": 5, "assault": 8, "damage": 5, "threats": 5, "words": 1,
    "disorder": 2, "theft": 4, "cannabis": 4, "wrap": 1, "vape": 1, "supply": 1, "weapon": 2,
    "allegation": 1, "disclosure": 1, "grave assault": 2, "missing": 12, "late home": 2, "worry": 5,
    "victim": 3, "caller": 1,
}  # fmt: skip
_KEPT: Shares = {
    "behaviour": 6, "crockery": 7, "push": 5, "words": 3, "cannabis": 3, "late home": 2, "theft": 2,
}  # fmt: skip


def draw_background(draw: Drawer, story: Story, told: Iterable[Draft]) -> Iterator[Draft]:
    """What fills each year up to its count; `told` are the storylines' incidents."""
    told_by_year: dict[int, int] = {}
    for draft in told:
        if draft.call_out and not draft.waiting:
            told_by_year[draft.day.year] = told_by_year.get(draft.day.year, 0) + 1
    for year in range(PUBLISHED_TO.year, story.reviewed_to.year + 1):
        first = max(date(year, 1, 1), PUBLISHED_TO + timedelta(days=1))
        last = min(date(year, 12, 31), story.reviewed_to)
        if last < first:
            continue
        share = 1.0 if year == PUBLISHED_TO.year else (last - first).days / 365
        wanted = round(_CALL_OUTS.get(year, _CALL_OUTS_LATER) * share)
        count = max(wanted - told_by_year.get(year, 0), round(_FEWEST * share))
        for _ in range(count):
            yield _draw_call_out(draw, story, _draw_day(draw, first, last))
        for _ in range(round(_KEPT_AT_HOME * (last - first).days / 365)):
            yield _draw_kept(draw, _draw_day(draw, first, last))


def _draw_day(draw: Drawer, first: date, last: date) -> date:
    return first + timedelta(days=draw.random.randint(0, (last - first).days))


def _draw_call_out(draw: Drawer, story: Story, day: date) -> Draft:
    homes = {h.name: h.temper for h in HOMES if _may_call(h, story, day)}
    home = draw.pick(homes)
    scene = draw.pick(_SCENES)
    while scene == "missing" and home == s.MISSING_HOME and day.year > story.climb:
        scene = draw.pick(_SCENES)
    return draw.draw(scene, home, day, contact_purpose=draw.pick({"report": 80, None: 20}))


def _may_call(home: StoryHome, story: Story, day: date) -> bool:
    """Whether everyday life may add a call-out here without spoiling a storyline."""
    if not home.is_open(day) or not home.temper:
        return False
    if home.name == s.QUIET_HOME:
        return day < story.data_to - timedelta(days=s.QUIET_DAYS)
    if home.name in s.CLIMBING_HOMES:
        return day.year < story.climb - 1
    if home.name == s.AGENCY_HOME:
        return day.year < story.summer or day < date(story.summer, 6, 1)
    return True


def _draw_kept(draw: Drawer, day: date) -> Draft:
    homes = {h.name: 1.0 for h in HOMES if h.is_open(day) and h.temper}
    return draw.draw(draw.pick(_KEPT), draw.pick(homes), day, contacted=False)
