"""Finds under which other profiles the same people comment."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("creators", "0011_author_handles"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["author_hash"], name="comments_by_author"),
        ),
    ]
