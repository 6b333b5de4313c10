"""What happens while the session is open, from its first moment to the last word: time passes, runs end, people leave.

How it is opened stands in :mod:`tui.opening`; what the places ask for and how the program looks in :mod:`tui.app`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from core.states import RunKind, RunStatus, StartStep
from tui.opening import Opening
from tui.screens.place import Place, tell_of_failure
from tui.state.journey import CHOOSE, START

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.worker import Worker

    from core.session import Session

FRAMES = 10
"""Times a second that new events are drawn, at most."""

PAUSED = 3
"""The exit code that says: something is unfinished and can be gone on with."""

_REREAD_S, _KNOCK_S = 30, 3


class Lifetime(Opening):
    """Draws what the helm learns, reads again what may have changed, and leaves safely."""

    def __init__(
        self,
        open_session: Callable[[], Awaitable[Session]],
        *,
        take_over: Callable[[], Awaitable[Session]] | None = None,
        demo: bool = False,
        no_color: bool = False,
    ) -> None:
        super().__init__(open_session, take_over=take_over, no_color=no_color)
        self.is_demo = demo
        self.is_leaving = False
        self.is_hurried = False
        self._ticks = 0
        self._seen: tuple[object, ...] = ()

    def begin(self) -> None:
        """Let time pass; go on with a first start that is under way, or show the demo."""
        self.set_interval(1 / FRAMES, self.tick, name="frames")
        if self.is_demo:
            self.show_demo()
        elif self.helm is not None and self.helm.journey.step is not None:
            self.show_place(START)

    @work(group="demo", exit_on_error=False)
    async def show_demo(self) -> None:
        """Import and search as a person would, then show the preview and wait."""
        if self.helm is None:
            return
        for kind in (RunKind.IMPORT, RunKind.MATCH):
            if await self.helm.start(kind, wait=False) is not None:
                self.show_place("run")
                await self.helm.session.runs.finished()
        self.show_place("preview")

    # ── time passes ──────────────────────────────────────────────────────────────────────────────────────

    def tick(self) -> None:
        """Draw what came in; once a second the clocks, and the buckets while something spends."""
        helm = self.helm
        if helm is None or not self.is_running:  # while it closes, nothing is left to draw on
            return
        is_new = helm.drain()
        if helm.journey.has_arrived(helm.view) and not self.is_leaving:
            self.go_to_step(StartStep.CHOOSE, is_asked=False)
        self._ticks += 1
        is_second = self._ticks % FRAMES == 0
        run = helm.view.run if helm.view else None
        seen = (run and (run.id, run.status), helm.why_not, helm.is_pausing)
        if seen != self._seen:
            before, self._seen = self._seen, seen
            self._moved_on(has_moved=bool(before) and before[0] != seen[0])
        elif (is_new or is_second) and isinstance(self.screen, Place) and self.screen.is_mounted:
            self.screen.redraw()
        is_spending = helm.is_active or helm.session.holder is not None
        if is_second and (is_spending or self._ticks % (_REREAD_S * FRAMES) == 0):
            self.refresh_buckets()
        if is_second and helm.is_import_due(helm.session.clock.now()):
            self.import_again()
        if self._ticks % (_KNOCK_S * FRAMES) == 0 and helm.session.holder is not None:
            self.try_to_take_over()

    @work(group="buckets", exclusive=True, exit_on_error=False)
    async def refresh_buckets(self) -> None:
        """Read what is left of today."""
        if self.helm is not None:
            await self.helm.refresh()

    @work(group="recall", exclusive=True, exit_on_error=False)
    async def recall(self) -> None:
        """Read whose library this is, and when it was last in step and read."""
        if self.helm is not None:
            await self.helm.recall()

    @work(group="again", exclusive=True, exit_on_error=False)
    async def import_again(self) -> None:
        """Read Spotify once more, as the settings ask for while the program is open."""
        if self.helm is not None and await self.helm.start(RunKind.IMPORT) is not None:
            self.notify("Reading your Spotify library again, as the setting every_min asks for.", markup=False)

    def _moved_on(self, *, has_moved: bool) -> None:
        """A run began, paused or ended: read anew. A sync that ended in sight shows its summary."""
        run = self.helm.view.run if self.helm and self.helm.view else None
        ended = (RunStatus.COMPLETED, RunStatus.CANCELLED)
        kinds = (RunKind.SYNC, RunKind.RETRY, RunKind.RESTORE)
        is_over = run is not None and run.status in ended and run.kind in kinds
        if is_over and has_moved and self.current_mode == "run" and not self.is_leaving:
            self.show_place("summary")
        self.refresh_buckets()
        self.recall()
        self.place_changed()

    def go_to_step(self, step: StartStep | None, *, to: str = "home", is_asked: bool = True) -> None:
        """Stand at another step of the first start, and show it; None ends it in the place ``to``.

        Where nobody asked (``is_asked``), who looks at something else stays there.
        """
        if self.helm is None:
            return
        self.helm.journey.step = step
        self._keep_step()
        if is_asked or self.current_mode in (START, CHOOSE, "run"):
            self.show_place(START if step else to)
            self.place_changed()

    @work(group="step", exit_on_error=False)
    async def _keep_step(self) -> None:
        """Let a restart open there again."""
        if self.helm is not None:
            await self.helm.journey.keep()

    # ── leaving ──────────────────────────────────────────────────────────────────────────────────────────

    async def action_quit(self) -> None:
        """Leave after what runs has paused; a second time at once."""
        self.hear_signal()

    def hear_signal(self) -> None:
        """The first word to leave pauses what runs; the second leaves at once, and nothing is lost then either."""
        if self.is_leaving:
            self.is_hurried = not self.is_demo
            self.exit(PAUSED, return_code=PAUSED)
        else:
            self.leave()

    @work(group="leave", exit_on_error=False)
    async def leave(self) -> None:
        """Pause what runs, then end; 3 where an unfinished run was left paused."""
        self.is_leaving = True
        code = 0
        if self.helm is not None and self.helm.is_active:
            self.notify("Pausing after the operation in hand… (again to leave at once)", timeout=60, markup=False)
            await self.helm.session.runs.close()
            self.helm.drain()
            code = PAUSED
        self.exit(code, return_code=code)

    async def on_unmount(self) -> None:
        """Close the session, which pauses what runs, however the program ends, unless the person is in a hurry."""
        if self.helm is not None:
            self.helm.close()
        if not self.is_hurried:
            await self._held.aclose()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """The one way for errors of the application's workers."""
        tell_of_failure(self, event)
