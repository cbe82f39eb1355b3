"""What is asked about layouts and the design sources of owners."""

from __future__ import annotations

from contextds.database.questions.question import Question
from scanner.models import LayoutProfile

QUESTIONS = (
    Question(
        "layouts-by-archetype",
        "Which layouts have a given archetype?",
        "the search of layouts",
        lambda _: [LayoutProfile.objects.filter(archetypes__contains=["hero"])],
        indexes=("idx_layouts_archetypes_gin",),
    ),
    Question(
        "layouts-by-measurement",
        "Which layouts contain a given measurement?",
        "the search of layouts",
        lambda _: [
            LayoutProfile.objects.filter(profile_json__contains={"columns": 12})
        ],
        indexes=("idx_layouts_profile_gin",),
    ),
)
