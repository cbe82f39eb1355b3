"""tokens.extraction.confidence: what makes it sure that a value is a token."""

from __future__ import annotations

import pytest

from tokens.extraction import Stylesheet, extract


def confidence(css: str, path: str) -> float:
    return extract([Stylesheet(css)]).confidence[path]


@pytest.mark.parametrize(
    ("css", "path", "expected"),
    [
        # 0.35 + 0.35 * 2/4 + 2 selectors + 0.15
        (":root{--a:red}.a{color:var(--a)}.b{fill:var(--a)}", "color.a", 0.75),
        # declared, unused, of a type that says its group
        (":root{--a:red}", "color.a", 0.5),
        # in place, used once
        (".a{color:red}", "color.ff0000", 0.45),
        # in place, though a custom property holds it
        (":root{--a:red}.a{color:red}", "color.ff0000", 0.55),
        # placed by its name alone, and by nothing
        (":root{--a-radius:1px}", "radius.a-radius", 0.45),
        (":root{--a:1px}", "dimension.a", 0.35),
        (":root{--a:1px}.a{margin:var(--a)}", "spacing.a", 0.65),
        # converted; under @supports only
        (".a{color:color(srgb 2 0 0)}", None, 0.41),
        ("@supports (a:b){.a{color:red}}", "color.ff0000", 0.41),
        ("@supports (a:b){.a{color:red}}.b{fill:red}", "color.ff0000", 0.55),
    ],
)
def test_each_kind_of_evidence_counts(
    css: str, path: str | None, expected: float
) -> None:
    found = extract([Stylesheet(css)])
    known = path or found.tokens[0].path
    assert found.confidence[known] == expected


def test_it_grows_with_use_and_stays_within_one() -> None:
    def used(times: int) -> float:
        rules = "".join(f".s{i}{{color:var(--a)}}" for i in range(times))
        return confidence(f":root{{--a:red}}{rules}", "color.a")

    found = [used(times) for times in (0, 1, 2, 5, 1000)]
    assert found == sorted(set(found))
    assert found[-1] == 1


def test_the_document_tells_it_with_the_rest_of_the_provenance() -> None:
    extraction = extract([Stylesheet(".a{color:red}")])
    facts = extraction.to_dtcg()["color"]["ff0000"]["$extensions"]["com.contextds"]
    assert facts["confidence"] == 0.45
    bare = extraction.to_dtcg(provenance=False)["color"]["ff0000"]
    assert "$extensions" not in bare
