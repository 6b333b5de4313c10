"""The store: everything Crossfade remembers, in one SQLite file.

It implements the store's ports of :mod:`core.ports`; sqlite and aiosqlite live here and nowhere else. Nothing
here decides what to do: it keeps, it answers, and it refuses what would break what it keeps.
"""
