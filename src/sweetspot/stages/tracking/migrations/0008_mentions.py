"""Keeps mentions of brands and campaigns, which the database removes with the post or comment they are in."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate

_CASCADES = """
ALTER TABLE tracking_mention
    ADD CONSTRAINT mention_goes_with_its_post FOREIGN KEY (post_id) REFERENCES creators_post (id)
        ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT mention_goes_with_its_comment FOREIGN KEY (comment_id) REFERENCES creators_comment (id)
        ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT mention_outlives_its_author FOREIGN KEY (profile_id) REFERENCES creators_profile (id)
        ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_isolation"),
        ("campaigns", "0003_partnership_declined"),
        ("creators", "0011_author_handles"),
        ("tracking", "0007_counted_from_the_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="IgnoredAuthor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "network",
                    models.CharField(
                        choices=[("instagram", "Instagram"), ("tiktok", "TikTok"), ("youtube", "YouTube"), ("x", "X")],
                        max_length=12,
                    ),
                ),
                ("author", models.CharField(max_length=64)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "network", "author"), name="an_author_is_ignored_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("author", models.CharField(max_length=64)),
                (
                    "network",
                    models.CharField(
                        choices=[("instagram", "Instagram"), ("tiktok", "TikTok"), ("youtube", "YouTube"), ("x", "X")],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(null=True)),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), size=None),
                ),
                (
                    "beside",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None),
                ),
                (
                    "voice",
                    models.CharField(
                        choices=[
                            ("earned", "Earned"),
                            ("paid", "Paid"),
                            ("own", "Own account"),
                            ("unknown", "Not known"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=400)),
                ("engagement", models.BigIntegerField(null=True)),
                ("contracted", models.BooleanField()),
                (
                    "brand",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="creators.brand"
                    ),
                ),
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
                    "comment",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="creators.comment",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="creators.post",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="creators.profile",
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
                "indexes": [
                    models.Index(
                        models.F("workspace"),
                        models.OrderBy(models.F("at"), descending=True, nulls_last=True),
                        models.F("id"),
                        name="mentions_by_time",
                    ),
                    models.Index(fields=["workspace", "brand", "at"], name="mentions_of_a_brand"),
                    models.Index(fields=["workspace", "network", "author"], name="mentions_by_an_author"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("post", "comment", "brand", "campaign"),
                        name="one_mention_in_each_place",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("brand__isnull", False), ("campaign__isnull", True)),
                            models.Q(("brand__isnull", True), ("campaign__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_mention_is_of_a_brand_or_a_campaign",
                    ),
                ],
            },
        ),
        isolate("tracking_mention", "tracking_ignoredauthor"),
        migrations.RunSQL(_CASCADES, migrations.RunSQL.noop),
    ]
