"""The store's schema, step by step, packaged with the program."""
