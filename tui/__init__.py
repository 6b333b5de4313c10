"""What people use: the screen, the commands, and the composition root that puts the program together.

Only :mod:`tui.build` and ``__main__`` know the store, the adapters and the demo; everything else here holds a
:class:`core.session.Session`.
"""
