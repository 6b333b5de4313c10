"""The keys that work everywhere, and the command palette, which offers every key of the place by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SystemCommand
from textual.binding import Binding, BindingType

from tui.places import PLACES, SUMMARY, key_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from textual.app import App
    from textual.screen import Screen

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


def palette(app: App[int], screen: Screen[object]) -> Iterator[SystemCommand]:
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
    yield SystemCommand("First start", "Step by step to the first sync", _runner(screen, "app.go('start')"))
    yield SystemCommand("Accounts", "Sign in, in again, or out", _runner(screen, "app.accounts"))
    yield SystemCommand("Help (?)", "Explain this place and its keys", _runner(screen, "app.explain"))
    yield SystemCommand("Colours", "Choose another theme", app.action_change_theme)
    yield SystemCommand("Quit (q)", "Pause what runs, and leave", _runner(screen, "app.quit"))


def _runner(screen: Screen[object], action: str) -> Callable[[], Awaitable[None]]:
    async def run() -> None:
        await screen.run_action(action)

    return run
