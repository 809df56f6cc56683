"""The followers that keep the indexes level with the catalogue, and the way from a question to ranked passages."""
