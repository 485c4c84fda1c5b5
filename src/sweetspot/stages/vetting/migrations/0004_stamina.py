"""Keeps what sponsored posts keep of the engagement of others."""

import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_isolation"),
        ("creators", "0006_definitions"),
        ("vetting", "0003_verdict_reason"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stamina",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.CharField(max_length=40)),
                ("computed_at", models.DateTimeField()),
                ("kept", models.FloatField(null=True)),
                ("kept_low", models.FloatField(null=True)),
                ("kept_high", models.FloatField(null=True)),
                ("observed", models.FloatField(null=True)),
                ("weak", models.FloatField(null=True)),
                ("compared", models.PositiveIntegerField()),
                ("share", models.FloatField(null=True)),
                ("share_low", models.FloatField(null=True)),
                ("share_high", models.FloatField(null=True)),
                ("posts", models.PositiveIntegerField()),
                ("trend", models.FloatField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "profile",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stamina", to="creators.profile"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        isolate("vetting_stamina"),
    ]
