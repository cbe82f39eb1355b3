"""tokens.roles: what a document says its tokens are for, as people read it."""

from __future__ import annotations

from typing import Any

import pytest

from tokens.extraction import Stylesheet, extract
from tokens.roles import Roles, roles

CSS = """
:root { --brand: #0d6efd; --danger: #dc3545; --bg: #fff; --text: #212529;
        --gray-1: #f8f9fa; --gray-2: #ced4da; --gray-3: #6c757d; --gray-4: #212529 }
body { color: var(--text); background: var(--bg) }
.btn { background: var(--brand); color: #fff }
.btn:hover { background: #0b5ed7; color: #fff }
.alert-danger { background: #dc3545; color: #f8d7da; border-color: #dc3546 }
.glass { background: rgb(0 0 0 / .6); color: #fff }
.wide { margin: 8px 16px 24px 32px; padding: 8px 16px 40px 48px; font-size: 20px }
.small { font-size: 16px }
@media (prefers-color-scheme: dark) { :root { --bg: #000; --text: #fff } }
"""


def shown(css: str = CSS) -> Roles:
    found = roles(extract([Stylesheet(css)]).to_dtcg())
    assert found is not None
    return found


def with_roles(about: Any) -> dict[str, Any]:
    return {"$extensions": {"com.contextds": {"extractor": "1", "roles": about}}}


def test_a_brand_candidate_has_its_score_in_percent_and_no_variants_beside_it() -> None:
    (brand,) = shown().brands
    assert (brand.colour.hex, brand.colour.name) == ("#0d6efd", "color.brand")
    assert 50 < brand.score <= 100
    assert brand.names == ("--brand",)


def test_a_role_is_said_by_its_plainest_name_and_by_selectors() -> None:
    found = {role.name: role.holders[0] for role in shown().roles}
    assert list(found) == ["text", "background", "border", "danger"]
    assert found["danger"].said_by == ("--danger", ".alert-danger")


def test_a_pair_has_a_verdict_in_words() -> None:
    found = shown()
    pairs = {(pair.text.hex, pair.background.hex): pair for pair in found.pairs}
    assert pairs["#f8d7da", "#dc3545"].verdict == "AA for large text only"
    assert not pairs["#f8d7da", "#dc3545"].passes
    assert pairs["#ffffff", "#0d6efd"].verdict == "passes AA"
    assert pairs["#ffffff", "#0d6efd"].ratio == "4.50"
    assert pairs["#212529", "#ffffff"].page
    assert pairs["#ffffff", "#000000"].modes == ("color-scheme: dark",)
    assert (found.pairs_total, found.pairs_failing) == (len(found.pairs), 1)
    glass = next(pair for pair in found.pairs if pair.ground)
    assert (glass.background.opacity, glass.ground) == ("0.6", "#ffffff")


def test_ramps_duplicates_and_scales_are_there() -> None:
    found = shown()
    assert [step.hex for step in found.ramps[0].steps][0] == "#f8f9fa"
    assert found.ramps[0].from_names
    nearest = found.duplicates[0]
    assert (nearest.kept.hex, nearest.other.hex) == ("#dc3545", "#dc3546")
    assert nearest.distance == "0.0012"
    assert found.spacing is not None
    assert (found.spacing.base, found.spacing.eights, found.spacing.uses) == (
        "8",
        100,
        8,
    )
    assert found.type_scale is not None
    assert found.type_scale.sizes == ("16", "20")


def test_a_ratio_is_told_with_its_interval() -> None:
    sizes = "".join(f".s{n}{{font-size:{16 * 1.25**n:.3f}px}}" for n in range(6))
    scale = shown(sizes).type_scale
    assert scale is not None
    assert (scale.ratio, scale.interval, scale.fit) == ("1.25", "major third", 100)


@pytest.mark.parametrize(
    "document",
    [{}, {"$extensions": 3}, with_roles(None), with_roles({}), with_roles([1])],
)
def test_a_document_without_roles_has_none_to_show(document: dict[str, Any]) -> None:
    assert roles(document) is None


PAIR = {"text": {"hex": "#000000"}, "background": {"hex": "#ffffff"}, "ratio": 21}


@pytest.mark.parametrize(
    "about",
    [
        {"brand": [{"hex": "red", "score": 1}, {"hex": "#000000"}, 4]},
        {"brand": [{"hex": "#000000", "score": 1, "variant_of": "color.a"}]},
        {"ramps": [{"name": "a", "steps": [{"hex": "url(x)"}]}, {"steps": 3}]},
        {"semantic": {"text": [{"hex": 3}], "danger": "x"}},
        {"contrast": [PAIR | {"ratio": "x"}, PAIR | {"text": {}}, [PAIR]]},
        {"near_duplicates": [{"hex": ["#000000"], "tokens": [], "distance": 0}]},
        {
            "near_duplicates": [
                {"hex": ["#000000", "x"], "tokens": ["a", "b"], "distance": 0}
            ]
        },
        {"type_scale": {"sizes": [{"px": "16"}], "base": 16}, "spacing": {"base": 4}},
    ],
)
def test_what_has_not_its_shape_is_left_out(about: Any) -> None:
    found = roles(with_roles(about))
    assert found == Roles((), (), (), (), 0, 0, (), 0, None, None)


def test_hostile_texts_and_numbers_are_cut() -> None:
    about = {
        "contrast": [
            PAIR | {"selectors": ["x" * 500], "over": "red", "ratio": 1e9, "passes": 3}
        ],
        "spacing": {"base": None, "multiples_of_4": 7, "multiples_of_8": -1},
    }
    found = roles(with_roles(about))
    assert found is not None
    (pair,) = found.pairs
    assert (len(pair.selectors[0]), pair.ground, pair.ratio) == (120, "", "21.00")
    assert pair.verdict == "fails"
    assert found.spacing is not None
    assert (found.spacing.fours, found.spacing.eights, found.spacing.uses) == (
        100,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("base", "fours", "few"), [(None, 1, True), (None, 0.5, False), (4, 1, False)]
)
def test_multiples_without_a_base_are_too_few_to_tell(
    base: int | None, fours: float, few: bool
) -> None:
    spacing = {"base": base, "multiples_of_4": fours, "multiples_of_8": 0, "uses": 3}
    found = roles(with_roles({"spacing": spacing}))
    assert found is not None
    assert found.spacing is not None
    assert found.spacing.few is few
