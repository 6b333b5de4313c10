"""Brings a library in, page by page: a job for each phase, a checkpoint with every page."""
