"""Operators: `sweetspot <noun> <verb>`."""
