"""The weather in force: which calls it befalls, and the count of all that were made."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.weather.kinds import Kind, Pattern


@dataclass(frozen=True, slots=True)
class Rule:
    """Bad weather over one endpoint, by its method's name. ``first`` is the call, from 1, that it begins with."""

    endpoint: str
    kind: Kind
    pattern: Pattern
    first: int = 1

    def __str__(self) -> str:
        since = f" from call {self.first} on" if self.first > 1 else ""
        return f"{self.endpoint}: {self.kind}, {self.pattern}{since}"


class Sky:
    """Decides about each call once; asked from the lanes' threads and from the front's.

    ``made`` counts the calls to each endpoint, ``unserved`` those among them that no service did, ``struck`` those
    that were befallen, the first of them at ``struck_at_s`` of the program's time, which ``now_s`` gives.
    """

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._rule: Rule | None = None
        self._seen = 0
        self.struck = 0
        self.struck_at_s = 0.0
        self.made: Counter[str] = Counter()
        self.unserved: Counter[str] = Counter()

    def turn(self, rule: Rule | None) -> None:
        """Put a rule in force, or end the bad weather; counting begins anew."""
        with self._lock:
            self._rule, self._seen, self.struck = rule, 0, 0
            self.made.clear()
            self.unserved.clear()

    def clear_up(self) -> None:
        """End the bad weather; the counts stay."""
        with self._lock:
            self._rule = None

    def before_the_wire(self, endpoint: str) -> Kind | None:
        """What befalls a call before it leaves this machine."""
        return self._befallen(endpoint, on_the_wire=False)

    def on_the_wire(self, endpoint: str) -> Kind | None:
        """What befalls a call that reached the front."""
        return self._befallen(endpoint, on_the_wire=True)

    def _befallen(self, endpoint: str, *, on_the_wire: bool) -> Kind | None:
        with self._lock:
            rule = self._rule
            is_ours = rule is not None and rule.endpoint == endpoint and rule.kind.is_on_the_wire is on_the_wire
            struck = None
            if is_ours and rule is not None:
                if rule.pattern.befalls(self._seen + 1 - rule.first):
                    struck = rule.kind
                self._seen += 1
            if on_the_wire or struck is not None:
                self.made[endpoint] += 1
            if struck is not None:
                if not self.struck:
                    self.struck_at_s = self._now_s()
                self.struck += 1
                if not struck.is_served:
                    self.unserved[endpoint] += 1
            return struck
