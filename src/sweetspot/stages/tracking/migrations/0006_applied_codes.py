"""Lets a link put a code into the cart on the way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracking", "0005_ways"),
    ]

    operations = [
        migrations.AddField(
            model_name="link",
            name="applied",
            field=models.CharField(db_default="", default="", max_length=80),
        ),
    ]
