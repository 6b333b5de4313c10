"""Measurements (`make bench`); nothing here fails, nothing here is collected as a test."""
