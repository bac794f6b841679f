"""The central server: the other end of sync, and the province's web pages."""
