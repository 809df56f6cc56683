"""The version of the path from blocks to documents; a file indexed by another one is indexed again."""

PIPELINE = "structure-2"
"""Raise the number when outlines, passages or facts of the same blocks change."""
