"""Lets workspaces choose what is kept of their visitors, and clicks keep the class they had when they came."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import sweetspot.core.identifiers
from sweetspot.engines.isolation import isolate

_CLICKS = """
ALTER TABLE tracking_click ADD COLUMN kind_then varchar(8);
-- Agents are kept as they were judged, so that judging them again cannot come out otherwise.
ALTER TABLE tracking_click ALTER COLUMN agent TYPE varchar(1000);
"""
_CLICKS_BACK = """
ALTER TABLE tracking_click DROP COLUMN kind_then;
ALTER TABLE tracking_click ALTER COLUMN agent TYPE varchar(400) USING left(agent, 400);
"""
_TRACKER = """
CREATE POLICY tracker_reads ON tracking_privacy FOR SELECT TO sweetspot_edge USING (true);
CREATE FUNCTION sweetspot_privacy_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The empty name stands for everything: what changed belongs to every link of the workspace.
    PERFORM pg_notify('sweetspot_links', '');
    RETURN NULL;
END $$;
CREATE TRIGGER privacy_changed AFTER INSERT OR UPDATE OR DELETE ON tracking_privacy
    FOR EACH ROW EXECUTE FUNCTION sweetspot_privacy_changed();
"""
_TRACKER_BACK = """
DROP TRIGGER privacy_changed ON tracking_privacy;
DROP FUNCTION sweetspot_privacy_changed();
DROP POLICY tracker_reads ON tracking_privacy;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_isolation"), ("tracking", "0008_mentions")]

    operations = [
        migrations.CreateModel(
            name="Privacy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=sweetspot.core.identifiers.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("signals", models.CharField(default="honour", max_length=6)),
                ("consent", models.CharField(default="asked", max_length=5)),
                ("days", models.PositiveSmallIntegerField(default=0)),
                (
                    "networks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=43), default=list, size=None
                    ),
                ),
                ("marker", models.CharField(default="", max_length=32)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace",), name="privacy_is_chosen_once")],
            },
        ),
        isolate("tracking_privacy"),
        migrations.RunSQL(_CLICKS, _CLICKS_BACK),
        migrations.RunSQL(_TRACKER, _TRACKER_BACK),
    ]
