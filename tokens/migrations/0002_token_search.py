from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """What name patterns are compared with, and which set is the newest of its site."""

    dependencies = [("tokens", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="tokenset",
            name="is_latest",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="newest of its site"
            ),
        ),
        migrations.AddField(
            model_name="tokenset",
            name="search_paths",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]
