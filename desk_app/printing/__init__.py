"""Plain data to PDF bytes: form sets, bar codes, papers."""
