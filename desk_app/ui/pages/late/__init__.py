"""The page Trễ hạn (F8): deadlines to watch, letters of apology, what was late in a period."""
