"""The page Thống kê: II.06a, indicators, money and charts of a period, each figure with its dossiers behind it."""
