"""One archive from which a machine without a registry installs: wheels, model, install script, checksums."""
