"""The schema's history: ``0001_….sql`` and on, each run once, in order. A released file never changes."""
