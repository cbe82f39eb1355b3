"""No near colour is missed by the cells that are asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tokens.search.colour_cells import (
    EDGES,
    MAX_CELLS,
    MAX_DISTANCE,
    cell_terms,
    distance,
    oklab,
    opacity,
    touched_terms,
)

Point = tuple[float, float, float]


def color(space: str, *components: Any, **fields: Any) -> dict[str, Any]:
    """A DTCG colour value."""
    return {"colorSpace": space, "components": list(components), **fields}


# Coordinates on the borders of the grids come up as often as any others.
coordinates = st.one_of(
    st.floats(-0.5, 1.2),
    st.builds(
        lambda edge, share: round(share / edge) * edge,
        st.sampled_from(EDGES),
        st.floats(-0.5, 1.2),
    ),
)
points = st.tuples(coordinates, coordinates, coordinates)
radii = st.one_of(st.floats(0, MAX_DISTANCE), st.sampled_from((0.0, *EDGES)))


@settings(max_examples=200, deadline=None)
@given(points, points, radii, st.sampled_from((0, 128, 255)))
@example((0.02, 0.0, 0.0), (0.04, 0.0, 0.0), 0.02, 255)
def test_each_colour_within_the_distance_shares_a_term(
    center: Point, other: Point, radius: float, alpha: int
) -> None:
    apart = distance(center, other)
    if apart > radius:
        # Onto the rim of the ball: the farthest colour that is still near.
        share = 0 if apart == 0 else radius / apart
        near = [c + (o - c) * share for c, o in zip(center, other, strict=True)]
        other = (near[0], near[1], near[2])
    value = color("oklab", *other, alpha=alpha / 255)
    if distance(center, other) <= radius:
        assert set(cell_terms(value)) & set(touched_terms(center, radius, alpha))


@settings(max_examples=50, deadline=None)
@given(points, radii)
def test_few_cells_are_asked_for(center: Point, radius: float) -> None:
    assert len(touched_terms(center, radius, 255)) <= MAX_CELLS


@pytest.mark.parametrize(
    "value",
    [
        color("srgb", 0.2, 0.4, 0.6),
        color("display-p3", 0.2, 0.4, 0.6),
        color("hsl", 210, 50, 40),
        color("lab", 41, -4, -35),
        color("oklch", 0.5, "none", 250),
        color("xyz-d65", 0.1, 0.12, 0.3),
    ],
)
def test_colours_of_all_spaces_have_cells(value: dict[str, Any]) -> None:
    assert len(cell_terms(value)) == len(EDGES)


def test_the_same_colour_in_two_spaces_is_in_the_same_place() -> None:
    one, two = oklab(color("srgb", 0.2, 0.4, 0.6)), oklab(color("hsl", 210, 50, 40))
    assert one
    assert two
    assert distance(one, two) < 1e-6


@pytest.mark.parametrize(
    "value",
    [
        None,
        "{color.gone}",
        {},
        color("srgb", 1, 2),
        color("srgb", "red", 0, 0),
        color("nowhere", 0, 0, 0),
        color("srgb", True, 0, 0),
    ],
)
def test_what_is_no_colour_has_no_cell(value: Any) -> None:
    assert cell_terms(value) == []


def test_absurd_components_end_in_a_cell_too() -> None:
    assert len(cell_terms(color("lab", 1e300, -1e300, 1e300))) == len(EDGES)


def test_a_translucent_colour_is_not_in_the_cell_of_the_opaque_one() -> None:
    solid, veil = color("srgb", 0, 0, 0), color("srgb", 0, 0, 0, alpha=0.5)
    assert (opacity(solid), opacity(veil)) == (255, 128)
    assert not set(cell_terms(solid)) & set(cell_terms(veil))
