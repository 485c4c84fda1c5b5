"""Keeps how creators with an e-mail address are called as customers."""

import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_isolation"),
        ("creators", "0011_author_handles"),
        ("orders", "0004_messages_with_a_problem"),
    ]

    operations = [
        migrations.CreateModel(
            name="Buyer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("customer_key", models.CharField(max_length=64)),
                (
                    "creator",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="creators.creator"
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
                "indexes": [models.Index(fields=["workspace", "customer_key"], name="buyers_by_key")],
            },
        ),
        isolate("orders_buyer"),
    ]
