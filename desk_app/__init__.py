"""The one-stop reception desk (Quầy Một Cửa)."""
