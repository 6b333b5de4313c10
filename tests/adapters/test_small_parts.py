"""The clock, the addresses and the waiting times."""

from __future__ import annotations

import logging
import math
from datetime import UTC, datetime, timedelta

import pytest

from core.adapters.address import Addresses, safe_address, service_addresses
from core.adapters.clock import SLICE_S, SystemClock
from core.adapters.quiet import quiet_vendors
from core.adapters.retry_after import WAIT_MAX_S, retry_after
from core.adapters.shape import count, plain, text, word
from core.errors import UsageError
from tests.adapters.fakes import NOW


def test_only_the_wall_clock_is_shifted() -> None:
    plain_clock, shifted = SystemClock(), SystemClock(shift_s=86400)
    assert timedelta(hours=23) < shifted.now() - plain_clock.now() < timedelta(hours=25)
    assert shifted.now().tzinfo is UTC
    assert abs(shifted.monotonic() - plain_clock.monotonic()) < 60


class Slept(SystemClock):
    """A clock that jumps while it sleeps, as a computer does that was closed."""

    def __init__(self, *jumps: float) -> None:
        super().__init__()
        self._jumps = list(jumps)
        self._at = NOW
        self.slices: list[float] = []

    def now(self) -> datetime:
        return self._at

    async def sleep(self, seconds: float) -> None:
        self.slices.append(seconds)
        self._at += timedelta(seconds=self._jumps.pop(0) if self._jumps else seconds)


async def test_a_wait_for_an_instant_notices_a_computer_that_slept() -> None:
    clock = Slept(SLICE_S, 7200)
    await clock.sleep_until(NOW + timedelta(hours=1))
    assert clock.slices == [SLICE_S, SLICE_S]


async def test_a_wait_for_an_instant_goes_on_when_the_clock_is_set_back() -> None:
    clock = Slept(-3600)
    await clock.sleep_until(NOW + timedelta(seconds=45))
    assert sum(clock.slices) == pytest.approx(3600 + 45 + SLICE_S)


async def test_an_instant_that_has_passed_is_not_waited_for() -> None:
    clock = Slept()
    await clock.sleep_until(NOW - timedelta(seconds=1))
    assert clock.slices == []
    await SystemClock().sleep(0)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", 120),
        (" 7 ", 7),
        ("0", 1),
        ("-5", 1),
        ("99999999", WAIT_MAX_S),
        ("9" * 5000, WAIT_MAX_S),
        ("1.5", None),
        ("١٢", None),
        ("1_0", None),
        ("+3", None),
        ("", None),
        ("soon", None),
        ("Fri, 20 Nov 2026 12:02:00 GMT", 120),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 1),
        ("Wed, 20 Nov 2030 11:00:00 GMT", WAIT_MAX_S),
        ("Fri, 99 Nov 2026 11:00:00 GMT", None),
        ("2026-11-20T12:02:00Z", None),
    ],
)
def test_a_waiting_time_is_read_strictly(value: str, wait: float | None) -> None:
    assert retry_after({"Retry-After": value}, now=NOW) == wait


def test_a_date_is_counted_from_the_service_s_own_clock() -> None:
    headers = {"retry-after": "Fri, 20 Nov 2026 18:01:00 GMT", "date": "Fri, 20 Nov 2026 18:00:00 GMT"}
    assert retry_after(headers, now=NOW) == 60
    assert retry_after({}, now=NOW) is None


@pytest.mark.parametrize(
    "address",
    [
        "https://api.spotify.com/v1",
        "http://127.0.0.1:8080",
        "http://127.8.9.1",
        "http://[::1]:9/v1",
        "http://localhost:1",
        "https://proxy.example/a/b/",
    ],
)
def test_a_safe_address_is_taken(address: str) -> None:
    assert safe_address(address, name="X") == address


@pytest.mark.parametrize(
    "address",
    [
        "http://api.spotify.com/v1",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "http://evil.example\\@127.0.0.1",
        "http://user:word@127.0.0.1",
        "https://user@api.example",
        "http://0.0.0.0",
        "http://10.0.0.1",
        "http://127.1",
        "http://localhost.evil.example",
        "ftp://127.0.0.1",
        "javascript:alert(1)",
        "127.0.0.1:99",
        "https://",
        "https://x.example?key=1",
        "https://x.example#part",
        "https://x.example:port",
        "https://[bad",
        "https://x.example/ ",
        "https://x.exa\nmple",
        "https://bücher.example",
        "",
    ],
)
def test_an_unsafe_address_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        safe_address(address, name="CROSSFADE_YOUTUBE_API")
    assert "CROSSFADE_YOUTUBE_API" in str(caught.value)
    assert not address or address not in str(caught.value)


def test_the_public_addresses_stand_where_none_are_named() -> None:
    assert service_addresses({"CROSSFADE_YOUTUBE_API": ""}) == Addresses()
    assert not Addresses().are_all_loopback


def test_a_shifted_clock_asks_for_every_address_on_this_machine() -> None:
    here = "http://127.0.0.1:7/"
    names = ("CROSSFADE_SPOTIFY_API", "CROSSFADE_SPOTIFY_ACCOUNTS", "CROSSFADE_YOUTUBE_API")
    assert service_addresses(dict.fromkeys(names, here)).are_all_loopback
    assert service_addresses(dict.fromkeys(names, here)).youtube_api == "http://127.0.0.1:7"
    for name in names:
        others = {each: here for each in names if each != name}
        assert not service_addresses(others).are_all_loopback


def test_vendors_stay_quiet_whatever_the_root_logger_shows(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    quiet_vendors()
    for name in ("spotipy.client", "urllib3.connectionpool", "googleapiclient.discovery", "google.auth.transport"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO), name


def test_values_of_the_wrong_kind_are_read_as_absent() -> None:
    assert [count(value) for value in ("12", 12, 0, -1, True, "1.0", "²", 2**60, None)] == [
        12, 12, 0, None, None, None, None, None, None
    ]  # fmt: skip
    assert [count(value) for value in (204053.0, 0.0, 1.5, -1.0, math.inf, -math.inf, math.nan, 1e300)] == [
        204_053, 0, None, None, None, None, None, None
    ]  # fmt: skip
    assert [word(value) for value in ("a-B_1", "a b", "a\n", "é", 5, None, "x" * 2000)] == ["a-B_1"] + [""] * 6
    assert text("a\ud800\0b" + "c" * 20, limit=5) == "a\ufffdbcc"
    assert plain("<b>Quota</b> &amp; more\x1b[31m\n next") == "Quota & more\ufffd[31m next"
