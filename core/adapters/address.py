"""Where the services are: their public addresses, or others for tests and proxies.

An address is https, or plain http on a loopback address of this machine; everything else is refused, since
tokens travel there.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

SPOTIFY_API = "https://api.spotify.com/v1"
SPOTIFY_ACCOUNTS = "https://accounts.spotify.com"
YOUTUBE_API = "https://youtube.googleapis.com"
YTMUSIC = "https://music.youtube.com"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses, each without a slash at its end. Google's sign-in addresses stand in the client file.

    ``ytmusic`` is asked only where the settings allow the unofficial search.
    """

    spotify_api: str = SPOTIFY_API
    spotify_accounts: str = SPOTIFY_ACCOUNTS
    youtube_api: str = YOUTUBE_API
    ytmusic: str = YTMUSIC

    @property
    def are_all_loopback(self) -> bool:
        """Whether no call to a service can leave this machine, the unofficial search left out."""
        return all(is_loopback(address) for address in (self.spotify_api, self.spotify_accounts, self.youtube_api))


def service_addresses(environment: Mapping[str, str]) -> Addresses:
    """The addresses that ``CROSSFADE_*`` variables name, else the public ones. Raises UsageError on an unsafe one."""

    def address(variable: str, default: str) -> str:
        return safe_address(environment.get(variable) or default, name=variable).rstrip("/")

    return Addresses(
        spotify_api=address("CROSSFADE_SPOTIFY_API", SPOTIFY_API),
        spotify_accounts=address("CROSSFADE_SPOTIFY_ACCOUNTS", SPOTIFY_ACCOUNTS),
        youtube_api=address("CROSSFADE_YOUTUBE_API", YOUTUBE_API),
        ytmusic=address("CROSSFADE_YTMUSIC", YTMUSIC),
    )


def safe_address(address: str, *, name: str) -> str:
    """``address``, if it is one that tokens may be sent to.

    Raises UsageError with ``name``, but never with the address, which may hold a password.
    """
    message = (
        f"{name} must be an https address, or http on a loopback address such as http://127.0.0.1:8080, "
        "without a user name, a query or a fragment."
    )
    if not address.isascii() or not address.isprintable() or set(address) & set(' \\"<>{}|^`'):
        raise UsageError(message)
    try:
        parts = urlsplit(address)
        host = parts.hostname
        _ = parts.port  # raises ValueError where it is no port
    except ValueError:
        raise UsageError(message) from None
    is_plain = not (parts.username or parts.password or parts.query or parts.fragment or "@" in parts.netloc)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(address))
    if not host or not is_plain or not is_safe:
        raise UsageError(message)
    return address


def is_loopback(address: str) -> bool:
    """Whether an address names this machine: ``localhost`` or a literal such as 127.0.0.1 or ::1."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
