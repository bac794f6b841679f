"""The sync protocol's types and its HTTP; knows no store (``docs/protocol.md``)."""
