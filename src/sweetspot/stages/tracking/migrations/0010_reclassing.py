"""Keeps how history is judged again, and lets a few days of clicks be found among millions."""

import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate

# Clicks come almost in the order of their moments, so a block range index is a few pages and costs a click nothing.
_MOMENTS = "CREATE INDEX tracking_click_moments ON tracking_click USING brin (at) WITH (pages_per_range = 32)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_isolation"), ("tracking", "0009_privacy")]

    operations = [
        migrations.CreateModel(
            name="Reclassing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("rules", models.CharField(max_length=20)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("dry_run", models.BooleanField()),
                ("done_until", models.DateTimeField()),
                ("beat_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("moves", models.JSONField(default=dict)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
        ),
        isolate("tracking_reclassing"),
        migrations.RunSQL(_MOMENTS, "DROP INDEX tracking_click_moments"),
    ]
