"""Bulk indexing on a Ray cluster: files are read and texts encoded there, and committed here."""
