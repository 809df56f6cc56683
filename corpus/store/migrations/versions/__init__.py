"""One module a migration; released ones are never edited."""
