"""Keeps engagement definitions as data, rates by any of them, and published benchmarks that a workspace changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_isolation"),
        ("creators", "0005_import_heard_at"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="engagement",
            name="definition",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="post",
            name="impressions",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="reach",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="engagement",
            name="version",
            field=models.CharField(max_length=80),
        ),
        migrations.CreateModel(
            name="DefinitionRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("comes_into_force", models.BooleanField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
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
        migrations.CreateModel(
            name="Benchmark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("hides", models.CharField(blank=True, max_length=80)),
                ("removed", models.BooleanField(default=False)),
                (
                    "network",
                    models.CharField(
                        choices=[("instagram", "Instagram"), ("tiktok", "TikTok"), ("youtube", "YouTube"), ("x", "X")],
                        max_length=12,
                    ),
                ),
                ("label", models.CharField(max_length=80)),
                ("followers_from", models.BigIntegerField()),
                ("followers_below", models.BigIntegerField(null=True)),
                ("low", models.FloatField()),
                ("high", models.FloatField()),
                ("basis", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=200)),
                ("year", models.CharField(max_length=20)),
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
                        condition=models.Q(("hides", ""), _negated=True),
                        fields=("workspace", "hides"),
                        name="one_change_per_shipped_benchmark",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("terms", models.JSONField()),
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
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "key", "version"), name="one_definition_a_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="DefinitionInForce",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("key", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace",), name="one_definition_in_force")],
            },
        ),
        migrations.CreateModel(
            name="EngagementByDefinition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.CharField(max_length=80)),
                ("definition", models.CharField(blank=True, max_length=160)),
                ("computed_at", models.DateTimeField()),
                ("posts_used", models.PositiveIntegerField()),
                ("rate", models.FloatField(null=True)),
                ("rate_low", models.FloatField(null=True)),
                ("rate_high", models.FloatField(null=True)),
                ("people", models.FloatField(null=True)),
                ("people_low", models.FloatField(null=True)),
                ("people_high", models.FloatField(null=True)),
                ("percentile", models.FloatField(null=True)),
                ("peers", models.PositiveIntegerField(default=0)),
                ("latest_post_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="creators.profile"
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
                "indexes": [models.Index(fields=["workspace", "version"], name="creators_en_workspa_123301_idx")],
                "constraints": [models.UniqueConstraint(fields=("profile", "version"), name="one_rate_per_definition")],
            },
        ),
        isolate(
            "creators_definition",
            "creators_definitioninforce",
            "creators_definitionrun",
            "creators_engagementbydefinition",
            "creators_benchmark",
        ),
    ]
