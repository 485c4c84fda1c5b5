"""Keeps when a running import last gave a sign of life, so that one whose process died is found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("creators", "0004_profiles_by_followers")]

    operations = [migrations.AddField("import", "heard_at", models.DateTimeField(null=True))]
