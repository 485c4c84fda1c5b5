"""How Django knows the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and filters of the pages."""

    name = "sweetspot.doors.web"
    label = "web"
