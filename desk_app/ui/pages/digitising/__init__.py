"""Số hóa: scanned files matched to the papers of dossiers, and looked at again; opened from the page Hồ sơ."""
