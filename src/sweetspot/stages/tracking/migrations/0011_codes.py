"""Gives codes what they are worth, their limits and a state; shops the way they take codes; pools and patterns."""

import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate

#: Rows behind the wall cannot be updated from here, and need not be: the column is read anew as another type.
_STATES = """
ALTER TABLE tracking_code ALTER COLUMN active TYPE varchar(8) USING CASE WHEN active THEN 'active' ELSE 'paused' END;
ALTER TABLE tracking_code RENAME COLUMN active TO state;
"""
_SWITCH = """
ALTER TABLE tracking_code RENAME COLUMN state TO active;
ALTER TABLE tracking_code ALTER COLUMN active TYPE boolean USING active = 'active';
"""
#: Until now every link that applies a code was told so by a person.
_CHOSEN = "ALTER TABLE tracking_link ALTER COLUMN own_choice TYPE boolean USING applied <> '';"


def _row(*fields):
    return [
        (
            "id",
            models.UUIDField(
                default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
            ),
        ),
        ("created_at", models.DateTimeField(auto_now_add=True)),
        *fields,
        (
            "workspace",
            models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
        ),
    ]


_KINDS = [(one, one) for one in ("percent", "amount", "shipping", "none")]
_STATE = models.CharField(
    choices=[(one, one) for one in ("draft", "waiting", "active", "paused", "failed", "expired", "used_up")],
    default="active",
    max_length=8,
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_isolation"),
        ("campaigns", "0003_partnership_declined"),
        ("tracking", "0010_reclassing"),
    ]

    operations = [
        migrations.CreateModel(
            "Pattern",
            fields=_row(
                ("text", models.CharField(max_length=60)),
                (
                    "campaign",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="campaigns.campaign",
                    ),
                ),
            ),
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "campaign"), name="one_pattern_for_each_campaign", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            "Pool",
            fields=_row(
                ("name", models.CharField(max_length=80)),
                ("pattern", models.CharField(max_length=60)),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="campaigns.partnership"
                    ),
                ),
            ),
        ),
        isolate("tracking_pattern", "tracking_pool"),
        migrations.RunSQL(
            _STATES,
            _SWITCH,
            state_operations=[
                migrations.RenameField("Code", "active", "state"),
                migrations.AlterField("Code", "state", _STATE),
            ],
        ),
        migrations.AddField("Code", "state_since", models.DateTimeField(null=True)),
        migrations.AddField("Code", "state_before", models.CharField(default="", max_length=8)),
        migrations.AddField("Code", "problem", models.CharField(default="", max_length=200)),
        migrations.AddField("Code", "kind", models.CharField(choices=_KINDS, default="percent", max_length=8)),
        migrations.AddField("Code", "amount_minor", models.BigIntegerField(null=True)),
        migrations.AddField("Code", "currency", models.CharField(default="", max_length=3)),
        migrations.AddField("Code", "minimum_minor", models.BigIntegerField(null=True)),
        migrations.AddField("Code", "uses", models.PositiveIntegerField(null=True)),
        migrations.AddField("Code", "uses_each", models.PositiveIntegerField(null=True)),
        migrations.AddField("Code", "starts_at", models.DateTimeField(null=True)),
        migrations.AddField("Code", "expires_at", models.DateTimeField(null=True)),
        migrations.AddField("Code", "handed_at", models.DateTimeField(null=True)),
        migrations.AddField("Code", "handed_to", models.CharField(default="", max_length=80)),
        migrations.AddField(
            "Code",
            "domain",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="tracking.domain"
            ),
        ),
        migrations.AddField(
            "Code",
            "pool",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="codes", to="tracking.pool"
            ),
        ),
        migrations.AddIndex("Code", models.Index(fields=["pool", "normal"], name="codes_of_a_pool")),
        migrations.AddField(
            "Domain",
            "kind",
            models.CharField(
                choices=[("shopify", "Shopify"), ("woocommerce", "WooCommerce"), ("other", "Another")],
                db_default="other",
                default="other",
                max_length=12,
            ),
        ),
        migrations.AddField("Domain", "way", models.CharField(db_default="", default="", max_length=30)),
        migrations.AddField("Domain", "longest_code", models.PositiveSmallIntegerField(db_default=40, default=40)),
        migrations.AddField("Link", "own_choice", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(_CHOSEN, migrations.RunSQL.noop),
    ]
