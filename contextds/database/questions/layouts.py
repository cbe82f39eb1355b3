"""What is asked about layouts and the design sources of owners."""

from __future__ import annotations

from contextds.database.questions.question import Question
from scanner.models import LayoutProfile

QUESTIONS = (
    Question(
        "site-layout",
        "Which layout has a site now?",
        "the agents' tool layout_profile (to come)",
        lambda subject: [
            LayoutProfile.objects.filter(site=subject.site).order_by("-created_at")[:1]
        ],
        indexes=("idx_layout_profiles_site",),
    ),
    Question(
        "layouts-by-archetype",
        "Which layouts have a given archetype?",
        "the admin's search for archetype:NAME",
        lambda _: [LayoutProfile.objects.with_archetype("hero")],
        indexes=("idx_layouts_archetypes_gin",),
    ),
    Question(
        "layouts-by-measurement",
        "Which layouts contain a given measurement?",
        "the admin's search for profile:NAME=VALUE",
        lambda _: [LayoutProfile.objects.with_attributes({"columns": 12})],
        indexes=("idx_layouts_profile_gin",),
    ),
)
