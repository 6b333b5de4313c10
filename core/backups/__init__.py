"""Backups: what is saved of the channel's playlists, as a file, and what of it is missing on YouTube now."""
