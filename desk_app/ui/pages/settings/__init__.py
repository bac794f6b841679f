"""Thiết lập: the office, its calendar, accounts, printers, forms, trials, slips for a power cut, looks, backup."""
