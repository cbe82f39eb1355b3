from __future__ import annotations

from collections import deque

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tokens.reindexing import mark_latest, reindex


def fill(apps: StateApps, _: BaseDatabaseSchemaEditor) -> None:
    """Give the sets that are there what new ones are recorded with."""
    token_sets = apps.get_model("tokens", "TokenSet")
    deque(reindex(token_sets), maxlen=0)
    mark_latest(token_sets)


class Migration(migrations.Migration):
    """Batch by batch, each committed: broken off, it is simply started again."""

    atomic = False

    dependencies = [("tokens", "0002_token_search")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
