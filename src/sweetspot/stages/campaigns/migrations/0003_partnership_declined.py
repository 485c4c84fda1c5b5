"""Lets a partnership be declined."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_isolation")]

    operations = [
        migrations.AlterField(
            "partnership",
            "stage",
            models.CharField(
                choices=[
                    ("prospect", "Prospect"), ("contacted", "Contacted"), ("talks", "In talks"), ("agreed", "Agreed"),
                    ("sent", "Product sent"), ("draft", "Draft due"), ("posted", "Posted"), ("measured", "Measured"),
                    ("closed", "Closed"), ("declined", "Declined"),
                ],
                default="prospect",
                max_length=10,
            ),
        )
    ]  # fmt: skip
