"""What the sign-in dialog says of each service, and what it makes of what a person types. No Textual here."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from core.states import Reason, RunKind, RunStatus, Service
from core.text import shown

if TYPE_CHECKING:
    from core.model import Connection, Run

_AROUND = " \t\r\n'\"<>"
"""What people and terminals put around a pasted address."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one service is signed in to.

    ``before`` is what to know before an app is made there, ``about`` what the person brings, ``lost`` what to look at
    where the service's page shows an error.
    """

    name: str
    before: str
    about: str
    wanted: str
    missing: str
    lost: str


MANNERS: dict[Service, Manner] = {
    Service.SPOTIFY: Manner(
        "Spotify",
        "A Spotify app works only while its owner has Premium, and for at most 5 people on its list. Spotify's "
        "developer terms restrict transfers to other services. Without an app, import files (Exportify, account data, "
        "Takeout…) or your own YouTube playlists.",
        "Create the app at developer.spotify.com/dashboard with the redirect address "
        "http://127.0.0.1/callback, and paste its client ID. No secret is needed.",
        "client ID",
        "Paste the client ID of your app.",
        "If the page speaks of an invalid client or redirect: esc, and compare both with your app's settings.",
    ),
    Service.YOUTUBE: Manner(
        "YouTube",
        "Google refuses you until you add yourself as a test user on your project's consent screen. It warns that "
        "it has not verified the app, which is your own. A sign-in ends after 7 days until you publish the app there.",
        "Create the project at console.cloud.google.com, switch on the YouTube Data API v3, create an OAuth client of "
        "the type Desktop app, and bring the file it gives you.",
        "path of the client file",
        "Bring the client file of your project.",
        "If Google blocks the access: add yourself as a test user. If it speaks of an invalid client: esc, and "
        "download the file again.",
    ),
}


def is_answer(pasted: str, address: str) -> bool:
    """Whether a pasted text is where the browser was sent to from ``address``: both carry the sign-in's secret."""
    try:
        ours, theirs = (parse_qs(urlsplit(text.strip(_AROUND)).query) for text in (address, pasted))
    except ValueError:
        return False
    state = ours.get("state", [""])[0]
    is_ours = secrets.compare_digest(theirs.get("state", [""])[0].encode("utf-8", "replace"), state.encode())
    return bool(state) and is_ours and bool(theirs.keys() & {"code", "error"})


def plain_words(message: str) -> str:
    """An error's sentence as the dialog says it: without the command that it stands in for."""
    return shown(message).partition(" Sign in again: crossfade")[0]


def service_wanted(run: Run | None) -> Service | None:
    """Whose sign-in a paused run waits for; None where none does."""
    if run is None or run.status is not RunStatus.PAUSED or run.reason is not Reason.SIGN_IN:
        return None
    is_spotify = run.kind in (RunKind.IMPORT, RunKind.CATALOGUE) and not run.source
    return Service.SPOTIFY if is_spotify else Service.YOUTUBE


def dates(connection: Connection) -> str:
    """When a sign-in was given and when it ends, as far as that is known; empty where there is none."""
    if connection.account is None or connection.consented_at is None:
        return ""
    since = f"since {connection.consented_at.astimezone():%Y-%m-%d}"
    return since + (f", until {connection.ends_at.astimezone():%Y-%m-%d}" if connection.ends_at else "")
