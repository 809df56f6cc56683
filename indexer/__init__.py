"""Blocks to outline, facts and passages, and these into the catalogue."""
