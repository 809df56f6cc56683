"""The word index and the text index, derived from the catalogue and disposable."""
