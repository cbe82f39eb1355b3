"""The migration operation that makes a table which is partitioned by month."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class CreatePartitionedModel(migrations.CreateModel):
    """CreateModel whose table is PARTITION BY RANGE (key), with PRIMARY KEY (id, key).

    PostgreSQL wants the key in the primary key; Django goes on with `id` alone.
    """

    def __init__(
        self, *args: Any, partition_key: str = "created_at", **kwargs: Any
    ) -> None:
        """Take CreateModel's arguments and the name of the timestamptz column."""
        super().__init__(*args, **kwargs)
        self.partition_key = partition_key

    def deconstruct(self) -> tuple[str, Any, dict[str, Any]]:
        """Return what the migration writer writes."""
        name, args, kwargs = super().deconstruct()
        return name, args, kwargs | {"partition_key": self.partition_key}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the parent table and its indexes; the months come from ensure_months()."""
        model = to_state.apps.get_model(app_label, self.name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        statement, params = schema_editor.table_sql(model)
        columns, _, _ = statement.rpartition(")")
        if len(model._meta.pk_fields) != 1 or columns.count(" PRIMARY KEY") != 1:
            raise ValueError(f"{self.name} needs a primary key of one column")
        quote = schema_editor.quote_name
        pk = model._meta.pk.column
        key = model._meta.get_field(self.partition_key).column
        schema_editor.execute(
            f"{columns.replace(' PRIMARY KEY', '')},"
            f" PRIMARY KEY ({quote(pk)}, {quote(key)}))"
            f" PARTITION BY RANGE ({quote(key)})",
            params or None,
        )
        for index in schema_editor._model_indexes_sql(model):  # type: ignore[attr-defined]
            schema_editor.deferred_sql.append(index)
