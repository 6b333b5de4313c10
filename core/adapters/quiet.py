"""Keeps the vendors' own loggers quiet: at DEBUG they print bearer tokens, at INFO addresses with codes."""

from __future__ import annotations

import logging

VENDORS = (
    *("spotipy", "urllib3", "requests", "googleapiclient", "google", "google_auth_httplib2", "httplib2"),
    "ytmusicapi",
)


def quiet_vendors() -> None:
    """Set every vendor's logger to WARNING, whatever the root logger shows."""
    for name in VENDORS:
        logging.getLogger(name).setLevel(logging.WARNING)
