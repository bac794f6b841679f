"""The page Tiếp nhận: from a citizen's papers to a dated promise."""
