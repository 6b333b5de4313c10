"""The local Spotify and YouTube: one pure model with two doors, and the sample library.

The model (no sockets, no threads, no clock of its own) answers a :class:`core.demo.wire.Call` with a
:class:`core.demo.wire.Reply`. :mod:`core.demo.http` opens it as HTTP in a process of its own,
:mod:`core.demo.library_port` and :mod:`core.demo.channel_port` as ports in process. Nothing but the
composition root and tests imports this package.
"""
