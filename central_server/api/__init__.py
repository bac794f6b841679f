"""The server's HTTP: the sync protocol, health, metrics."""
