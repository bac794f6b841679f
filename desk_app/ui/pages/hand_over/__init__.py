"""The page Bàn giao."""
