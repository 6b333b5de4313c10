"""Decides which video is a recording. Pure: titles and lengths in, a decision with its reasons out."""
