from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    """Widen idx_scans_site_finished by the id: the order of a keyset has to be total.

    The wider index is there before the narrow one goes, and no scan waits for either.
    """

    atomic = False

    dependencies = [("scanner", "0003_css_content_external")]

    operations = [
        AddIndexConcurrently(
            "scan",
            models.Index(
                F("site"),
                F("finished_at").desc(nulls_last=True),
                F("id").desc(),
                name="idx_scans_site_finished_id",
            ),
        ),
        RemoveIndexConcurrently("scan", "idx_scans_site_finished"),
        migrations.RenameIndex(
            "scan",
            new_name="idx_scans_site_finished",
            old_name="idx_scans_site_finished_id",
        ),
    ]
