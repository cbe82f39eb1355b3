"""CSS text to design tokens: pure Python, no Django.

`extract()` reads a list of stylesheets in cascade order and gives an `Extraction`, which
makes the DTCG 2025.10 document.
"""

from __future__ import annotations

from tokens.extraction.collect import extract
from tokens.extraction.gathering import Limits
from tokens.extraction.places import Stylesheet
from tokens.extraction.results import (
    EXTRACTOR_VERSION,
    Extraction,
    Provenance,
    Source,
    Token,
    Untyped,
    Warning,
)

__all__ = [
    "EXTRACTOR_VERSION",
    "Extraction",
    "Limits",
    "Provenance",
    "Source",
    "Stylesheet",
    "Token",
    "Untyped",
    "Warning",
    "extract",
]
