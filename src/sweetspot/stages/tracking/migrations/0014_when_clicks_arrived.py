"""Keeps when each click reached the database, so that the newest are found at once and late ones are told."""

from django.db import migrations

# Clicks from before have no such moment: nobody knows it, and filling it in would rewrite the largest table there is.
_ARRIVED = """
ALTER TABLE tracking_click ADD COLUMN arrived_at timestamptz;
ALTER TABLE tracking_click ALTER COLUMN arrived_at SET DEFAULT now();
CREATE INDEX tracking_click_newest ON tracking_click (workspace_id, arrived_at DESC NULLS LAST, at DESC);
"""
_BACK = """
DROP INDEX tracking_click_newest;
ALTER TABLE tracking_click DROP COLUMN arrived_at;
"""


class Migration(migrations.Migration):
    dependencies = [("tracking", "0013_proofs")]

    operations = [migrations.RunSQL(_ARRIVED, _BACK)]
