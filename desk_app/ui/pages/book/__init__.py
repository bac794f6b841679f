"""The page Sổ theo dõi: the supervisor's day, the follow-up book, and closing a day."""
