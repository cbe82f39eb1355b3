"""Measurements against others; they need more than the tests may: node and a network."""

from __future__ import annotations
