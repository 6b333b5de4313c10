"""The marks Crossfade leaves on YouTube, so that what it made is found again without a database.

A playlist carries one as the last line of its description, an item one in ``contentDetails.note`` (documented,
at most 280 characters: https://developers.google.com/youtube/v3/docs/playlistItems). A category's id comes
from its source alone, so a lost database finds its playlists by their marks.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from core.model import CategoryId, OperationId

if TYPE_CHECKING:
    from core.model import HeldPlaylist
    from core.states import CollectionKind

_PLAYLIST = re.compile(r"\[crossfade:c:([0-9a-f]{12}):(\d{1,4})\]")
_RESTORED = re.compile(r"\[crossfade:r:([0-9A-Za-z_-]{1,100})\]")
_ITEM = re.compile(r"crossfade:i:([0-9A-Za-z-]{1,64})")


TITLE_MAX = 150
"""Characters a playlist's title may have."""


def category_id(kind: CollectionKind, external_id: str) -> CategoryId:
    """The id of a source collection's category: the same on every machine and after every loss."""
    return CategoryId(hashlib.sha256(f"{kind.value}:{external_id}".encode()).hexdigest()[:12])


def part_title(title: str, number: int) -> str:
    """What a category's part (from 1) is called: the first one as the category, the others with their number."""
    if number == 1:
        return title
    mark = f" ({number})"
    return title[: TITLE_MAX - len(mark)].rstrip() + mark


def playlist_marker(category: CategoryId, part: int = 1) -> str:
    """The line that marks a playlist as a category's ``part`` (from 1)."""
    return f"[crossfade:c:{category}:{part}]"


def marked_category(description: str) -> tuple[CategoryId, int] | None:
    """The category and part a description is marked with; None where it is not. The last mark counts."""
    found = _PLAYLIST.findall(description)
    return (CategoryId(found[-1][0]), int(found[-1][1])) if found else None


def restore_marker(lost: str) -> str:
    """The line that marks a playlist as the one made in the place of the ``lost`` one, named by its id."""
    return f"[crossfade:r:{lost}]"


def restored_from(description: str) -> frozenset[str]:
    """The ids of the playlists that a marked one was made in the place of; empty where it was not."""
    return frozenset(_RESTORED.findall(description))


def is_made(held: HeldPlaylist) -> bool:
    """Whether a playlist is Crossfade's: linked to a category or marked as one's. Such a one is never a source."""
    return held.category_id is not None or marked_category(held.head.description) is not None


def item_marker(operation: OperationId) -> str:
    """The note of an item that an operation adds."""
    return f"crossfade:i:{operation}"


def marked_operation(note: str | None) -> OperationId | None:
    """The operation a note is marked with; None where it is not ours."""
    found = _ITEM.search(note or "")
    return OperationId(found[1]) if found else None
