"""How Django knows this stage."""

from django.apps import AppConfig


class StageConfig(AppConfig):
    """The stage's name and label."""

    name = "sweetspot.stages.audiences"
    label = "audiences"
