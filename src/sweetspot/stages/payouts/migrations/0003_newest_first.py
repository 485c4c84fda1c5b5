"""Lets pages of commissions and of the book be read newest first, and sums of a kind of entry be read from an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payouts", "0002_book")]

    operations = [
        migrations.AddIndex(
            "commission", models.Index(fields=["workspace", "-earned_at", "-id"], name="commissions_newest_first")
        ),
        migrations.AddIndex(
            "transaction", models.Index(fields=["workspace", "-at", "-id"], name="transactions_newest_first")
        ),
    ]
