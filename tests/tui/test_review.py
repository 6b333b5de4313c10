"""Review: wanted beside found, one key for each decision, the next entry at once, and everything can be undone."""

from __future__ import annotations

import asyncio
import webbrowser
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from textual.events import Paste
from textual.widgets import Input

from core.errors import StoreError
from core.model import Holder, RecordingId
from core.states import Phase, RunKind
from tests.tui.conftest import an_app, shown_at
from tests.tui.fake_review import FakeReview, a_judged, a_pile, an_entry
from tests.tui.fake_session import FakeSession, World, a_run
from tests.tui.hostile import HOSTILE
from tests.tui.screen_text import settle, text
from tests.tui.test_hostile import assert_harmless
from tui.places import key_of
from tui.screens.link import LinkScreen
from tui.screens.review import ReviewScreen
from tui.state.pile import UNDONE, Pile
from tui.terminal import browser
from tui.widgets.compare import parts_shown
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.app import CrossfadeApp

HERE = key_of("review")
SIZES = [(80, 24), (60, 16), (60, 20), (120, 40)]


@pytest.fixture
def pile(world: World) -> World:
    """Two recordings to review and one without a video."""
    world.review = FakeReview(*a_pile())
    return world


def decided(world: World) -> dict[int, str | None]:
    """What the person said, in order."""
    return {int(key): video for key, video in world.review.decided.items()}


def in_hand(app: CrossfadeApp) -> str:
    """The title of the entry in hand."""
    assert isinstance(app.screen, ReviewScreen)
    assert app.screen.pile is not None
    found = app.screen.pile.current
    return found.entry.recording.title if found else ""


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each when the one before had its effect."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


# ── what is shown ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("size", SIZES)
async def test_wanted_and_found_stand_side_by_side(pile: World, size: tuple[int, int]) -> None:
    async with shown_at(pile, HERE, size=size) as (app, _):
        said = text(app)
        title = next(line for line in said.splitlines() if "Title" in line)
        artist = next(line for line in said.splitlines() if "Artist" in line)
        length = next(line for line in said.splitlines() if "Length" in line)
        assert title.split("Title")[1].split()[:3] == ["Blue", "in", "Green"]
        assert "Blue (official)" in title
        assert "Miles Davis" in artist
        assert "Blue channel" in artist
        assert "4:14" in length
        assert "4:20 +6 s  1.6 M views" in length
        assert "3 lists  Liked Songs, Night Drive, AC/DC [Live]" in said
        assert "candidate 1 of 2" in said
        assert "2 to review, 1 without a video" in said
        assert "? two different vid" in said
        assert "Kind of Blue (1959)" in said


@pytest.mark.parametrize("size", SIZES)
async def test_every_part_of_the_score_stands_by_name(pile: World, size: tuple[int, int]) -> None:
    async with shown_at(pile, HERE, size=size) as (app, _):
        said = text(app)
        for name, value in (("score", "0.84"), ("title", "1.00"), ("artists", "0.90"), ("version", "0.03")):
            part = next(line for line in said.splitlines() if f" {name}" in line and value in line)
            assert value in part.split(f" {name}")[1].split("─")[-1].split("━")[-1] or value in part


def test_finer_parts_stand_there_only_where_they_take_something_away() -> None:
    signals = {"title": 1.0, "beside": 0.6, "around": 1.0, "place": 1.0, "artists": 1.0, "by": 0.1}
    assert parts_shown(signals) == {"title": 1.0, "extra": 0.6, "artists": 1.0, "remixer": 0.1}


async def test_a_large_window_shows_the_queue_and_its_cursor_takes_entries_in_hand(pile: World) -> None:
    async with shown_at(pile, HERE, size=(120, 40)) as (app, pilot):
        assert "▸Blue in Green" in text(app)
        assert "Cassette Only" in text(app)
        app.screen.query_one("#pile", Rows).focus()
        await press(pilot, "down", "down")
        assert in_hand(app) == "Cassette Only"
        assert "3 of 3" in text(app)
        assert "No video was found" in text(app)


async def test_help_explains_every_key(pile: World) -> None:
    async with shown_at(pile, HERE, "question_mark", size=(80, 40)) as (app, _):
        for said in ("This video is right", "next candidate", "by link or id", "does not have it", "for later"):
            assert said in text(app)
        for said in ("in a browser", "last decision back", "Back to the one before"):
            assert said in text(app)


async def test_the_keys_stand_in_the_footer(pile: World) -> None:
    async with shown_at(pile, HERE) as (app, _):
        footer = " ".join(text(app).splitlines()[-1].split())
        assert "a accept n next v link… x none s later o open u undo" in footer


async def test_an_empty_queue_is_calm(world: World) -> None:
    async with shown_at(world, HERE, "a", "x", "n", "s", "v", "o", "u") as (app, _):
        assert "Nothing waits for your review." in text(app)
        assert "What a search doubts comes here." in text(app)
        assert isinstance(app.screen, ReviewScreen)


async def test_without_colours_nothing_is_lost(pile: World) -> None:
    app = an_app(pile, no_color=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, HERE)
        assert "+6 s" in text(app)
        assert ">" in text(app)
        assert "━" in text(app)


@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_hostile_strings_stay_harmless(world: World, size: tuple[int, int]) -> None:
    world.review = FakeReview(
        *(
            an_entry(number, title, a_judged("Blue", title=title), a_judged(title[:9], title=title),
                     waiting=(title, title), reason=title, artists=(title, title))
            for number, title in enumerate(HOSTILE)
        )
    )  # fmt: skip
    async with shown_at(world, HERE, size=size) as (app, pilot):
        for key in ("n", "a", "u", "v", "escape"):
            await press(pilot, key)
            assert_harmless(app)
        for _ in HOSTILE:
            await pilot.press("s")
            await pilot.pause()
            assert_harmless(app)
        assert app.is_running


# ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("key", ["a", "enter"])
async def test_a_takes_the_candidate_and_the_next_entry_is_there(pile: World, key: str) -> None:
    async with shown_at(pile, HERE, key) as (app, _):
        assert decided(pile) == {1: "Blue-------"}
        assert in_hand(app) == "夜のドライブ"
        assert "1 to review, 1 without a video" in text(app)


async def test_n_and_the_arrows_look_at_the_other_candidates(pile: World) -> None:
    async with shown_at(pile, HERE, "n") as (app, pilot):
        assert "candidate 2 of 2" in text(app)
        assert "4:13 same" in text(app)
        await press(pilot, "n")
        assert "candidate 1 of 2" in text(app)
        await press(pilot, "down", "a")
        assert decided(pile) == {1: "Green------"}
        assert "candidate 1 of 1" in text(app)


async def test_x_says_that_there_is_none(pile: World) -> None:
    async with shown_at(pile, HERE, "x") as (app, _):
        assert decided(pile) == {1: None}
        assert in_hand(app) == "夜のドライブ"


async def test_v_takes_a_link_and_says_of_a_wrong_one_what_is_wrong(pile: World) -> None:
    async with shown_at(pile, HERE, "v") as (app, pilot):
        assert isinstance(app.screen, LinkScreen)
        assert "“Blue in Green”" in text(app)
        app.screen.query_one(Input).value = "https://example.org/x"
        await press(pilot, "enter")
        assert "is no YouTube video" in text(app)
        app.screen.query_one(Input).value = "https://youtube.com/shorts/dQw4w9WgXcQ?feature=share"
        await press(pilot, "enter")
        assert decided(pile) == {1: "dQw4w9WgXcQ"}
        await press(pilot, "v", "escape")
        assert decided(pile) == {1: "dQw4w9WgXcQ"}
        assert in_hand(app) == "夜のドライブ"


async def test_a_pasted_link_is_offered_and_other_text_is_not(pile: World) -> None:
    async with shown_at(pile, HERE) as (app, pilot):
        app.screen.post_message(Paste("just words"))
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        app.screen.post_message(Paste("https://youtu.be/dQw4w9WgXcQ\n"))
        await settle(pilot)
        assert app.screen.query_one(Input).value == "https://youtu.be/dQw4w9WgXcQ"
        await press(pilot, "enter")
        assert decided(pile) == {1: "dQw4w9WgXcQ"}


async def test_s_leaves_an_entry_for_later_and_left_goes_back(pile: World) -> None:
    async with shown_at(pile, HERE) as (app, pilot):
        seen = []
        for key in ("s", "right", "s", "left", "b"):
            await press(pilot, key)
            seen.append(in_hand(app))
        assert seen == ["夜のドライブ", "Cassette Only", "Blue in Green", "Cassette Only", "夜のドライブ"]
        assert decided(pile) == {}


async def test_what_has_no_candidate_takes_a_link_or_a_no_only(pile: World) -> None:
    async with shown_at(pile, HERE, "left", "a", "n", "o") as (app, pilot):
        assert in_hand(app) == "Cassette Only"
        assert "no candidate: v takes a link" in text(app)
        assert decided(pile) == {}
        await press(pilot, "x")
        assert decided(pile) == {3: None}


async def test_u_takes_decisions_back_one_by_one(pile: World) -> None:
    async with shown_at(pile, HERE, "a", "x", "x") as (app, pilot):
        assert "Nothing waits for your review." in text(app)
        assert "u   takes the last decision back" in text(app)
        seen = []
        for _ in range(3):
            await press(pilot, "u")
            seen.append((in_hand(app), len(decided(pile))))
        assert seen == [("Cassette Only", 2), ("夜のドライブ", 1), ("Blue in Green", 0)]
        assert "2 to review, 1 without a video" in text(app)
        await press(pilot, "u")
        assert decided(pile) == {}


async def test_keys_in_quick_succession_each_meet_the_next_entry(pile: World) -> None:
    async with shown_at(pile, HERE) as (_app, pilot):
        await pilot.press("a", "a", "x", "u", "u")
        await settle(pilot)
        assert decided(pile) == {1: "Blue-------"}


async def test_a_decision_that_cannot_be_written_is_said_and_its_entry_comes_back(pile: World) -> None:
    pile.review.refusal = StoreError("The disk is full.")
    async with shown_at(pile, HERE, "a") as (app, pilot):
        assert in_hand(app) == "Blue in Green"
        assert "The disk is full." in text(app)
        assert "2 to review" in text(app)
        pile.review.refusal = None
        await press(pilot, "a")
        assert decided(pile) == {1: "Blue-------"}


async def test_while_another_process_works_the_queue_can_be_looked_at_only(pile: World) -> None:
    pile.holder = Holder(4711, "desk", "2026-06-10T18:58:00Z")
    async with shown_at(pile, HERE, "a", "x", "v", "u", "n") as (app, pilot):
        assert decided(pile) == {}
        assert isinstance(app.screen, ReviewScreen)
        assert "candidate 2 of 2" in text(app)
        assert "only to look at: another crossfade works (pid 4711)" in text(app)
        await press(pilot, "s")
        assert in_hand(app) == "夜のドライブ"


async def test_a_run_at_work_stops_no_decision(pile: World) -> None:
    pile.is_active = True
    pile.put(a_run(stage=Phase.ADD_VIDEOS))
    async with shown_at(pile, HERE, "a", "u", "x") as (_app, _):
        assert decided(pile) == {1: None}


async def test_what_a_search_doubts_comes_up_by_itself(world: World) -> None:
    world.is_active = True
    world.put(a_run(RunKind.MATCH))
    async with shown_at(world, HERE) as (app, pilot):
        assert "The search goes on" in text(app)
        world.review.entries[RecordingId(1)] = a_pile()[0]
        await world.clock.sleep(5)
        app.screen.redraw()  # type: ignore[attr-defined] # every second, by the application's timer
        await settle(pilot)
        assert in_hand(app) == "Blue in Green"


# ── the browser ──────────────────────────────────────────────────────────────────────────────────────────


async def test_o_opens_the_candidate_in_a_browser(pile: World, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", open_)
    monkeypatch.setenv("DISPLAY", ":0")
    for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    async with shown_at(pile, HERE, "n", "o") as (app, _):
        assert opened == ["https://www.youtube.com/watch?v=Green------"]
        assert "No browser here" not in text(app)


async def test_over_ssh_the_address_is_shown_instead(pile: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda address: pytest.fail("a browser was opened"))
    monkeypatch.setenv("SSH_CONNECTION", "there")
    async with shown_at(pile, HERE, "o") as (app, _):
        assert "No browser here" in text(app)
        assert "https://youtu.be/Blue-------" in text(app)


def test_a_browser_is_expected_only_where_the_person_sits() -> None:
    assert browser.can_show({"DISPLAY": ":0"}, "linux")
    assert browser.can_show({"WAYLAND_DISPLAY": "w"}, "linux")
    assert not browser.can_show({}, "linux")
    assert browser.can_show({}, "darwin")
    assert not browser.can_show({"SSH_TTY": "/dev/pts/1"}, "darwin")
    assert not browser.can_show({"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "a"}, "linux")


def test_no_browser_at_all_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(address: str) -> bool:
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "open", missing)
    assert not browser.show("https://example.org")


# ── long queues ──────────────────────────────────────────────────────────────────────────────────────────


async def test_twenty_thousand_entries_are_read_in_windows(world: World) -> None:
    entries = [an_entry(number, f"Song {number}", a_judged("Blue")) for number in range(20_000)]
    world.review = FakeReview(*entries)
    async with shown_at(world, HERE, size=(120, 40)) as (app, pilot):
        assert "20,000 to review" in text(app)
        app.screen.query_one("#pile", Rows).focus()
        await press(pilot, "end")
        assert in_hand(app) == "Song 19999"
        await press(pilot, "x", "home", "a")
        assert "19,998 to review" in text(app)
        assert list(decided(world)) == [19_999, 0]
        assert max(world.review.windows) < 100
        assert sum(world.review.windows) < 500


async def test_a_hundred_decisions_can_be_taken_back_and_no_more(world: World) -> None:
    count = UNDONE + 5
    world.review = FakeReview(*(an_entry(number, f"Song {number}", a_judged("Blue")) for number in range(count)))
    pile = Pile(FakeSession(world), lambda: None)
    await pile.read()
    for _ in range(count):
        step = pile.take(None)
        assert step is not None
        await asyncio.gather(pile.save(step), pile.fetch())
    assert (len(decided(world)), pile.to_review) == (count, 0)
    for _ in range(count):
        await pile.undo()
    assert (len(decided(world)), pile.to_review) == (5, UNDONE)


async def test_a_reading_that_began_before_a_decision_does_not_bring_it_back(world: World) -> None:
    world.review = FakeReview(*a_pile())
    pile = Pile(FakeSession(world), lambda: None)
    await pile.read()
    reading = asyncio.create_task(pile.read())
    await asyncio.sleep(0)
    step = pile.take(None)
    assert step is not None
    await asyncio.gather(reading, pile.save(step))
    assert (list(decided(world)), pile.order) == ([1], [2, 3])


async def test_what_was_decided_elsewhere_meanwhile_is_left_out(pile: World) -> None:
    async with shown_at(pile, HERE) as (app, pilot):
        assert isinstance(app.screen, ReviewScreen)
        table = app.screen.pile
        assert table is not None
        found = pile.review.entries[RecordingId(2)]
        assert found.entry.match is not None
        await pile.review.decide(RecordingId(2), None)
        table._known.clear()  # noqa: SLF001 - as after a jump far away
        await table.fetch()
        await settle(pilot)
        assert in_hand(app) == "Blue in Green"
        assert "1 to review, 1 without a video" in text(app)


async def test_a_new_reading_keeps_the_entry_in_hand(pile: World) -> None:
    async with shown_at(pile, HERE, "s") as (app, pilot):
        pile.review.entries = {RecordingId(9): an_entry(9, "First now", a_judged("x")), **pile.review.entries}
        entry = pile.review.entries[RecordingId(2)]
        pile.review.entries[RecordingId(2)] = replace(entry, candidates=entry.candidates[:1])
        await press(pilot, "1", HERE)
        assert in_hand(app) == "夜のドライブ"
        assert "3 to review" in text(app)
