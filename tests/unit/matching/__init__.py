"""Matching: folding, scoring, deciding, and a table of recorded search results."""
