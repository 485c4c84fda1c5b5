"""Keeps the handle of who names one of the workspace's own brands in a comment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("creators", "0010_brands"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="author_handle",
            field=models.CharField(db_default="", default="", max_length=120),
        ),
    ]
