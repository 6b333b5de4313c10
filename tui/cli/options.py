"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from tui.cli.screen import NO_MOUSE

FILE = click.Path(path_type=Path, readable=False)
"""A file that a person names. What it is, and whether it can be read, is judged where it is opened."""

_FORMATS = ("as_csv", "as_json")


def _one_format(context: click.Context, parameter: click.Parameter, value: bool) -> bool:  # noqa: FBT001 - click's shape
    """Refuse a second format; click asks in the order in which the options were typed."""
    if value and any(context.params.get(other) for other in _FORMATS if other != parameter.name):
        message = "--csv and --json exclude each other: choose one."
        raise click.UsageError(message)
    return value


json_option = click.option("--json", "as_json", is_flag=True, callback=_one_format, help="Print JSON for programs.")
csv_option = click.option(
    "--csv", "as_csv", is_flag=True, callback=_one_format, help="Print a table for spreadsheets (CSV)."
)
new_option = click.option("--new", is_flag=True, help="Start over instead of going on with an unfinished run.")
wait_option = click.option("--wait", is_flag=True, help="Wait for closed quota and go on by itself.")
yes_option = click.option("--yes", is_flag=True, help="Do it without asking.")
delete_option = click.option("--allow-delete", is_flag=True, help="Also delete playlists marked for replacement.")
no_mouse_option = click.option(NO_MOUSE, is_flag=True, help="Leave the mouse to the terminal, to select text with it.")
