"""Gives links other ways than one: expiry, rules, story pages, parameters; each click keeps the rule that chose its way."""

import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate

_TRACKER = """
ALTER TABLE tracking_click ADD COLUMN rule varchar(12);
CREATE POLICY tracker_reads ON tracking_look FOR SELECT TO sweetspot_edge USING (true);
"""
_TRACKER_BACK = """
DROP POLICY tracker_reads ON tracking_look;
ALTER TABLE tracking_click DROP COLUMN rule;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_isolation"),
        ("campaigns", "0002_isolation"),
        ("tracking", "0004_months_and_tallies"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="expires_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="link",
            name="fallback",
            field=models.URLField(db_default="", default="", max_length=2000),
        ),
        migrations.AddField(
            model_name="link",
            name="label",
            field=models.CharField(db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="link",
            name="parameters",
            field=models.CharField(db_default="", default="", max_length=1000),
        ),
        migrations.AddField(
            model_name="link",
            name="placement",
            field=models.CharField(
                choices=[("post", "Post"), ("story", "Story"), ("profile", "Profile"), ("other", "Elsewhere")],
                db_default="post",
                default="post",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="rules",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="link",
            name="story",
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("brand", models.CharField(max_length=80)),
                ("accent", models.CharField(default="#86287a", max_length=7)),
                ("logo", models.BinaryField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace",), name="one_look_for_each_workspace")],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("text", models.CharField(max_length=400)),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.campaign",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "campaign"), name="one_template_for_each_campaign", nulls_distinct=False
                    )
                ],
            },
        ),
        isolate("tracking_template", "tracking_look"),
        migrations.RunSQL(_TRACKER, _TRACKER_BACK),
    ]
