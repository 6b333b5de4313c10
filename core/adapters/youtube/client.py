"""YouTube's Data API v3 as the ports want it: each method one call, nothing repeated, every answer checked.

Google's client is imported and built in the lane at the first call. What errors mean stands in the table of
:mod:`core.adapters.youtube.errors`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeVar, cast
from urllib.parse import quote_plus

from core.adapters.quiet import quiet_vendors
from core.adapters.session import Refused, new_session
from core.adapters.shape import Unreadable
from core.adapters.youtube import errors, translate
from core.adapters.youtube.titles import clean_description, clean_title
from core.adapters.youtube.transport import Transport
from core.errors import LoginExpired, Rejected
from core.quota import PAGE, Method
from core.states import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from googleapiclient._apis.youtube.v3 import YouTubeResource
    from googleapiclient._apis.youtube.v3.schemas import Playlist, PlaylistItem
    from httplib2 import Http

    from core.adapters.lane import Lane
    from core.adapters.login.keeper import TokenKeeper
    from core.model import (
        Account,
        ItemId,
        PlaylistId,
        RemoteItem,
        RemotePage,
        RemotePlaylist,
        VideoDetails,
        VideoId,
    )
    from core.seen import SearchResults
    from core.states import Privacy

T = TypeVar("T")

HEAD = "snippet,status,contentDetails"
"""The parts of a playlist that are read."""

QUERY_MAX = 1200
"""Characters of an encoded query: the client turns a GET of over 2,048 into a POST, which is not the same call."""


class _Request(Protocol):
    """A request of Google's client, ready to be sent."""

    def execute(self, *, num_retries: int) -> object: ...


class YouTube:
    """Implements PlaylistReader, PlaylistWriter and VideoSearch of :mod:`core.ports`.

    ``api`` is the service's address. All calls go through ``lane``, with tokens of ``keeper``.
    """

    def __init__(self, *, api: str, keeper: TokenKeeper, lane: Lane) -> None:
        quiet_vendors()
        self._api = api
        self._keeper = keeper
        self._lane = lane
        self._service: YouTubeResource | None = None

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────

    async def channel(self) -> Account:
        """The signed-in channel. Raises LoginExpired where the account has none."""
        account = await self._call(
            Method.CHANNELS_LIST,
            lambda service: service.channels().list(part="id,snippet", mine=True),
            lambda answer: translate.to_first(answer, translate.to_account),
        )
        if account is None:
            message = "This Google account has no YouTube channel; create one at youtube.com, then sign in again."
            raise LoginExpired(message, service=Service.YOUTUBE)
        return account

    async def playlists(self, *, page_token: str | None = None) -> RemotePage[RemotePlaylist]:
        """Own playlists, 50 a page."""
        return await self._call(
            Method.PLAYLISTS_LIST,
            lambda service: service.playlists().list(part=HEAD, mine=True, maxResults=PAGE, **_page(page_token)),
            lambda answer: translate.to_heads(answer, asked=page_token),
        )

    async def playlist(self, playlist_id: PlaylistId) -> RemotePlaylist | None:
        """One playlist's head; None where it does not exist (any more)."""
        try:
            return await self._call(
                Method.PLAYLISTS_LIST,
                lambda service: service.playlists().list(part=HEAD, id=playlist_id, maxResults=PAGE),
                lambda answer: translate.to_first(answer, translate.to_playlist, asked=playlist_id),
            )
        except Rejected as refusal:
            if refusal.is_gone:
                return None
            raise

    async def items(self, playlist_id: PlaylistId, *, page_token: str | None = None) -> RemotePage[RemoteItem]:
        """A playlist's items, 50 a page. Raises Rejected with ``is_gone`` where the playlist is not there."""
        return await self._call(
            Method.ITEMS_LIST,
            lambda service: service.playlistItems().list(
                part=HEAD, playlistId=playlist_id, maxResults=PAGE, **_page(page_token)
            ),
            lambda answer: translate.to_items(answer, playlist_id, asked=page_token),
        )

    async def items_of_video(self, playlist_id: PlaylistId, video_id: VideoId) -> tuple[RemoteItem, ...]:
        """The items of a playlist that hold one video: the cheap look."""
        page = await self._call(
            Method.ITEMS_LIST,
            lambda service: service.playlistItems().list(
                part=HEAD, playlistId=playlist_id, videoId=video_id, maxResults=PAGE
            ),
            lambda answer: translate.to_items(answer, playlist_id, asked=None),
        )
        return tuple(item for item in page.rows if item.video_id == video_id)

    # ── writing ──────────────────────────────────────────────────────────────────────────────────────────

    async def create(self, title: str, *, description: str, privacy: Privacy) -> RemotePlaylist:
        """Make a playlist; title and description are cleaned to what YouTube takes, and must come back."""
        sent, about = clean_title(title), clean_description(description)
        body: Playlist = {
            "snippet": {"title": sent, "description": about},
            "status": {"privacyStatus": privacy.value},
        }
        return await self._call(
            Method.PLAYLISTS_INSERT,
            lambda service: service.playlists().insert(part="snippet,status", body=body),
            partial(translate.to_made_playlist, title=sent, description=about),
        )

    async def rename(self, playlist: RemotePlaylist, *, title: str) -> RemotePlaylist:
        """Give it another title; the parts that are sent are replaced whole, so the rest goes along unchanged."""
        body: Playlist = {
            "id": playlist.id,
            "snippet": {"title": clean_title(title), "description": clean_description(playlist.description)},
            "status": {"privacyStatus": playlist.privacy.value},
        }
        if playlist.language is not None:
            body["snippet"]["defaultLanguage"] = playlist.language
        return await self._call(
            Method.PLAYLISTS_UPDATE,
            lambda service: service.playlists().update(part="snippet,status", body=body),
            partial(translate.to_renamed_playlist, asked=playlist),
        )

    async def delete(self, playlist_id: PlaylistId) -> None:
        """Delete it. Raises Rejected with ``is_gone`` on 404."""
        await self._call(
            Method.PLAYLISTS_DELETE,
            lambda service: service.playlists().delete(id=playlist_id),
            translate.to_nothing,
        )

    async def add(
        self, playlist_id: PlaylistId, video_id: VideoId, *, position: int | None = None, note: str | None = None
    ) -> RemoteItem:
        """Put a video in; None as position appends. ``note`` may hold 280 characters."""
        body: PlaylistItem = {
            "snippet": {"playlistId": playlist_id, "resourceId": {"kind": "youtube#video", "videoId": video_id}}
        }
        if position is not None:
            body["snippet"]["position"] = position
        if note is not None:
            body["contentDetails"] = {"note": note}
        return await self._call(
            Method.ITEMS_INSERT,
            lambda service: service.playlistItems().insert(part=_parts(note), body=body),
            partial(translate.to_written_item, playlist_id=playlist_id, video_id=video_id),
        )

    async def remove(self, item_id: ItemId) -> None:
        """Take an item out. Raises Rejected with ``is_gone`` on 404."""
        await self._call(
            Method.ITEMS_DELETE,
            lambda service: service.playlistItems().delete(id=item_id),
            translate.to_nothing,
        )

    async def move(self, item: RemoteItem, *, position: int) -> RemoteItem:
        """Move an item within its playlist; a note goes along, since its part is replaced whole."""
        body: PlaylistItem = {
            "id": item.id,
            "snippet": {
                "playlistId": item.playlist_id,
                "resourceId": {"kind": "youtube#video", "videoId": item.video_id},
                "position": position,
            },
        }
        if item.note is not None:
            body["contentDetails"] = {"note": item.note}
        return await self._call(
            Method.ITEMS_UPDATE,
            lambda service: service.playlistItems().update(part=_parts(item.note), body=body),
            partial(translate.to_written_item, playlist_id=item.playlist_id, video_id=item.video_id, item_id=item.id),
        )

    # ── searching ────────────────────────────────────────────────────────────────────────────────────────

    async def search(self, query: str) -> SearchResults:
        """Up to 50 videos for a query, best first, lengths unknown."""
        asked = _bounded(query)
        return await self._call(
            Method.SEARCH_LIST,
            lambda service: service.search().list(part="snippet", type="video", maxResults=PAGE, q=asked),
            translate.to_candidates,
        )

    async def details(self, video_ids: Sequence[VideoId]) -> tuple[VideoDetails, ...]:
        """Lengths, views and states of at most 50 videos; gone ones and others' private ones are left out."""
        wanted = ",".join(video_ids)
        return await self._call(
            Method.VIDEOS_LIST,
            lambda service: service.videos().list(part="contentDetails,statistics,status", id=wanted),
            partial(translate.to_details, asked=frozenset(video_ids)),
        )

    # ── one call ─────────────────────────────────────────────────────────────────────────────────────────

    async def _call(self, method: Method, ask: Callable[[YouTubeResource], _Request], take: Callable[[object], T]) -> T:
        return await self._lane.call(lambda: self._send(method, ask, take))

    def _send(self, method: Method, ask: Callable[[YouTubeResource], _Request], take: Callable[[object], T]) -> T:
        """Send one request from the lane's thread, once, and read its answer. Raises dispositions alone."""
        from requests import RequestException

        request = ask(self._ready())
        try:
            return take(request.execute(num_retries=0))
        except Refused as refused:
            raise errors.of_refusal(refused, method, now=self._lane.clock.now()) from None
        except RequestException as error:
            raise errors.of_failure(error, method) from None
        except Unreadable as error:
            raise errors.unknown(f"YouTube's answer cannot be believed: {error}.", method) from None
        except (ValueError, RecursionError):  # a body that is no text, or JSON that Python refuses to read
            raise errors.unknown("YouTube's answer cannot be read.", method) from None

    def _ready(self) -> YouTubeResource:
        """Google's client, built at first use from the description that ships with it: no network."""
        if self._service is None:
            from googleapiclient.discovery import build

            session = new_session(self._api)
            self._lane.at_end(session.close)
            self._service = build(
                "youtube",
                "v3",
                http=cast("Http", Transport(session, self._keeper, idle_s=lambda: self._lane.idle_s)),
                client_options={"api_endpoint": f"{self._api}/"},
                static_discovery=True,
                cache_discovery=False,
            )
        return self._service


def _page(token: str | None) -> dict[str, str]:
    return {} if token is None else {"pageToken": token}


def _parts(note: str | None) -> str:
    return "snippet" if note is None else "snippet,contentDetails"


def _bounded(query: str) -> str:
    """As many whole words of a query as fit into its address."""
    kept = " ".join(query.split())
    while len(quote_plus(kept, errors="replace")) > QUERY_MAX:
        kept = kept.rpartition(" ")[0] if " " in kept else kept[: len(kept) // 2]
    return kept
