"""Keeps the brand's own hosts for short links, which the tracker reads."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate

_TRACKER = """
CREATE POLICY tracker_reads ON tracking_shorthost FOR SELECT TO sweetspot_edge USING (true);
CREATE FUNCTION sweetspot_short_host_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The empty name stands for everything: which links a host serves follows from its workspace.
    PERFORM pg_notify('sweetspot_links', '');
    RETURN NULL;
END $$;
CREATE TRIGGER short_host_changed AFTER INSERT OR DELETE OR UPDATE OF
    verified_at, apple_ids, android_package, android_fingerprints ON tracking_shorthost
    FOR EACH ROW EXECUTE FUNCTION sweetspot_short_host_changed();
"""
_TRACKER_BACK = """
DROP TRIGGER short_host_changed ON tracking_shorthost;
DROP FUNCTION sweetspot_short_host_changed();
DROP POLICY tracker_reads ON tracking_shorthost;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_isolation"), ("tracking", "0014_when_clicks_arrived")]

    operations = [
        migrations.CreateModel(
            name="ShortHost",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("host", models.CharField(max_length=253)),
                ("token", models.CharField(max_length=32)),
                ("verified_at", models.DateTimeField(null=True)),
                ("lost_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("seen", models.CharField(default="", max_length=300)),
                (
                    "apple_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), default=list, size=None
                    ),
                ),
                ("android_package", models.CharField(default="", max_length=200)),
                (
                    "android_fingerprints",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=95), default=list, size=None
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
                    models.UniqueConstraint(fields=("workspace", "host"), name="a_short_host_is_named_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("verified_at__isnull", False)),
                        fields=("host",),
                        name="a_short_host_has_one_workspace",
                    ),
                ],
            },
        ),
        isolate("tracking_shorthost"),
        migrations.RunSQL(_TRACKER, _TRACKER_BACK),
    ]
