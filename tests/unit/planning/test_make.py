"""The whole plan: prices to the unit, the sum for any situation, the fingerprint of what is approved."""

from __future__ import annotations

from dataclasses import replace
from time import process_time
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model import PlaylistId, RecordingId, Spent, VideoId, WantedRow
from core.planning.make import make_plan
from core.planning.plan import Held, Plan, Resumed, Situation, Source
from core.quota import Allowance
from core.states import SYNC_STAGES, MatchStatus, Phase, Policy, RowSkip
from tests.unit.planning.situations import (
    DAYS,
    accepted,
    category,
    playlist,
    situation,
    songs,
    undecided,
)

if TYPE_CHECKING:
    from core.model import HeldPlaylist


def units(plan: Plan) -> dict[Phase, int]:
    return {stage.stage: stage.units for stage in plan.stages if stage.units}


def planned(of: Situation) -> Plan:
    return make_plan(of, DAYS)


def test_an_empty_plan_costs_nothing_and_takes_no_day() -> None:
    plan = planned(situation(Source(category("A", playlist="P"), songs(2)), playlists=(playlist("P", "v0", "v1"),)))
    assert plan.is_empty
    assert plan.is_exact
    assert plan.calendar == ()
    assert tuple(stage.stage for stage in plan.stages) == SYNC_STAGES


def test_a_new_playlist_costs_its_creation_its_adds_and_two_listings() -> None:
    plan = planned(situation(Source(category("A"), songs(60))))
    assert units(plan) == {
        Phase.BACKUP: 1,  # the heads, none of them there yet
        Phase.CREATE_PLAYLISTS: 50,
        Phase.ADD_VIDEOS: 60 * 50,
        Phase.VERIFY: 2,  # 60 rows
    }
    assert plan.total_units == 3_053
    assert plan.is_exact
    assert len(plan.calendar) == 1


def test_an_existing_playlist_is_read_before_and_after() -> None:
    held = playlist("P", *(f"v{number}" for number in range(50)))
    others = tuple(playlist(f"other {number}") for number in range(50))
    plan = planned(situation(Source(category("A", playlist="P"), songs(51)), playlists=(held, *others)))
    assert units(plan) == {
        Phase.BACKUP: 2 + 1,  # 51 heads are two pages, 50 items one
        Phase.ADD_VIDEOS: 50,
        Phase.VERIFY: 2,  # 51 items are two
    }


def test_a_playlist_that_was_never_read_is_priced_by_its_head() -> None:
    held = playlist("P", is_read=False, item_count=120)
    plan = planned(situation(Source(category("A", playlist="P"), songs(1)), playlists=(held,)))
    assert units(plan)[Phase.BACKUP] == 1 + 3
    assert units(plan)[Phase.VERIFY] == 3


def test_waiting_recordings_are_priced_as_if_each_were_found() -> None:
    rows = (accepted(0, "v0"), undecided(1, None, recording=101), undecided(2, None, recording=102))
    both = (Source(category("A"), rows), Source(category("B", 1), (undecided(0, None, recording=101),)))
    plan = planned(situation(*both, unjudged=frozenset({RecordingId(102)})))
    assert units(plan) == {
        Phase.BACKUP: 1,
        Phase.MATCH: 2,  # one look at lengths for each recording
        Phase.CREATE_PLAYLISTS: 100,
        Phase.ADD_VIDEOS: 4 * 50,
        Phase.VERIFY: 2,
    }
    assert plan.total_searches == 1
    assert (plan.expected.adds, plan.expected.units, plan.expected.searches) == (3, 3 * 50 + 2, 1)
    assert not plan.is_exact
    assert plan.categories[0].units == 50 + 3 * 50


def test_a_deletion_costs_itself_a_look_and_reading_back_every_successor() -> None:
    old = playlist("OLD", "v0", "v1", theirs=("nobody wants",), is_replaced=True)
    grown = playlist("P", *(f"v{number}" for number in range(2, 50)))
    plan = planned(
        situation(
            Source(category("A", playlist="P"), tuple(accepted(number, f"v{number}") for number in range(51))),
            playlists=(old, grown),
        )
    )
    assert units(plan) == {
        Phase.BACKUP: 1 + 1 + 1,  # heads, P, OLD
        Phase.ADD_VIDEOS: 3 * 50,
        Phase.DELETE_PLAYLISTS: 50 + 1 + 2,  # P will hold 51
        Phase.VERIFY: 2,
    }
    assert plan.deletions[0].unwanted == ("title of nobody wants",)
    assert plan.deletions[0].successors == {"A": {"v0", "v1"}}


def test_a_category_that_waits_may_take_over_videos_too_and_is_priced() -> None:
    old = playlist("OLD", "x", is_replaced=True)
    plan = planned(situation(Source(category("A"), (undecided(0, None),)), playlists=(old,)))
    assert units(plan)[Phase.DELETE_PLAYLISTS] == 50 + 1 + 1


def test_a_deletion_that_is_not_allowed_is_held_and_costs_nothing() -> None:
    old = playlist("OLD", "v0", is_replaced=True)
    source = Source(category("A", playlist="P"), (accepted(0, "v0"),))
    plan = planned(situation(source, playlists=(old, playlist("P", "v0")), allow_delete=False))
    assert plan.is_empty
    assert plan.held == (Held("title of OLD", "needs --allow-delete"),)


def test_what_is_left_of_a_paused_sync_is_one_listing_of_heads_and_a_whole_verification() -> None:
    held = playlist("P", "v0", "v1")
    other = playlist("Q", "w0")
    plan = planned(
        situation(
            Source(category("A", playlist="P"), songs(3)),
            Source(category("B", 1, playlist="Q"), (accepted(0, "w0"),)),
            playlists=(held, other),
            resumed=Resumed(is_backed_up=True, touched=frozenset({PlaylistId("Q"), PlaylistId("long gone")})),
        )
    )
    assert units(plan) == {Phase.BACKUP: 1, Phase.ADD_VIDEOS: 50, Phase.VERIFY: 2}


def test_a_paused_sync_with_nothing_left_but_verification_still_verifies() -> None:
    source = Source(category("A", playlist="P"), (accepted(0, "v0"),))
    held = playlist("P", "v0")
    left = Resumed(is_backed_up=True, touched=frozenset({PlaylistId("P")}))
    plan = planned(situation(source, playlists=(held,), resumed=left))
    assert units(plan) == {Phase.BACKUP: 1, Phase.VERIFY: 1}
    done = planned(situation(source, playlists=(held,), resumed=Resumed(is_backed_up=True)))
    assert done.is_empty


def test_a_paused_sync_without_its_backup_makes_it_first() -> None:
    source = Source(category("A", playlist="P"), songs(2))
    plan = planned(situation(source, playlists=(playlist("P", "v0"),), resumed=Resumed(is_backed_up=False)))
    assert units(plan)[Phase.BACKUP] == 2


def test_the_fingerprint_changes_with_what_a_person_approves_and_nothing_else() -> None:
    before = situation(Source(category("A"), songs(3)))
    same = replace(before, spent=Spent(units=500), exhausted=frozenset({"searches"}))
    one_more = situation(Source(category("A"), songs(4)))
    mirrored = situation(Source(replace(category("A"), policy=Policy.MIRROR), songs(3)))
    renamed = situation(Source(replace(category("A"), title="Other"), songs(3)))
    prints = [planned(each).fingerprint for each in (before, one_more, mirrored, renamed)]
    assert planned(same).fingerprint == prints[0]
    assert len(set(prints)) == 4


def test_a_category_held_back_is_named() -> None:
    plan = planned(situation(Source(category("A", held="it came back empty, 9 rows before"), songs(1))))
    assert plan.held == (Held("A", "it came back empty, 9 rows before"),)
    assert plan.is_empty


def test_titles_with_lone_surrogates_do_not_stop_a_plan() -> None:
    plan = planned(situation(Source(replace(category("A"), title="odd \ud800 title"), songs(1))))
    assert len(plan.fingerprint) == 64


# ── for any situation ────────────────────────────────────────────────────────────────────────────────────

_VIDEOS = [f"v{number}" for number in range(8)]


@st.composite
def _rows(draw: st.DrawFn) -> tuple[WantedRow, ...]:
    rows: list[WantedRow] = []
    for position in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from([*RowSkip, None, *MatchStatus, "waiting", "waiting"]))
        if kind is None or isinstance(kind, RowSkip):
            rows.append(WantedRow(position, "row", skip=kind))
            continue
        status = kind if isinstance(kind, MatchStatus) else None
        recording = RecordingId(draw(st.integers(0, 9)))
        video = VideoId(draw(st.sampled_from(_VIDEOS))) if status is MatchStatus.ACCEPTED else None
        rows.append(WantedRow(position, "row", recording, status=status, video_id=video))
    return tuple(rows)


@st.composite
def _situations(draw: st.DrawFn) -> Situation:
    sources: list[Source] = []
    playlists: list[HeldPlaylist] = []
    some = st.lists(st.sampled_from(_VIDEOS), max_size=4).map(tuple)
    for number in range(draw(st.integers(0, 3))):
        has_playlist = draw(st.booleans())
        if has_playlist and draw(st.integers(0, 5)):
            playlists.append(playlist(f"P{number}", *draw(some), theirs=draw(some), removed=draw(some)))
        sources.append(
            Source(
                category(
                    f"C{number}",
                    number,
                    playlist=f"P{number}" if has_playlist else None,
                    is_included=draw(st.integers(0, 4)) > 0,
                    is_protected=draw(st.integers(0, 4)) == 0,
                ),
                draw(_rows()),
                frozenset(RecordingId(key) for key in draw(st.sets(st.integers(0, 9), max_size=2))),
            )
        )
    playlists += [playlist(f"OLD{number}", *draw(some), is_replaced=True) for number in range(draw(st.integers(0, 2)))]
    return situation(
        *sources,
        playlists=tuple(playlists),
        allowance=draw(st.sampled_from([Allowance(10_000, 100, 10, 1_000), Allowance(300, 2, 1, 60)])),
        spent=draw(st.sampled_from([Spent(), Spent(units=200, searches=1)])),
        batch=draw(st.sampled_from([1, 10])),
        keep_duplicates=draw(st.booleans()),
        allow_delete=draw(st.booleans()),
        exhausted=draw(st.sampled_from([frozenset[str](), frozenset({"units"}), frozenset({"searches", "playlists"})])),
        resumed=draw(st.sampled_from([None, Resumed(is_backed_up=True, touched=frozenset({PlaylistId("P0")}))])),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_situations())
def test_for_any_situation_the_sums_close_and_the_calendar_holds_the_whole_price(found: Situation) -> None:
    plan = planned(found)
    for part in plan.categories:
        counted = part.already_there + part.to_add + part.duplicates + part.waiting
        counted += part.needs_review + part.missing + part.skipped + part.failed
        assert counted == part.source_rows
        assert part.skipped == sum(part.skipped_by.values())
        assert len(part.waiting_for) <= part.waiting
    assert plan.total_units == sum(stage.units for stage in plan.stages)
    writes = {Phase.CREATE_PLAYLISTS, Phase.ADD_VIDEOS}
    assert sum(part.units for part in plan.categories) == sum(
        stage.units for stage in plan.stages if stage.stage in writes
    )
    if not plan.is_endless:
        assert sum(day.units for day in plan.calendar) == plan.total_units
        assert sum(day.searches for day in plan.calendar) == plan.total_searches
    for day in plan.calendar:
        before = found.spent.units if day.window == found.window else 0
        assert day.units + before <= found.allowance.units
        assert day.units or day.searches
    assert plan.is_empty == (not plan.calendar) or plan.is_endless


def test_a_large_library_is_planned_quickly_enough_for_every_key_press() -> None:
    sources = tuple(Source(category(f"C{number}", number), songs(2_500, prefix=f"c{number}v")) for number in range(4))
    found = situation(*sources)
    before = process_time()
    plan = planned(found)
    assert process_time() - before < 0.3  # about 0.015 s on an idle machine
    assert sum(part.to_add for part in plan.categories) == 10_000
