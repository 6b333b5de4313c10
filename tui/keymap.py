"""A person's own keys: names of actions from the settings become what Textual's key map wants.

An action is named as in help (``run.pause``), or by its last part alone (``pause``), which is meant in every place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.binding import Binding

from core.text import shown
from tui.commands import APP_KEYS
from tui.places import FIRST_START, PLACES, SUMMARY
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.binding import BindingType


def keymap(keys: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Ids with their keys, and a sentence for each name that means nothing. Imports the screens."""
    known = {name: name for name in ids()}
    found: dict[str, str] = {}
    problems: list[str] = []
    for name, wanted in keys.items():
        meant = [name] if name in known else [one for one in known if one.rpartition(".")[2] == name]
        if meant and wanted.strip():
            found |= dict.fromkeys(meant, wanted)
        else:
            problems.append(f"There is no action {shown(name, limit=40)!r}.")
    return found, tuple(problems)


def ids() -> tuple[str, ...]:
    """The id of every key of every place, each once."""
    from tui import keys as tables

    every: list[BindingType] = [*APP_KEYS, *Rows.BINDINGS]
    for spot in (*PLACES, SUMMARY, *FIRST_START):
        every += getattr(spot.kind(), "BINDINGS", ())
    for table in (tables.PLAN_ROWS, tables.WHAT_IF, tables.PROBLEMS, tables.BACKUPS, tables.RESTORE, tables.HEALTH):
        every += table
    return tuple(dict.fromkeys(_ids(every)))


def _ids(every: Iterable[BindingType]) -> Iterable[str]:
    return (binding.id for binding in every if isinstance(binding, Binding) and binding.id)
