"""Extraction in confinement: a hostile stylesheet ends one scan, nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from scanner import confinement
from scanner.errors import TooComplex
from scanner.limits import Limits
from tokens.extraction import Limits as ExtractionLimits
from tokens.extraction import Stylesheet, extract


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the CSS of one scan amounts to.

    `counts` are tokens by group; `warnings` as `{"code", "count", "example"}`;
    `truncated` names what was cut.
    """

    document: dict[str, Any]
    extractor_version: str
    counts: dict[str, int]
    warnings: list[dict[str, Any]]
    truncated: list[str]

    @property
    def token_count(self) -> int:
        """Tokens of all groups together."""
        return sum(self.counts.values())


def analyse(
    stylesheets: Sequence[Stylesheet],
    limits: Limits,
    *,
    waiting: Callable[[], None] = lambda: None,
) -> Analysis:
    """Extract the tokens of stylesheets in cascade order, in a child process.

    `waiting` is called every few seconds. Raises TooComplex when the child passes its
    limits, or dies of what it read.
    """
    cuts = {
        "tokens": limits.tokens,
        "name": limits.token_name_chars,
        "value": limits.token_value_chars,
    }
    try:
        answer = confinement.run(
            "scanner.analysis",
            json.dumps([cuts, stylesheets]).encode(),
            seconds=limits.analysis_seconds,
            memory=limits.analysis_bytes,
            waiting=waiting,
        )
    except confinement.LimitPassed:
        raise TooComplex(
            "The CSS of this site takes more time or memory to analyse than a scan may "
            "use. Scan a page of the site that has less CSS."
        ) from None
    return Analysis(**json.loads(answer))


def _work(job: bytes) -> bytes:
    cuts, sheets = json.loads(job)
    extraction = extract(
        [Stylesheet(*sheet) for sheet in sheets], limits=ExtractionLimits(**cuts)
    )
    analysis = Analysis(
        document=extraction.to_dtcg(),
        extractor_version=extraction.version,
        counts=extraction.counts,
        warnings=[asdict(warning) for warning in extraction.warnings],
        truncated=list(extraction.truncated),
    )
    return json.dumps(asdict(analysis)).encode()


if __name__ == "__main__":
    confinement.main(_work)
