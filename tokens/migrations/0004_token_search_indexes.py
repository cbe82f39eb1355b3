from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    """Indexes of the search, made while others read and write."""

    atomic = False

    dependencies = [
        ("tokens", "0003_fill_token_search"),
        # The extension pg_trgm.
        ("scanner", "0002_relations"),
    ]

    operations = [
        # The planner takes a term that it has not counted to be half as frequent as the
        # rarest that it has: with the 1,000 of the default that is in each 200th set, and
        # it would rather read the newest sets one by one than ask the index.
        migrations.RunSQL(
            "ALTER TABLE token_sets ALTER COLUMN search_terms SET STATISTICS 500",
            "ALTER TABLE token_sets ALTER COLUMN search_terms SET STATISTICS -1",
        ),
        AddIndexConcurrently(
            model_name="tokenset",
            index=GinIndex(
                condition=Q(("is_latest", True)),
                fields=["search_terms"],
                name="idx_token_sets_latest_terms",
            ),
        ),
        AddIndexConcurrently(
            model_name="tokenset",
            index=GinIndex(
                OpClass("search_paths", name="gin_trgm_ops"),
                name="idx_token_sets_search_paths",
            ),
        ),
        AddIndexConcurrently(
            model_name="tokenset",
            index=GinIndex(
                OpClass("search_paths", name="gin_trgm_ops"),
                condition=Q(("is_latest", True)),
                name="idx_token_sets_latest_paths",
            ),
        ),
        AddIndexConcurrently(
            model_name="tokenset",
            index=models.Index(
                F("created_at").desc(),
                F("id").desc(),
                condition=Q(("is_latest", True)),
                name="idx_token_sets_latest_created",
            ),
        ),
        migrations.AddConstraint(
            model_name="tokenset",
            constraint=models.UniqueConstraint(
                condition=Q(("is_latest", True)),
                fields=("site",),
                name="token_sets_one_latest",
            ),
        ),
    ]
