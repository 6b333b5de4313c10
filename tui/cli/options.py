"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from tui.cli.screen import NO_MOUSE

FILE = click.Path(path_type=Path, readable=False)
"""A file that a person names. What it is, and whether it can be read, is judged where it is opened."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
new_option = click.option("--new", is_flag=True, help="Start over instead of going on with an unfinished run.")
wait_option = click.option("--wait", is_flag=True, help="Wait for closed quota and go on by itself.")
yes_option = click.option("--yes", is_flag=True, help="Do it without asking.")
delete_option = click.option("--allow-delete", is_flag=True, help="Also delete playlists marked for replacement.")
no_mouse_option = click.option(NO_MOUSE, is_flag=True, help="Leave the mouse to the terminal, to select text with it.")
