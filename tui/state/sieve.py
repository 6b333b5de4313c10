"""The filter that a person types over a list: words that must be there, ``!words`` that must not, ``is:tags``.

Pure, and the same in every list. Case and accents do not matter.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_TAG = "is:"


def folded(text: str) -> str:
    """Text as it is compared: without case and, for Latin letters, without accents."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def begun_tag(typed: str) -> str | None:
    """What of a tag stands at the end of what was typed, folded; None where that is no tag."""
    last = folded(typed).rsplit(" ", maxsplit=1)[-1].removeprefix("!")
    return last[len(_TAG) :] if last.startswith(_TAG) else None


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is asked for. An empty one lets everything through."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    untags: tuple[str, ...] = ()

    @classmethod
    def of(cls, typed: str) -> Sieve:
        """Read what a person typed; an unfinished ``is:`` or ``!`` asks for nothing yet."""
        words = folded(typed).split()
        plain = [word for word in words if not word.startswith("!")]
        against = [word[1:] for word in words if word.startswith("!")]
        return cls(
            wanted=tuple(word for word in plain if not word.startswith(_TAG)),
            unwanted=tuple(word for word in against if word and not word.startswith(_TAG)),
            tags=tuple(word[len(_TAG) :] for word in plain if word.startswith(_TAG)),
            untags=tuple(word[len(_TAG) :] for word in against if word.startswith(_TAG) and word != _TAG),
        )

    @property
    def is_open(self) -> bool:
        """Whether everything goes through."""
        return not (self.wanted or self.unwanted or any(self.tags) or self.untags)

    def takes(self, text: str, tags: Collection[str] = ()) -> bool:
        """Whether a row goes through: ``text`` is folded, a tag may be typed by its beginning."""
        return (
            all(word in text for word in self.wanted)
            and not any(word in text for word in self.unwanted)
            and all(any(tag.startswith(asked) for tag in tags) for asked in self.tags)
            and not any(tag.startswith(asked) for tag in tags for asked in self.untags)
        )
