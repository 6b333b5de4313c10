"""Crossfade's machinery, without a screen and without a database engine.

The way of the data: ``importing`` → ``matching`` → ``planning`` → ``engine``; the services are reached
through the Protocols of ``ports``, implemented in ``adapters`` and ``db``. People hold a ``session.Session``.
"""
