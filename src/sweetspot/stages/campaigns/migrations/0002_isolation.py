"""Puts this stage's tables behind the workspace's wall."""

from django.db import migrations

from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        isolate(
            "campaigns_campaign",
            "campaigns_partnership",
            "campaigns_terms",
            "campaigns_gift",
        )
    ]
