"""The fault plan: which call goes wrong, when, and how. Deterministic for a seed and an order of calls.

A plan is JSON::

    {"seed": 7, "rules": [{"call": "youtube.playlistItems.insert", "nth": 3, "do": "lose_reply"},
                          {"call": "spotify.*", "chance": 0.05, "do": "throttle", "retry_after": 2}]}

``call`` is a glob over method names (those of the discovery document; ``spotify.playlists.items``,
``spotify.accounts.token``, ``google.token``, ``google.authorize`` …). Of the calls that match, ``nth`` (a number
or several) or ``every`` or ``chance`` selects; none of them means all. ``times`` bounds how often a rule
fires. The first rule that fires wins.
"""

from __future__ import annotations

import random
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Literal

import msgspec

from core.demo.refusals import refusal
from core.demo.wire import Json, Reply
from core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a plan.

    ``do``: ``refuse`` (no effect; ``status``, ``reason``, ``message`` or a whole ``body``), ``error`` (5xx,
    ``when`` before or after the effect), ``throttle`` (429, ``retry_after`` seconds), ``garbage`` (``form`` html,
    cut or empty, ``when`` before or after the effect), ``lose_reply`` (effect, then the socket closes), ``drop``
    (the socket closes, no effect), ``late`` (the socket closes, the effect comes ``delay_s`` later), ``delay``
    (``delay_s`` before the effect, or after it with ``when`` after). Any of them may carry ``delay_s``.
    ``is_charged`` False gives the units back.
    """

    call: str
    do: Literal["refuse", "error", "throttle", "garbage", "lose_reply", "drop", "late", "delay"]
    nth: int | tuple[int, ...] | None = None
    every: int | None = None
    chance: float | None = None
    times: int | None = None
    status: int | None = None
    reason: str | None = None
    message: str | None = None
    domain: str | None = None
    body: msgspec.Raw | None = None
    retry_after: float | None = None
    delay_s: float = 0.0
    when: Literal["before", "after"] = "before"
    form: Literal["html", "cut", "empty", "hollow"] = "html"
    is_charged: bool = True


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole plan."""

    rules: tuple[Rule, ...] = ()
    seed: int = 0


def parse(data: bytes) -> Plan:
    """Read a plan. Raises UsageError that names the first fault of the text."""
    try:
        return msgspec.json.decode(data, type=Plan)
    except msgspec.DecodeError as error:
        raise UsageError(f"The fault plan cannot be read: {error}") from error


def load(path: Path) -> Plan:
    """Read a plan's file. Raises UsageError where it is missing or wrong."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"The fault plan {path} cannot be read: {error.strerror}.") from error
    return parse(data)


class Faults:
    """A plan at work: counts the calls and says which fault strikes."""

    def __init__(self, plan: Plan | None = None) -> None:
        self.plan = plan or Plan()
        self.fired = [0] * len(self.plan.rules)
        self._seen = [0] * len(self.plan.rules)
        self._chance = random.Random(self.plan.seed)

    def draw(self, name: str) -> Rule | None:
        """The fault that strikes this call of ``name``; None where it goes well."""
        struck: int | None = None
        for place, rule in enumerate(self.plan.rules):
            if not fnmatchcase(name, rule.call):
                continue
            self._seen[place] += 1
            if struck is None and self._is_due(rule, place):
                struck = place
        if struck is None:
            return None
        self.fired[struck] += 1
        return self.plan.rules[struck]

    def report(self) -> list[Json]:
        """Each rule's call, kind, matching calls and strikes."""
        return [
            {"call": rule.call, "do": rule.do, "seen": seen, "fired": fired}
            for rule, seen, fired in zip(self.plan.rules, self._seen, self.fired, strict=True)
        ]

    def _is_due(self, rule: Rule, place: int) -> bool:
        if rule.times is not None and self.fired[place] >= rule.times:
            return False
        seen = self._seen[place]
        if rule.nth is not None:
            return seen in (rule.nth if isinstance(rule.nth, tuple) else (rule.nth,))
        if rule.every is not None:
            return seen % rule.every == 0
        if rule.chance is not None:
            return self._chance.random() < rule.chance
        return True


def reply_of(rule: Rule, name: str) -> Reply:
    """The answer a refusing fault gives, in the form of the service that ``name`` belongs to."""
    status = rule.status or {"refuse": 403, "throttle": 429}.get(rule.do, 503)
    headers: dict[str, str] = {}
    if rule.retry_after is not None:
        headers["Retry-After"] = f"{rule.retry_after:g}"
    if rule.body is not None:
        return Reply(status, headers=headers | {"Content-Type": "application/json"}, raw=bytes(rule.body))
    if name.startswith("spotify.") and not name.startswith("spotify.accounts"):
        return Reply(status, {"error": _spotify_error(rule, status)}, headers)
    if not name.startswith("youtube."):
        error: dict[str, Json] = {"error": rule.reason or "server_error"}
        return Reply(status, error | ({"error_description": rule.message} if rule.message else {}), headers)
    default = {"throttle": "rateLimitExceeded", "error": "backendError"}.get(rule.do, "forbidden")
    return refusal(
        status,
        rule.message or {"throttle": "Rate limit exceeded", "error": "Backend Error"}.get(rule.do, "Forbidden"),
        domain=rule.domain or "global",
        reason=rule.reason or default,
        headers=headers,
    )


def spoiled(rule: Rule, reply: Reply | None) -> Reply:
    """What a garbage fault makes of an answer: a page for people, half of the body, or nothing, all as 200."""
    if rule.form == "empty":
        return Reply(rule.status or 200, raw=b"")
    if rule.form == "cut" and reply is not None:
        whole = reply.content()
        return Reply(
            rule.status or reply.status, headers={"Content-Type": "application/json"}, raw=whole[: len(whole) // 2]
        )
    if rule.form == "hollow" and reply is not None and reply.body is not None and "items" in reply.body:
        return Reply(reply.status, {**reply.body, "items": []})
    page = b"<!DOCTYPE html><html><head><title>Sorry...</title></head><body><h1>We're sorry...</h1></body></html>"
    return Reply(rule.status or 200, headers={"Content-Type": "text/html; charset=UTF-8"}, raw=page)


def _spotify_error(rule: Rule, status: int) -> dict[str, Json]:
    words = {"throttle": "API rate limit exceeded", "error": "Service unavailable"}
    error: dict[str, Json] = {"status": status, "message": rule.message or words.get(rule.do, "Forbidden")}
    return error | ({"reason": rule.reason} if rule.reason else {})
