"""The page Trả kết quả (F4): the result into the right hand, and whatever else a dossier waits for."""
