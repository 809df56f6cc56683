"""The migrations of the catalogue, run by `corpus.store.migrating` when a catalogue is opened."""
