from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """What one or two letters are looked for by: no trigram index has them."""

    atomic = False

    dependencies = [("scanner", "0004_scan_history_total_order")]

    operations = [
        AddIndexConcurrently(
            "site",
            models.Index(
                OpClass(Upper("domain"), name="text_pattern_ops"),
                name="idx_sites_domain_prefix",
            ),
        ),
    ]
