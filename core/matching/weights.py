"""The numbers of the matcher, fitted to recorded cases by ``python -m tests.bench.fit``: data, no logic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

WEIGHTS: Final[Mapping[str, float]] = {
    "title": 0.51,
    "beside": 0.3,
    "around": 0.2,
    "place": 0.297,
    "artists": 0.501,
    "version": 0.307,
    "length": 0.4,
    "by": 0.2,
    "part": 0.3,
    "channel": 0.14,
    "official": 0.05,
    "album": 0.1,
    "year": 0.05,
    "explicit": 0.06,
}
"""How much each signal counts: the power it is raised to. One that is not known is left out."""

SHARPNESS: Final = 1.80
"""The power of the whole where the length is known: the right video then scores close to 1, and less is a doubt."""

ACCEPT: Final = 0.81
"""The score from which a video is taken."""

GAP: Final = 0.05
"""How far it must be ahead of the best other recording."""
