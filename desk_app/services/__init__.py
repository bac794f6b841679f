"""The jobs of the desk, one module each; each write is one transaction."""
