"""A figure on the wall: how high it is, and how large its letters."""

import pytest

from core.charts.theme import Look, build_layout

WALL = Look(projector=True)


@pytest.mark.parametrize(
    ("desk", "wall"), [(200, 300), (339, 508), (340, 596), (397, 596), (398, 597), (480, 720)]
)
def test_a_whole_figure_fills_the_wall_and_a_part_of_one_grows_by_half(desk, wall):
    assert build_layout(Look(), height=desk).height == desk
    assert build_layout(WALL, height=desk).height == wall


def test_letters_on_the_wall_are_read_from_the_back_of_a_room():
    assert build_layout(WALL).font.size >= 20
