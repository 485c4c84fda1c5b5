"""Lets the newest messages that went wrong be found without reading all the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_taxes_and_customers")]

    operations = [
        migrations.AddIndex(
            "message",
            models.Index(
                fields=["workspace", "-received_at"],
                condition=models.Q(("problem", ""), _negated=True),
                name="messages_with_a_problem",
            ),
        ),
    ]
