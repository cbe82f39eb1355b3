"""Hostile CSS: bounded in time and in size, whatever it multiplies."""

from __future__ import annotations

import json
import time

import pytest

from tests.tokens.extraction import dtcg
from tokens.extraction import Stylesheet, extract

N = 10_000
HOSTILE = {
    "a chain of custom properties": ":root{--p0:#fff;"
    + "".join(f"--p{i}:var(--p{i - 1});" for i in range(1, N))
    + f"}}.x{{color:var(--p{N - 1})}}",
    "a chain written backwards": ":root{"
    + "".join(f"--p{i}:var(--p{i + 1});" for i in range(N))
    + "}",
    "one large cycle": ":root{"
    + "".join(f"--p{i}:var(--p{(i + 1) % N});" for i in range(N))
    + "}",
    "values that double": ":root{--p0:ha;"
    + "".join(f"--p{i}:var(--p{i - 1}) var(--p{i - 1});" for i in range(1, 500))
    + "}",
    "fallbacks in fallbacks": ".x{color:" + "var(--a," * 30_000 + "}",
    "a web of references": ":root{"
    + "".join(
        f"--p{i}:"
        + " ".join(f"var(--p{(i * 7 + j) % 2000})" for j in range(1, 20))
        + ";"
        for i in range(2000)
    )
    + "}",
    "open brackets": ".x{color:" + "(" * 300_000,
    "open rules": "a{" * 150_000,
    "nested selectors": "&.aa,.bb{" * 20_000 + "--a:red",
    "nested at-rules": "@media (min-width:1px){" * 100_000 + ":root{--a:red}",
    "nested layers": "@layer a{" * 100_000 + ":root{--a:red}",
    "nested at-rules of all kinds": "@media print{@supports (a:b){@container (a){"
    "@scope (.a){@starting-style{@font-face{" * 15_000 + "--a:red",
    "nested functions": ".x{background:" + "f(" * 900 + "red" + ")" * 900 + "}",
    "nested calc": ".x{width:" + "calc(1px + (" * 150 + "1px" + "))" * 150 + "}",
    "digits": ".x{width:" + "9" * 1_900 + "px;height:1e" + "9" * 300 + "px}",
    "unclosed strings": '.x{content:"\n' * 50_000,
    "many scopes": "".join(f".s{i}{{--a:{i}px}}" for i in range(N)),
    "many contexts": "".join(
        f"[data-theme=t{i}]{{--a:rgba(var(--b),.5);--b:1,2,3}}" for i in range(2_000)
    ),
    "a long selector list": ",".join(f".s{i}" for i in range(30_000)) + "{--a:red}",
    "a long selector list around much": ",".join(f".s{i}" for i in range(3_000))
    + "{"
    + "".join(f"--p{i}:#{i:06x};" for i in range(5_000))
    + "}",
    "nested selector functions": ":is(" * 5_000 + ":root" + ")" * 5_000 + "{--a:red}",
    "long conditions": "@media "
    + "(min-width:1px) and " * 50_000
    + "(a){x{color:red}}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_css_ends_soon_with_a_valid_document(name: str) -> None:
    started = time.monotonic()
    extraction = extract([Stylesheet(HOSTILE[name])])
    document = extraction.to_dtcg()
    # Alone these take well under two seconds each; the margin is for busy machines.
    assert time.monotonic() - started < 20
    assert dtcg.problems(document) == []
    # What is read is never repeated without bounds.
    assert len(json.dumps(document)) < 20_000_000


def test_a_chain_keeps_its_aliases_to_the_end() -> None:
    document = extract([Stylesheet(HOSTILE["a chain of custom properties"])]).to_dtcg()
    assert document["color"]["p0"]["$value"]["hex"] == "#ffffff"
    assert document["color"][f"p{N - 1}"]["$value"] == f"{{color.p{N - 2}}}"


def test_values_that_double_stop_at_the_limit() -> None:
    extraction = extract([Stylesheet(HOSTILE["values that double"])])
    assert extraction.truncated == ("values",)
    assert "variable.too_long" in {warning.code for warning in extraction.warnings}
