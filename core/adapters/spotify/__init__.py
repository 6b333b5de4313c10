"""Spotify through spotipy: one class for the library port, its translations and error table."""
