"""Builders of parts, one a module; `service/bootstrap.py` calls them."""
