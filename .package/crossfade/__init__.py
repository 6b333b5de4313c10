"""What is installed under the program's name: its start, and in a wheel also ``core``, ``db`` and ``tui``.

Nothing is imported from here; :mod:`crossfade.__main__` tells how the three are found.
"""
