"""Shoppers: the tracker, a process of its own that redirects links."""
