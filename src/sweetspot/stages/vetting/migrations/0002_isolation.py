"""Puts this stage's tables behind the workspace's wall."""

from django.db import migrations

from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("vetting", "0001_initial")]

    operations = [
        isolate(
            "vetting_verdict",
            "vetting_decision",
        )
    ]
