"""Puts this stage's tables behind the workspace's wall."""

from django.db import migrations

from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("audiences", "0001_initial")]

    operations = [
        isolate(
            "audiences_followersample",
            "audiences_followeraccount",
            "audiences_followershare",
            "audiences_audienceshare",
        )
    ]
