"""The rules of other programs by which a video is chosen, replayed on recorded cases. Nothing of theirs is copied.

Each takes the best that its filters leave, as its program does. Where a case does not hold what a rule asks for (a
length, an album), that step is left out.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from tests.bench.rules.spotdl import spotdl
from tests.bench.rules.spotify_to_ytmusic import spotify_to_ytmusic
from tests.bench.rules.token_sort import token_sort

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.bench.cases import Case
    from tests.bench.curve import Answer

RULES: Final[Mapping[str, Callable[[Case], Answer]]] = {
    "spotDL 4.6.0": spotdl,
    "the same without its ISRC search": partial(spotdl, asks_isrc=False),
    "spotify_to_ytmusic 0.8.0": spotify_to_ytmusic,
    "token sort, within 10 s": token_sort,
}
"""By the name under which a rule is shown."""
