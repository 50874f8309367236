"""Webhooks: each decided order is told to the endpoints that are to hear of it, signed, at least once, over days."""
