"""Puts this stage's tables behind the workspace's wall."""

from django.db import migrations

from sweetspot.engines.isolation import isolate


class Migration(migrations.Migration):
    dependencies = [("creators", "0001_initial")]

    operations = [
        isolate(
            "creators_creator",
            "creators_profile",
            "creators_snapshot",
            "creators_post",
            "creators_comment",
            "creators_engagement",
            "creators_tierscheme",
            "creators_import",
            "creators_importrow",
            "creators_savedmapping",
        )
    ]
