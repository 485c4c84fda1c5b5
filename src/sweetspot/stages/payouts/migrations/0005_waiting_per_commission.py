"""Lets what waits for each commission be added up from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payouts", "0004_last_check")]

    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["workspace", "commission"],
                include=["amount_minor"],
                condition=models.Q(("account", "creator_waiting")),
                name="waiting_per_commission",
            ),
        ),
    ]
