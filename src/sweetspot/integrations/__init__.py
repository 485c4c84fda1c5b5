"""Whom Sweetspot talks to: shops, networks, files."""
