"""Keeps above which fees approving a creator takes two people."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_isolation"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="second_person_above_minor",
            field=models.PositiveBigIntegerField(null=True),
        ),
    ]
