"""The page Hồ sơ (F7): every dossier of the desk, found, looked at and mended."""
