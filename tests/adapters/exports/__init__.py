"""Tests of the readers of files that people own."""
