"""The page Thủ tục: the catalogue, what the office says of it, what changed, and limits without a unit."""
