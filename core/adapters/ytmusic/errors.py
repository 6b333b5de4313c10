"""What YouTube Music's answers mean: by status alone, since nothing about its bodies is promised.

Sources: public reports on ytmusicapi (429 and pages that are no JSON where many searches are made at once, 400 after
a few, a redirect to a captcha).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.adapters.retry_after import retry_after
from core.adapters.session import was_never_sent
from core.errors import Rejected, ServiceError, Throttled, Transient

if TYPE_CHECKING:
    from datetime import datetime

    import requests

    from core.adapters.session import Refused

CHANGED = "ytmusic_changed"
REFUSED = "ytmusic_refused"


def of_refusal(refused: Refused, *, now: datetime) -> ServiceError:
    """The disposition of an answer outside 2xx."""
    match refused.status:
        case 403 | 429:
            wait_s = retry_after(refused.headers, now=now)
            return Throttled("YouTube Music asks for fewer searches.", wait_s=wait_s)
        case status if 300 <= status < 400:
            return Throttled("YouTube Music asks whether a person is there.", wait_s=None)
        case status if 400 <= status < 500 and status != 408:
            return Rejected(f"YouTube Music refused the search (HTTP {status}).", reason=REFUSED)
        case status:
            return Transient(f"YouTube Music has a problem of its own (HTTP {status}).")


def of_failure(error: requests.RequestException) -> ServiceError:
    """The disposition of a request without a whole answer."""
    if was_never_sent(error):
        return Transient("YouTube Music cannot be reached; check the network.", is_network=True)
    return Transient("YouTube Music's answer was lost on the way.")


def changed() -> ServiceError:
    """The disposition of an answer that is not what the library was written for."""
    message = "YouTube Music's answer is not what it used to be; this unofficial search may have stopped working."
    return Rejected(message, reason=CHANGED)
