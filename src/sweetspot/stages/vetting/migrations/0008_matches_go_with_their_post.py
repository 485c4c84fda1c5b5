"""Has the database remove matches, hints and what was set aside with their post, however that is removed."""

import django.db.models.deletion
from django.db import migrations, models

_TABLES = ("termmatch", "adhint", "dismissal")
_CASCADES = "".join(
    f"ALTER TABLE vetting_{table} ADD CONSTRAINT {table}_goes_with_its_post FOREIGN KEY (post_id)"
    " REFERENCES creators_post (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;"
    for table in _TABLES
)
_BACK = "".join(f"ALTER TABLE vetting_{table} DROP CONSTRAINT {table}_goes_with_its_post;" for table in _TABLES)


class Migration(migrations.Migration):
    dependencies = [("creators", "0011_author_handles"), ("vetting", "0007_fit_and_safety")]

    operations = [
        migrations.AlterField(
            "termmatch",
            "post",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="creators.post",
            ),
        ),
        migrations.AlterField(
            "adhint",
            "post",
            models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="creators.post",
            ),
        ),
        migrations.AlterField(
            "dismissal",
            "post",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="creators.post",
            ),
        ),
        migrations.RunSQL(_CASCADES, _BACK),
    ]
