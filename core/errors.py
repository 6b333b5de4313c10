"""All that the machinery knows of an error, drawn as a tree.

::

    CrossfadeError                  one sentence for a person
    ├── UsageError                  wrong call, setting or file          exit 2
    ├── Busy                        another process holds the lock       exit 4
    ├── StoreError                  the database cannot be used          exit 1
    │   └── StoreFull               the disk is full: pause, lose nothing
    └── ServiceError                what an adapter may raise: the dispositions
        ├── Transient               surely not applied; again after a pause
        │   ├── Unavailable         a read that was tried patiently, and could not be made
        │   └── OddRows             a page of which few rows cannot be believed at first sight
        ├── Throttled               surely not applied; again at ``until``
        ├── QuotaExhausted          a bucket is empty until ``until``
        ├── PlaylistLimit           YouTube makes no more playlists for now
        ├── OutcomeUnknown          may or may not have been applied: look, never resend blindly
        │   └── Conflict            HTTP 409: look soon, then send again
        ├── Rejected                this item only, with a reason
        └── LoginExpired            the sign-in of a service is over     exit 5

Adapters translate their vendor's answers into this tree, once, in one table; a vendor's exception that
leaves an adapter is a bug. Anything else that reaches the engine pauses the run as a bug.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from core.model import Page, SourceRow
    from core.states import Bucket, Service


class CrossfadeError(Exception):
    """The root; ``str()`` is one clear sentence that says what happened and what to do."""


class UsageError(CrossfadeError):
    """The call, a setting or a needed file is wrong; no run was made."""


class Busy(CrossfadeError):
    """Another process is at work with this database.

    ``pid`` and ``since`` (UTC, ISO 8601) name it as it wrote itself into the lock file; None where unreadable.
    """

    def __init__(self, message: str, *, pid: int | None = None, since: str | None = None) -> None:
        super().__init__(message)
        self.pid = pid
        self.since = since


class StoreError(CrossfadeError):
    """The database cannot be opened or written."""


class StoreFull(StoreError):
    """The disk is full; what was committed before stays."""


class ServiceError(CrossfadeError):
    """A disposition: what a service's answer means for the caller."""


class Transient(ServiceError):
    """Surely not applied (or a read that failed): try again after a growing pause.

    ``is_network`` is True where no answer came because the service could not be reached, ``is_lost`` where a read
    that may have been done and charged brought no answer of the service's.
    """

    def __init__(self, message: str, *, is_network: bool = False, is_lost: bool = False) -> None:
        super().__init__(message)
        self.is_network = is_network
        self.is_lost = is_lost


class Unavailable(Transient):
    """A read that was tried for as long as is reasonable (:mod:`core.reading.patience`): whoever asked gives it up now.

    ``is_limited`` is True where the service asked for fewer calls at last; ``wait_s`` is how long to rest at least.
    """

    def __init__(
        self,
        message: str,
        *,
        wait_s: float,
        is_network: bool = False,
        is_lost: bool = False,
        is_limited: bool = False,
    ) -> None:
        super().__init__(message, is_network=is_network, is_lost=is_lost)
        self.wait_s = wait_s
        self.is_limited = is_limited


class OddRows(Transient):
    """Few rows of a page cannot be believed at first sight; ``page`` is the page with them as rows without a track."""

    def __init__(self, message: str, page: Page[SourceRow]) -> None:
        super().__init__(message)
        self.page = page


class Throttled(ServiceError):
    """Surely not applied: the service asks to wait ``wait_s`` seconds; None where it names no time.

    ``is_daily`` marks Spotify's ``QUOTA_EXCEEDED``, which takes hours.
    """

    def __init__(self, message: str, *, wait_s: float | None, is_daily: bool = False) -> None:
        super().__init__(message)
        self.wait_s = wait_s
        self.is_daily = is_daily


class QuotaExhausted(ServiceError):
    """A daily bucket is empty. ``until`` is None where the service did not say; the quota day then decides."""

    def __init__(self, message: str, *, bucket: Bucket, until: datetime | None = None) -> None:
        super().__init__(message)
        self.bucket = bucket
        self.until = until


class PlaylistLimit(ServiceError):
    """YouTube refuses to create further playlists for now; filling existing ones goes on."""


class OutcomeUnknown(ServiceError):
    """A write that may or may not have been applied: a lost reply, a timeout, a 5xx, a cut or foreign body."""


class Conflict(OutcomeUnknown):
    """HTTP 409: usually a playlist too fresh or a neighbouring write. Look, then send again."""


class Rejected(ServiceError):
    """Refused for this item only; ``reason`` is a stable snake_case word for the error log.

    ``is_gone`` is True where the thing named does not exist any more (404): for a delete that is success.
    """

    def __init__(self, message: str, *, reason: str, is_gone: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.is_gone = is_gone


class LoginExpired(ServiceError):
    """The sign-in of ``service`` is missing, expired, revoked, or lacks a channel or a right."""

    def __init__(self, message: str, *, service: Service) -> None:
        super().__init__(message)
        self.service = service
