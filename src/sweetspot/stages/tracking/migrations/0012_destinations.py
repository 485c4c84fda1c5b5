"""Keeps how destinations of links answer."""

import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_isolation"),
        ("tracking", "0011_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Destination",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("url", models.URLField(max_length=2000)),
                ("digest", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=12)),
                ("reason", models.CharField(max_length=300)),
                ("failures", models.PositiveIntegerField()),
                ("status", models.PositiveIntegerField(null=True)),
                ("milliseconds", models.PositiveIntegerField()),
                ("final_host", models.CharField(max_length=253)),
                ("checked_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "digest"), name="a_destination_is_known_once")
                ],
            },
        ),
        isolate("tracking_destination"),
    ]
