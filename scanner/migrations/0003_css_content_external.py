from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """The contents are compressed already: TOAST shall not try again."""

    dependencies = [("scanner", "0002_relations")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE css_contents ALTER COLUMN content SET STORAGE EXTERNAL",
            "ALTER TABLE css_contents ALTER COLUMN content SET STORAGE EXTENDED",
        ),
    ]
