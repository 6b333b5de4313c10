"""On which quota days a plan's work falls: limits, reserve, parked stages, days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.model import Spent
from core.planning.make import make_plan
from core.planning.plan import Plan, Resumed, Situation, Source
from core.quota import Allowance, FixedDays
from core.states import Phase
from tests.unit.planning.situations import DAYS, NOON, category, playlist, situation, songs, undecided


def days(of: Situation) -> list[tuple[str, int, int]]:
    plan = make_plan(of, DAYS)
    return [(DAYS.label(day.window), day.units, day.searches) for day in plan.calendar]


def backup_units(plan: Plan) -> int:
    return next(stage.units for stage in plan.stages if stage.stage is Phase.BACKUP)


def test_writes_stop_once_less_than_the_reserve_is_left_and_go_on_the_next_day() -> None:
    small = Allowance(units=2_000, searches=100, playlists=10, reserve=500)
    plan = situation(Source(category("A"), songs(60)), allowance=small)
    # 1 + 50, then batches of ten adds while at least 500 are left: 1949, 1449, 949, then 449 are left
    # the next day: 1 for the heads, 30 adds as before, then 499 are left: the verification must wait
    assert days(plan) == [("2026-06-10", 1_551, 0), ("2026-06-11", 1_501, 0), ("2026-06-12", 1 + 2, 0)]


def test_a_reserve_of_nothing_spends_the_whole_day_but_never_more() -> None:
    all_of_it = Allowance(units=1_000, searches=100, playlists=10, reserve=0)
    plan = situation(Source(category("A"), songs(30)), allowance=all_of_it)
    # 1 + 50, then 18 adds (951 … 949 left for 18), the rest the next day
    assert days(plan) == [("2026-06-10", 951, 0), ("2026-06-11", 1 + 12 * 50 + 1, 0)]


def test_what_is_already_spent_today_counts() -> None:
    plan = situation(Source(category("A"), songs(4)), spent=Spent(units=8_990))
    # 1010 left: 1 + 50 leaves 959, which is below the reserve of 1000
    assert days(plan) == [("2026-06-10", 51, 0), ("2026-06-11", 1 + 200 + 1, 0)]


def test_nothing_can_be_spent_today_once_the_service_closed_the_bucket() -> None:
    plan = situation(Source(category("A"), songs(1)), exhausted=frozenset({"units"}))
    assert days(plan) == [("2026-06-11", 1 + 50 + 50 + 1, 0)]


def test_a_day_with_less_than_the_reserve_left_is_not_counted() -> None:
    plan = situation(Source(category("A"), songs(1)), spent=Spent(units=9_500))
    assert [day[0] for day in days(plan)] == ["2026-06-11"]


def test_adding_goes_on_while_searches_wait_for_the_next_day() -> None:
    waiting = tuple(undecided(number, None, recording=900 + number) for number in range(150))
    plan = situation(Source(category("A"), songs(5)), Source(category("B", 1), waiting))
    first, second = days(plan)
    # a hundred found recordings, both playlists, all that can be added by then; the rest comes the next day
    assert first == ("2026-06-10", 1 + 100 + 2 * 50 + (5 + 100) * 50, 100)
    assert second == ("2026-06-11", 1 + 50 + 50 * 50 + 1 + 3, 50)


def test_searches_closed_by_the_service_wait_while_writing_goes_on() -> None:
    waiting = tuple(undecided(number, None, recording=900 + number) for number in range(3))
    plan = situation(
        Source(category("A"), songs(5)), Source(category("B", 1), waiting), exhausted=frozenset({"searches"})
    )
    assert days(plan) == [("2026-06-10", 1 + 100 + 250, 0), ("2026-06-11", 1 + 3 + 150 + 2, 3)]


def test_creation_parks_at_the_day_s_playlists_while_filling_goes_on() -> None:
    two_a_day = Allowance(units=10_000, searches=100, playlists=2, reserve=1_000)
    sources = [Source(category(f"C{number}", number), songs(2, prefix=f"c{number}")) for number in range(5)]
    plan = situation(*sources, allowance=two_a_day)
    assert days(plan) == [
        ("2026-06-10", 1 + 2 * 150, 0),
        ("2026-06-11", 1 + 2 * 150, 0),
        ("2026-06-12", 1 + 150 + 5, 0),
    ]
    spent = situation(*sources, allowance=two_a_day, spent=Spent(units=100, playlists=2))
    assert [day[0] for day in days(spent)] == ["2026-06-10", "2026-06-11", "2026-06-12", "2026-06-13"]


def test_deletions_wait_for_the_last_add_and_verification_for_everything() -> None:
    small = Allowance(units=600, searches=100, playlists=10, reserve=0)
    old = playlist("OLD", "v0", is_replaced=True)
    plan = situation(Source(category("A"), songs(11)), playlists=(old,), allowance=small)
    # 1 heads, 1 OLD, 50, 10 adds leave 48; then 1, the last add, 50 + 1 + 1 for OLD, 1 to verify
    assert days(plan) == [("2026-06-10", 552, 0), ("2026-06-11", 1 + 50 + 52 + 1, 0)]


def test_the_heads_are_read_again_on_each_later_day_with_the_playlists_made_meanwhile() -> None:
    held = tuple(playlist(f"X{number}") for number in range(50))
    small = Allowance(units=600, searches=100, playlists=10, reserve=0)
    plan = make_plan(situation(Source(category("A"), songs(15)), playlists=held, allowance=small), DAYS)
    assert len(plan.calendar) == 2
    assert backup_units(plan) == 1 + 2  # 50 playlists are one page, 51 are two


def test_a_paused_sync_reads_the_heads_now_and_on_each_later_day() -> None:
    small = Allowance(units=600, searches=100, playlists=10, reserve=0)
    plan = make_plan(
        situation(
            Source(category("A", playlist="P"), songs(15)),
            playlists=(playlist("P"),),
            allowance=small,
            resumed=Resumed(is_backed_up=True),
        ),
        DAYS,
    )
    assert [day.units for day in plan.calendar] == [1 + 11 * 50, 1 + 4 * 50 + 1]
    assert backup_units(plan) == 2


def test_a_paused_sync_makes_no_call_on_a_day_that_is_closed() -> None:
    plan = situation(
        Source(category("A", playlist="P"), songs(1)),
        playlists=(playlist("P"),),
        resumed=Resumed(is_backed_up=True),
        exhausted=frozenset({"units"}),
    )
    assert days(plan) == [("2026-06-11", 1 + 50 + 1, 0)]


def test_settings_that_leave_nothing_of_a_day_are_said_to_never_end() -> None:
    nothing = Allowance(units=500, searches=100, playlists=10, reserve=1_000)
    plan = make_plan(situation(Source(category("A"), songs(1)), allowance=nothing), DAYS)
    assert plan.is_endless
    assert plan.calendar == ()
    assert plan.total_units == 102


def test_without_any_searches_the_calendar_stops_where_nothing_more_can_be_done() -> None:
    none = Allowance(units=10_000, searches=0, playlists=10, reserve=0)
    plan = make_plan(situation(Source(category("A"), (*songs(2), undecided(2, None))), allowance=none), DAYS)
    assert plan.is_endless
    assert [day.units for day in plan.calendar] == [1 + 50 + 100]


def test_days_of_25_and_of_23_hours_are_stepped_over_one_by_one() -> None:
    small = Allowance(units=252, searches=100, playlists=10, reserve=0)
    autumn = situation(Source(category("A"), songs(17)), allowance=small, now=datetime(2026, 10, 31, 19, tzinfo=UTC))
    assert [day[0] for day in days(autumn)] == ["2026-10-31", "2026-11-01", "2026-11-02", "2026-11-03"]
    spring = situation(Source(category("A"), songs(17)), allowance=small, now=datetime(2027, 3, 13, 20, tzinfo=UTC))
    assert [day[0] for day in days(spring)] == ["2027-03-13", "2027-03-14", "2027-03-15", "2027-03-16"]
    lengths = [day.window.end - day.window.start for day in make_plan(autumn, DAYS).calendar]
    assert lengths[:2] == [timedelta(hours=24), timedelta(hours=25)]


def test_compressed_days_of_the_demo_are_stepped_in_the_same_way() -> None:
    demo = FixedDays(NOON, 30)
    small = Allowance(units=252, searches=100, playlists=10, reserve=0)
    found = situation(Source(category("A"), songs(6)), allowance=small)
    found = Situation(**{name: getattr(found, name) for name in found.__slots__} | {"window": demo.window(NOON)})
    plan = make_plan(found, demo)
    assert [demo.label(day.window) for day in plan.calendar] == ["2026-06-10", "2026-06-11"]
    assert plan.calendar[1].window.start == NOON + timedelta(seconds=30)
