"""Shops and platforms: webhooks coming in."""
