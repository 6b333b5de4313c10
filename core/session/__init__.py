"""The one door: the screen and the commands hold a :class:`Session` and nothing else of the machinery."""

from __future__ import annotations

from core.session.categories import Change
from core.session.door import Session
from core.session.machinery import Machinery
from core.session.notices import Notices

__all__ = ["Change", "Machinery", "Notices", "Session"]
