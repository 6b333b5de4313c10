"""Finds videos for the recordings that wait, by the cheapest way that leads to one.

What was seen before is tried first, then pages of lists that hold an artist's uploads, then searches; what any of them
brings is tried for everybody who waits for that artist. It is stored before it is judged, so that nothing is paid for
twice, and a search is booked and its recording marked before it is made, so that none is made twice. When the day's
searches are spent this stage is blocked, and writing goes on without it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.engine.empty_searches import EmptySearches
from core.engine.hunt import Hunt, key_of
from core.engine.judge import Judge
from core.engine.music import AskMusic
from core.engine.rejudge import rejudge
from core.engine.turn import Blocked, Finished, Turn, Worked
from core.errors import Rejected, ServiceError, Transient, Unavailable
from core.matching.decide import decide
from core.matching.query import query
from core.quota import PAGE, Method
from core.seen import TOPIC, artist_key, candidates_of
from core.states import MatchStatus, Phase, Reason, Rung, RunKind, VideoState
from core.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model import Candidate, PlaylistId, Recording, RecordingId, VideoId
    from core.seen import VideoList
    from core.work.desk import Desk

TRIES = 20
"""Recordings that are tried against the pool in a turn."""

FRESH_FOR = 20
"""Steps after which it is read again what waits: categories may have been chosen or left meanwhile."""


class Match:
    """Climbs the ladder, a step a turn."""

    phase = Phase.MATCH

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._judge = Judge(desk)
        self._hunt = Hunt(desk.store, desk.clock, desk.settings.match)
        self._empty = EmptySearches(desk, self._hunt)
        self._watch = Watch(desk.store, desk.accounts, desk.meter, desk.clock, desk.settings)
        self._music = AskMusic(desk)
        self._shortlists: dict[RecordingId, tuple[VideoId, ...]] = {}
        self._lengthless: set[VideoId] = set()
        self._unsure: set[VideoId] = set()  # not named when they were looked at
        self._doubted: set[VideoId] = set()  # those among them of whose looks nothing can be believed
        self._to_measure: dict[VideoId, None] = {}
        self._set_aside: list[PlaylistId] = []
        self._failures = 0
        self._to_repeat = 0  # searches that were booked and brought no answer: as many more are beyond the plan
        self._blocked: Blocked | None = None
        self._climbs = 0

    async def turn(self) -> Turn:
        """The cheapest step that can be made now."""
        desk = self._desk
        if self._blocked is not None:
            if self._blocked.until is not None and desk.clock.now() < self._blocked.until:
                return self._blocked
            self._blocked, self._climbs = None, 0
        if not self._climbs:
            if desk.run.kind is RunKind.MATCH:
                await rejudge(desk.store, desk.clock, desk.settings)
            await self._hunt.refresh()
            self._climbs = 1
        return await self._judge_searched() or await self._try_pool() or await self._climb()

    async def _climb(self) -> Turn:
        """What has to be asked for, rung by rung: the first that has something to ask takes the turn."""
        hunt = self._hunt
        self._climbs += 1
        if self._climbs % FRESH_FOR == 0 or hunt.next_search() is None:
            await hunt.refresh()
        if hunt.to_try:
            return Worked()
        asked = await self._next_page() or await self._next_question() or await self._next_search()
        asked = asked or await self._empty.settle() or await self._settle_barred()
        if asked is not None:
            return asked
        await self._empty.end()
        return Finished()

    async def _next_page(self) -> Turn | None:
        """Rung ``channels``: a page of an artist's list, where one is worth its unit."""
        page = self._hunt.next_list(self._desk.clock.now())
        if page is None:
            return None
        return await self._has_units(Method.ITEMS_LIST) or await self._read(page)

    async def _next_question(self) -> Turn | None:
        """Rung ``ytmusic``: takes no quota, where it is allowed."""
        recording = await self._music.next(self._hunt)
        return None if recording is None else await self._ask(recording)

    async def _next_search(self) -> Turn | None:
        """Rung ``search``: for whom a category waits that is finished soonest."""
        empty = self._empty
        if (control := await empty.next()) is not None:
            return control
        recording = self._hunt.next_search() if Rung.SEARCH in self._hunt.rungs and not empty.has_ended else None
        if recording is None:
            return None
        blocked = await self._has_units(Method.VIDEOS_LIST)
        if blocked is not None:
            return blocked
        if not await self._desk.meter.room(Method.SEARCH_LIST, batch=1):
            return await self._empty.settle() or await self._block(Reason.SEARCHES_EXHAUSTED)
        return await self._search(recording)

    # ── what was seen before ─────────────────────────────────────────────────────────────────────────────

    async def _judge_searched(self) -> Turn | None:
        """Decide about what was searched for and not judged yet: by all that is known of it, for good."""
        desk, hunt = self._desk, self._hunt
        unjudged = await desk.store.matches.searched(limit=len(hunt.barred) + len(hunt.left_out) + 1)
        lost = await desk.store.videos.lost()
        recording = next((one for one in unjudged if one.id not in lost and one.id not in hunt.left_out), None)
        if recording is None:
            return None
        ids = [one.video_id for one in await desk.store.matches.candidates(recording.id)]
        missing = await self._without_length(ids)
        if missing:
            return await self._has_units(Method.VIDEOS_LIST) or await self._measure(missing[:PAGE])
        await desk.enter(self.phase)
        await self._decide(recording)
        return Worked()

    async def _try_pool(self) -> Turn | None:
        """Hold those who are to be tried against the pool: whose video is surely there waits no more."""
        hunt = self._hunt
        if hunt.to_try and len(self._to_measure) < PAGE:
            await self._shortlist()
            return Worked()
        if self._to_measure:
            asked = tuple(self._to_measure)[:PAGE]
            blocked = await self._has_units(Method.VIDEOS_LIST)
            if blocked is None:
                for one in asked:
                    del self._to_measure[one]
            return blocked or await self._measure(asked)
        for recording_id in list(self._shortlists)[:TRIES]:
            ids = self._shortlists.pop(recording_id)
            recording = hunt.waiting.get(recording_id)
            if recording is not None:
                await self._try(recording, ids)
                await self._desk.clock.sleep(0)
            if not self._shortlists:
                return Worked()
        return Worked() if self._shortlists else None

    async def _shortlist(self) -> None:
        """Find in the pool what the next of those who are to be tried may be, and which lengths that takes."""
        hunt = self._hunt
        fresh: dict[VideoId, Candidate] = {}
        for _ in range(min(TRIES, len(hunt.to_try))):
            recording = hunt.waiting.get(hunt.to_try.popleft())
            found = hunt.pool.plausible(recording) if recording is not None else ()
            if recording is not None and found:
                self._shortlists[recording.id] = tuple(video.video_id for video in found)
                fresh |= {video.video_id: video for video in found if video.seconds is None}
        missing = await self._without_length(fresh)
        await self._desk.store.videos.save_seen([fresh[one] for one in missing], at=self._desk.clock.now())
        self._to_measure |= dict.fromkeys(missing)
        await self._desk.clock.sleep(0)

    async def _try(self, recording: Recording, ids: Iterable[VideoId]) -> None:
        """Accept what the pool holds of a recording where there is no doubt; else it goes on waiting.

        Beside the few of a pool the better video may be missing, so that more is asked of them than after a search.
        """
        setting = self._desk.settings.match
        found = [video for one in ids if (video := self._hunt.pool.get(one)) is not None]
        sure = setting.accept + (1 - setting.accept) / 2
        decision = decide(recording, found, accept=sure, gap=setting.gap)
        if decision.status is MatchStatus.ACCEPTED and decision.video_id not in self._unsure:
            await self._desk.enter(self.phase)
            self._judge.begin(recording)
            self._hunt.found(recording.id)
            await self._judge.write(recording, decision)

    async def _decide(self, recording: Recording, *, lost: str | None = None) -> None:
        """The last word on a recording, by its own candidates and those of the pool. ``lost`` says why it has none."""
        desk, setting = self._desk, self._desk.settings.match
        candidates = {one.video_id: one for one in await desk.store.matches.candidates(recording.id)}
        for video in self._hunt.pool.plausible(recording):
            candidates.setdefault(video.video_id, video)
        unsure = self._unsure & candidates.keys()
        certain = [one for one in candidates.values() if one.video_id not in unsure]
        decision = decide(recording, certain, accept=setting.accept, gap=setting.gap)
        self._hunt.found(recording.id)
        if unsure & self._doubted or (unsure and decision.status is not MatchStatus.ACCEPTED):
            await self._leave(recording, is_to_search=not certain and not unsure & self._doubted)
            return
        if lost is not None and not candidates:
            decision = replace(decision, reason=lost)
        await self._judge.write(recording, decision)

    async def _leave(self, recording: Recording, *, is_to_search: bool) -> None:
        """Let a recording wait of whose videos too little is known: for another look, or for another search."""
        self._hunt.left_out.add(recording.id)
        self._empty.leave(recording)
        if is_to_search:
            await self._desk.store.videos.doubt(recording.id)

    async def _settle_barred(self) -> Turn | None:
        """Nobody else is left to search for: whoever lost the answer to its search is missing for now.

        Where other answers were doubted, what should have brought its video may have been among them: it waits.
        """
        recording = next((self._hunt.waiting[one] for one in sorted(self._hunt.barred)), None)
        if recording is None or self._empty.is_in_doubt:
            return None
        await self._desk.enter(self.phase)
        self._hunt.barred.discard(recording.id)
        self._judge.begin(recording)
        await self._decide(recording, lost="the answer to its search was lost")
        return Worked()

    # ── calls: booked, made, stored ──────────────────────────────────────────────────────────────────────

    async def _without_length(self, ids: Iterable[VideoId]) -> tuple[VideoId, ...]:
        return await self._desk.store.videos.unmeasured([one for one in ids if one not in self._lengthless])

    async def _measure(self, ids: tuple[VideoId, ...]) -> Turn:
        """Ask for the lengths of 50 videos at most. Where YouTube refuses, they are judged without."""
        desk = self._desk
        await desk.enter(self.phase)
        try:
            sight = await self._watch.sight(ids, run_id=desk.run.id)
        except Rejected:
            self._lengthless.update(ids)
            return Worked()
        await self._answered()
        absent = {look.video_id for look in sight.absent}
        await desk.store.health.save(sight.absent, at=desk.clock.now())
        self._doubted |= sight.doubted
        self._unsure |= sight.doubted | (absent & await desk.store.health.absent())
        sure = [one for one in ids if one not in self._unsure]
        playing = [
            look.details for look in sight.looks if look.details is not None and look.state is VideoState.PLAYABLE
        ]
        await desk.store.matches.save_details(playing, asked=sure, at=desk.clock.now())
        self._lengthless.update(ids)
        self._hunt.pool.measure({one.video_id: (one.seconds, one.views) for one in playing}, asked=sure)
        return Worked()

    async def _read(self, of: VideoList) -> Turn:
        """Read one page of a list; a refusal, or failing while others are read, is remembered and asked for no more."""
        desk, hunt = self._desk, self._hunt
        await desk.enter(self.phase)
        await desk.meter.book(Method.ITEMS_LIST, run_id=desk.run.id)
        try:
            page = await desk.accounts.youtube().items(of.id, page_token=of.next_token)
        except Rejected as refusal:
            await desk.store.videos.refuse(of.id, refusal.reason, at=desk.clock.now())
            await hunt.read_lists()
            return Worked()
        except Unavailable as failure:
            if not self._fails_alone(failure):
                raise
            self._set_aside.append(of.id)
            hunt.set_aside.add(of.id)
            return Worked()
        await self._answered()
        videos = candidates_of(page.rows, artist=of.artist)
        newest = max(of.newest, *(one for one in hunt.waiting))
        await desk.store.videos.save_page(of, videos, next_token=page.next_token, newest=newest, at=desk.clock.now())
        self._take_in(videos, of.key)
        await hunt.read_lists()
        return Worked()

    async def _ask(self, recording: Recording) -> Turn:
        """Ask the unofficial search, where it is allowed; what it finds is tried like all that is seen."""
        self._take_in(await self._music.ask(recording), key_of(recording))
        self._hunt.to_try.append(recording.id)
        return Worked()

    async def _search(self, recording: Recording) -> Turn:
        """Search for one recording, in words that may serve others of its artist, too."""
        desk, hunt = self._desk, self._hunt
        await desk.enter(self.phase)
        self._judge.begin(recording)
        await desk.meter.check(Method.SEARCH_LIST)
        charge = desk.meter.charge(Method.SEARCH_LIST, run_id=desk.run.id, is_surplus=self._to_repeat > 0)
        await desk.store.videos.begin_search(recording.id, charge)
        self._to_repeat -= charge.is_surplus
        try:
            results = await desk.accounts.youtube().search(query(recording, hunt.company(recording)))
        except Rejected as refusal:
            hunt.left_out.add(recording.id)
            hunt.found(recording.id)
            await self._judge.fail(recording, reason=refusal.reason, message=str(refusal))
            return Worked()
        except ServiceError as failure:
            await desk.store.videos.cancel_search(recording.id)
            self._to_repeat += 1
            is_unavailable = isinstance(failure, Unavailable)
            hunt.failed(recording.id, is_last=is_unavailable or (isinstance(failure, Transient) and failure.is_lost))
            if isinstance(failure, Unavailable) and self._fails_alone(failure):
                return Worked()
            raise
        await self._answered()
        if not results.videos:
            await self._empty.take(recording, results)
            return Worked()
        found = results.videos[:PAGE]
        await desk.store.videos.save_search(recording.id, found, at=desk.clock.now())
        hunt.found(recording.id)
        await self._empty.found()
        self._take_in(found, key_of(recording))
        await hunt.read_lists()
        return Worked()

    def _take_in(self, videos: Iterable[Candidate], key: str) -> None:
        """Put videos into the pool, and try it again for their artist, and for all whose channels are among them."""
        keys = {key}
        for video in videos:
            self._hunt.pool.add(video)
            keys.add(artist_key(video.channel_title.removesuffix(TOPIC)))
        for each in sorted(keys):
            self._hunt.try_again(each)

    def _fails_alone(self, failure: Unavailable) -> bool:
        """Whether a read is set aside that failed for long: once. A second in a row is weather, as is no network."""
        self._failures += 1
        return self._failures == 1 and not failure.is_network

    async def _answered(self) -> None:
        """A read was answered: what failed before it failed for causes of its own."""
        self._failures = 0
        for list_id in self._set_aside:
            await self._desk.store.videos.refuse(list_id, "unreadable", at=self._desk.clock.now())
        self._set_aside.clear()

    async def _has_units(self, method: Method) -> Blocked | None:
        if await self._desk.meter.room(method, batch=1):
            return None
        return await self._block(Reason.QUOTA_EXHAUSTED)

    async def _block(self, reason: Reason) -> Blocked:
        self._blocked = Blocked(reason, (await self._desk.meter.day()).window.end)
        return self._blocked
