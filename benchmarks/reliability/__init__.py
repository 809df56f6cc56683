"""How the service bears what goes wrong: kills, full disks, damage, load, hours. Not run by `make bench`."""
