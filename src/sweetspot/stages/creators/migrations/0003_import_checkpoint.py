"""Keeps where a stopped import goes on, what its check found, and the date of its figures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("creators", "0002_isolation")]

    operations = [
        migrations.AddField("import", "checked", models.JSONField(null=True)),
        migrations.AddField("import", "as_of", models.DateTimeField(null=True)),
        migrations.AddField("import", "last_row", models.BigIntegerField(default=0)),
    ]
