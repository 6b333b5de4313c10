"""The table: every command that reads from a service, and every endpoint that it reads.

What stands here is not believed: a test holds it against what the commands call in fair weather.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.weather.kinds import FEW, KINDS, NO_TOKEN, Kind, Pattern
from tests.weather.states import KEPT, State
from tests.weather.world import COOKING

SPOTIFY_TOKEN, GOOGLE_TOKEN = "spotify.accounts.token", "google.token"
TOKENS = frozenset({SPOTIFY_TOKEN, GOOGLE_TOKEN})

LIKED, LISTS, ROWS = "spotify.me.tracks", "spotify.me.playlists", "spotify.playlists.items"
ME, ARTISTS, ARTIST, ALBUM = "spotify.me", "spotify.artists.batch", "spotify.artists.get", "spotify.albums.get"
HEADS, ITEMS, VIDEOS = "youtube.playlists.list", "youtube.playlistItems.list", "youtube.videos.list"
SEARCH, CHANNELS = "youtube.search.list", "youtube.channels.list"
OPTIONAL = frozenset({ARTISTS, ARTIST, ALBUM})
"""What an import reads beyond the library itself: it is whole without."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command as a person gives it, where they have come to ``state``.

    ``reads`` are the endpoints it reads; the first one meets every kind of weather, the others those that stand for
    all. ``token`` is the endpoint that renews its sign-in. ``is_cached``: without the service it still shows what
    was read before. ``priced_by`` is the command that tells a person what it will spend, where there is one.
    ``later`` are facts (of :class:`tests.weather.judge.Facts`) that the next start may complete, ``loose`` those that
    depend on what was read before the weather ended it.
    """

    name: str
    words: tuple[str, ...]
    state: State
    reads: tuple[str, ...]
    token: str = GOOGLE_TOKEN
    is_cached: bool = False
    priced_by: tuple[str, ...] = ()
    later: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    is_sign_in: bool = False

    def __str__(self) -> str:
        return self.name


_KEPT = f"{{home}}/{KEPT}"

COMMANDS = (
    Command(
        "import",
        ("import", "--json"),
        State.SIGNED_IN,
        (LIKED, LISTS, ROWS, ME, ARTISTS, ARTIST, ALBUM),
        SPOTIFY_TOKEN,
        later=frozenset({"details"}),  # read for half a minute, nobody waits for them
    ),
    Command("import youtube", ("import", "youtube", "--json"), State.SIGNED_IN, (ITEMS, HEADS)),
    Command("match", ("match", "--json"), State.IMPORTED, (SEARCH, VIDEOS)),
    Command("preview", ("preview", "--json"), State.MATCHED, (ITEMS, HEADS), is_cached=True),
    Command("first preview", ("preview", "--json"), State.IMPORTED, (HEADS, ITEMS)),
    Command(
        "sync",
        ("sync", "--yes", "--allow-delete", "--json"),
        State.MATCHED,
        (ITEMS, HEADS),
        priced_by=("preview", "--json"),
    ),
    Command("sync that searches", ("sync", "--yes", "--json"), State.WAITING, (SEARCH, ITEMS, HEADS, VIDEOS)),
    Command("retry-failed", ("retry-failed", "--yes", "--json"), State.PARTLY, (ITEMS, HEADS)),
    Command("backup", ("backup", "--json"), State.SYNCED, (ITEMS, HEADS)),
    Command("health", ("health", "--json"), State.SYNCED, (VIDEOS,)),
    Command("restore", ("restore", _KEPT, "--json"), State.LOST, (ITEMS, HEADS)),
    Command(
        "restore --yes",
        ("restore", _KEPT, "--yes", "--json"),
        State.LOST,
        (ITEMS, HEADS),
        priced_by=("restore", _KEPT, "--json"),
    ),
    Command("replace", ("replace", COOKING, "--json"), State.IMPORTED, (HEADS, ITEMS), loose=frozenset({"items"})),
    Command("auth spotify", ("auth", "spotify", "--json"), State.NEW, (ME,), SPOTIFY_TOKEN, is_sign_in=True),
    Command(
        "auth youtube",
        ("auth", "youtube", "--client-secrets", "{home}/../client.json", "--json"),
        State.NEW,
        (CHANNELS,),
        is_sign_in=True,
    ),
)
"""All that read."""

BY_BROWSER = frozenset({"spotify.accounts.authorize", "google.authorize"})
"""What a sign-in has the browser open."""


_WHOLE_TOKENS = frozenset({"health", "auth spotify", "auth youtube"})
"""Where renewals and sign-ins meet every kind: all commands and both services renew by one keeper and one POST."""


def kinds(command: Command, endpoint: str) -> tuple[Kind, ...]:
    """The weather that a command meets at an endpoint."""
    if endpoint in TOKENS:
        return (*KINDS, NO_TOKEN) if command.name in _WHOLE_TOKENS else (*FEW, NO_TOKEN)
    return KINDS if endpoint == command.reads[0] else FEW


def pairs() -> tuple[tuple[Command, str], ...]:
    """Each command with each endpoint that it reads, and with the one that renews its sign-in."""
    return tuple((command, endpoint) for command in COMMANDS for endpoint in (*command.reads, command.token))


PATTERNS = tuple(Pattern)
