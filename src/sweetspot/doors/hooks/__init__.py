"""Shops and platforms: messages that come in by themselves, signed."""
