"""What words of a query weigh: numbers alone, so that settings are read without a segmenter."""

INNER = 0.35
"""The weight of a query's word inside a longer one, found twice where the longer one is: docs/retrieval-experiments.md."""
