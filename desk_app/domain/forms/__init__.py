"""Forms of papers as data: what they are made of, what they say, and the check that they may be used."""
