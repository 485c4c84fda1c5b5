"""Keeps which approvals wait for a second person, and whose approval that was."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("vetting", "0009_runs"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="needs_second",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="decision",
            name="seconds",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="seconded_by",
                to="vetting.decision",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="spend",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
