"""Tables and the store: engine, triggers, migrations."""
