"""Keeps what the last check of a workspace's book found, so that a page need not check it anew."""

import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_isolation"), ("payouts", "0003_newest_first")]

    operations = [
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("at", models.DateTimeField()),
                ("transactions", models.PositiveIntegerField()),
                ("commissions", models.PositiveIntegerField()),
                ("differences", models.JSONField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["workspace"], name="the_last_check_is_kept")],
            },
        ),
        isolate("payouts_check"),
    ]
