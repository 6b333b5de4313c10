"""The keys that work everywhere, and the command palette, which offers every key of the place by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.binding import Binding, BindingType

from core.text import shown
from tui.places import PLACES, ROOMS, SUMMARY, key_of
from tui.screens.place import Place

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from textual.command import Provider
    from textual.screen import Screen

    from tui.app import CrossfadeApp

APP_KEYS: list[BindingType] = [
    *(
        Binding(
            key_of(spot.name),
            f"go('{spot.name}')",
            spot.title,
            show=False,
            tooltip=f"Show {spot.title}",
            id=f"app.{spot.name}",
        )
        for spot in (*PLACES, SUMMARY)
    ),
    Binding("a", "accounts", "accounts", show=False, tooltip="Sign in, in again, or out", id="app.accounts"),
    Binding("question_mark,f1", "explain", "help", key_display="?", tooltip="Explain this place", id="app.help"),
    Binding("ctrl+p,colon", "command_palette", "commands", show=False, tooltip="All commands", id="app.commands"),
    Binding("q,ctrl+q", "quit", "quit", key_display="q", tooltip="Pause what runs, and leave", id="app.leave"),
    Binding("ctrl+c", "quit", "quit", show=False, priority=True, tooltip="Pause and leave", id="app.leave_now"),
    Binding("ctrl+z", "suspend_process", "shell", show=False, tooltip="To the shell; fg returns", id="app.suspend"),
]
"""Every key has an id, by which the settings can give it another one."""


STARTS: tuple[tuple[str, str, str, str], ...] = (
    ("Import from Spotify", "Read your liked songs and playlists", "sources", "begin('')"),
    ("Import from YouTube", "Read your own YouTube playlists", "sources", "begin('youtube')"),
    ("Import a file…", "Read an export, a table or a playlist file", "sources", "file"),
    ("Find videos", "Search for songs that have none yet", "home", "begin('match')"),
    ("Sync…", "Say what a sync would do, and ask", "preview", "confirm"),
    ("Browse the plan", "Every write of the plan, one by one", "preview", "rows"),
    ("What if", "Other choices, side by side", "preview", "what_if"),
    ("Export the plan…", "Write the plan into a CSV or JSON file", "preview", "export"),
    ("Problems", "Every problem of the run in sight", "run", "problems"),
    ("Check the health of videos…", "Look at every matched video", "health", "check"),
    ("Make a backup…", "Save every playlist of your channel", "backups", "make"),
    ("Edit the settings file", "Open it in your own editor", "settings", "editor"),
)
"""What can be begun from anywhere: name, meaning, the place it belongs to, its action there."""


def binds(screen: Screen[object], key: str) -> bool:
    """Whether a screen has a meaning of its own for a key."""
    return any(isinstance(own, Binding) and key in own.key.split(",") for own in screen.BINDINGS)


def palette(app: CrossfadeApp, screen: Screen[object]) -> Iterator[SystemCommand]:
    """The place's own keys, then the places, then what concerns the whole program."""
    seen: set[str | None] = set()
    for entry in screen.active_bindings.values():
        binding = entry.binding
        if binding.id in seen:
            continue
        seen.add(binding.id)
        is_listed = binding.description and binding.id and not binding.id.startswith(("app.", "rows."))
        if is_listed and entry.enabled:
            key = app.get_key_display(binding)
            title = f"{binding.description.capitalize()} ({key})"
            run = _runner(screen, binding.action)
            yield SystemCommand(title, binding.tooltip or binding.description, run)
    for spot in (*PLACES, SUMMARY):
        action = f"app.go('{spot.name}')"
        yield SystemCommand(f"Go to {spot.title} ({key_of(spot.name)})", f"Show {spot.title}", _runner(screen, action))
    for room in ROOMS:
        action = f"app.go('{room.name}')"
        yield SystemCommand(f"Go to {room.title}", f"Show {room.title}", _runner(screen, action))
    for title, meaning, place, action in STARTS:
        yield SystemCommand(title, meaning, _starter(app, place, action))
    yield SystemCommand("Where the log is", "Show the place of the log file", _tell_log(app))
    yield SystemCommand("First start", "Step by step to the first sync", _runner(screen, "app.go('start')"))
    yield SystemCommand("Accounts", "Sign in, in again, or out", _runner(screen, "app.accounts"))
    yield SystemCommand("Help (?)", "Explain this place and its keys", _runner(screen, "app.explain"))
    yield SystemCommand("Colours", "Choose another theme", app.action_change_theme)
    yield SystemCommand("Quit (q)", "Pause what runs, and leave", _runner(screen, "app.quit"))


def _starter(app: CrossfadeApp, place: str, action: str) -> Callable[[], None]:
    def run() -> None:
        app.show_place(place)
        if isinstance(app.screen, Place):
            app.screen.when_read(action)

    return run


def _tell_log(app: CrossfadeApp) -> Callable[[], None]:
    def run() -> None:
        if app.helm is not None:
            file = app.helm.session.preferences.file.with_name("logs") / "crossfade.log"
            app.notify(shown(str(file), limit=1_000), title="The log file", timeout=20, markup=False)

    return run


def by_name() -> type[Provider]:
    """What finds things by their names, imported when the palette is opened first."""
    from tui.named import Named

    return Named


def _runner(screen: Screen[object], action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await screen.run_action(action)

    return run
