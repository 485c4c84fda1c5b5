"""How Django knows the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API's application."""

    name = "sweetspot.doors.api"
    label = "api"
