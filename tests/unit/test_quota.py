"""What calls cost, how much of a day a batch may take, and where quota days begin and end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model import Spent
from core.quota import (
    COSTS,
    Allowance,
    FixedDays,
    Method,
    PacificDays,
    affordable,
    affordable_in_a_row,
    cost,
    pages,
)
from core.states import Bucket

DAYS = PacificDays()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "start", "end", "hours", "label"),
    [
        # summer: midnight in California is 07:00 UTC; winter: 08:00
        ("2026-06-10T19:00", "2026-06-10T07:00", "2026-06-11T07:00", 24, "2026-06-10"),
        ("2026-12-10T07:59:59", "2026-12-09T08:00", "2026-12-10T08:00", 24, "2026-12-09"),
        ("2026-12-10T08:00", "2026-12-10T08:00", "2026-12-11T08:00", 24, "2026-12-10"),
        # clocks go back on the first of November: 25 hours, in either of the two hours called one o'clock
        ("2026-11-01T07:00", "2026-11-01T07:00", "2026-11-02T08:00", 25, "2026-11-01"),
        ("2026-11-01T08:30", "2026-11-01T07:00", "2026-11-02T08:00", 25, "2026-11-01"),
        ("2026-11-01T09:30", "2026-11-01T07:00", "2026-11-02T08:00", 25, "2026-11-01"),
        ("2026-11-02T07:59:59", "2026-11-01T07:00", "2026-11-02T08:00", 25, "2026-11-01"),
        # and forward on the fourteenth of March: 23 hours
        ("2027-03-14T08:00", "2027-03-14T08:00", "2027-03-15T07:00", 23, "2027-03-14"),
        ("2027-03-14T10:00", "2027-03-14T08:00", "2027-03-15T07:00", 23, "2027-03-14"),
        ("2027-03-15T06:59:59", "2027-03-14T08:00", "2027-03-15T07:00", 23, "2027-03-14"),
    ],
)
def test_a_quota_day_goes_from_pacific_midnight_to_pacific_midnight(
    now: str, start: str, end: str, hours: int, label: str
) -> None:
    window = DAYS.window(at(now))
    assert (window.start, window.end) == (at(start), at(end))
    assert window.end - window.start == timedelta(hours=hours)
    assert window.start.utcoffset() == window.end.utcoffset() == timedelta(0)
    assert DAYS.label(window) == label


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))  # noqa: DTZ001 - made aware below
def test_days_follow_each_other_without_gap_or_overlap(moment: datetime) -> None:
    window = DAYS.window(moment.replace(tzinfo=UTC))
    assert window.start <= moment.replace(tzinfo=UTC) < window.end
    following = DAYS.window(window.end)
    assert following.start == window.end
    assert DAYS.label(following) > DAYS.label(window)


def test_compressed_days_have_a_set_length_and_a_date_each() -> None:
    days = FixedDays(at("2026-06-10T12:00"), 30)
    window = days.window(at("2026-06-10T12:01:10"))
    assert (window.start, window.end) == (at("2026-06-10T12:01"), at("2026-06-10T12:01:30"))
    assert days.label(window) == "2026-06-12"
    assert days.label(days.window(window.end)) == "2026-06-13"
    assert days.label(days.window(at("2026-06-10T11:59:59"))) == "2026-06-09"


@pytest.mark.parametrize(
    ("spent", "unit_cost", "batch", "expected"),
    [
        (0, 50, 10, 10),
        (9_000, 50, 10, 10),  # exactly the reserve is left
        (9_001, 50, 10, 0),  # less than the reserve
        (8_999, 50, 30, 20),  # cut to what is left
        (8_500, 50, 100, 30),
        (9_000, 1_001, 1, 0),  # one call that is dearer than all that is left
        (12_000, 1, 1, 0),  # the service counted more than the settings allow
    ],
)
def test_a_batch_is_cut_to_what_is_left_and_stops_below_the_reserve(
    spent: int, unit_cost: int, batch: int, expected: int
) -> None:
    day = Allowance(units=10_000, searches=100, playlists=10, reserve=1_000)
    assert affordable(day, Spent(units=spent), unit_cost=unit_cost, batch=batch) == expected


@given(st.integers(0, 12_000), st.integers(1, 60), st.integers(1, 50), st.integers(0, 2_000))
def test_a_day_never_goes_below_zero(spent: int, unit_cost: int, batch: int, reserve: int) -> None:
    day = Allowance(units=10_000, searches=100, playlists=10, reserve=reserve)
    calls = affordable(day, Spent(units=spent), unit_cost=unit_cost, batch=batch)
    assert 0 <= calls <= batch
    assert calls == 0 or spent + calls * unit_cost <= day.units


@pytest.mark.parametrize(("rows", "calls"), [(0, 1), (1, 1), (50, 1), (51, 2), (100, 2), (5_000, 100)])
def test_a_listing_takes_a_call_for_each_fifty_rows_and_one_for_none(rows: int, calls: int) -> None:
    assert pages(rows) == calls


def test_writes_cost_fifty_reads_one_and_a_search_one_of_its_own_bucket() -> None:
    assert {cost(method) for method in Method if method.value.endswith((".insert", ".update", ".delete"))} == {50}
    assert {cost(method) for method in Method if method.value.endswith(".list")} == {1}
    assert [method for method, (bucket, _) in COSTS.items() if bucket is Bucket.SEARCHES] == [Method.SEARCH_LIST]
    assert COSTS.keys() == set(Method)


@given(
    units=st.integers(0, 3_000),
    reserve=st.integers(0, 1_500),
    spent=st.integers(0, 3_200),
    batch=st.integers(1, 20),
    wanted=st.integers(0, 90),
)
def test_batches_in_a_row_are_what_asking_for_each_gives(
    units: int, reserve: int, spent: int, batch: int, wanted: int
) -> None:
    allowance = Allowance(units=units, searches=0, playlists=0, reserve=reserve)
    done = 0
    while done < wanted:
        count = affordable(allowance, Spent(units=spent + 50 * done), unit_cost=50, batch=min(batch, wanted - done))
        if not count:
            break
        done += count
    row = affordable_in_a_row(allowance, Spent(units=spent), unit_cost=50, batch=batch, wanted=wanted)
    assert row == done
