"""Keeps the numbers behind a verdict in one field, and what creators said about verdicts.

Checks of the first version are dropped: they are derived, and the next vetting works them out anew.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate

WAYS = [
    ("email", "E-mail"),
    ("message", "Message on the network"),
    ("call", "Call or meeting"),
    ("portal", "The creator's own page"),
    ("other", "Another way"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("creators", "0001_initial"),
        ("vetting", "0005_connection"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField("verdict", "checks"),
        migrations.AddField("verdict", "figures", models.JSONField(default=dict)),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("text", models.TextField()),
                ("source", models.CharField(choices=WAYS, max_length=8)),
                ("answered_on", models.DateField()),
                ("noted_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="creators.profile"
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="vetting.verdict"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        isolate("vetting_answer"),
    ]
