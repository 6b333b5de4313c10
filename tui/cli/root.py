"""The program's top command: what every command shares, and what happens without one."""

from __future__ import annotations

import os

import click

from tui.build import Options
from tui.cli import accounts, backup, completion, demo, health, library, look, preview, review, steer, work
from tui.cli.options import no_mouse_option
from tui.cli.screen import has_terminal, open_screen


def _print_version(context: click.Context, parameter: click.Parameter, value: bool) -> None:  # noqa: ARG001, FBT001 - click's shape
    """Print the version that is installed; a bare checkout has none."""
    if not value or context.resilient_parsing:
        return
    from importlib import metadata

    try:
        version = metadata.version("crossfade")
    except metadata.PackageNotFoundError:
        version = "(not installed)"
    click.echo(f"crossfade {version}")
    context.exit()


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--profile", metavar="NAME", help="Work with another set of accounts; each has a database of its own.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@no_mouse_option
@click.pass_context
def crossfade(context: click.Context, *, profile: str | None, no_mouse: bool) -> None:
    """Mirror a music library into YouTube playlists.

    Without a command the screen opens. Commands print for people, and with --json for programs.

    \b
    Exit codes: 0 done; 1 failed; 2 wrong usage or settings; 3 paused, to be gone on with; 4 another
    process is at work; 5 sign-in needed; 6 done, but some items failed.

    \b
    CROSSFADE_HOME names the folder for settings, database, tokens, backups and logs.
    """  # noqa: D301 - click takes the character itself as a mark against re-wrapping
    context.obj = Options(profile=profile, env=dict(os.environ))
    if context.invoked_subcommand is not None:
        return
    if has_terminal():
        open_screen(context.obj, no_mouse=no_mouse)
    look.print_status(context.obj, as_json=False, code=2, after=f"\n{context.get_help()}")


for _command in (
    *accounts.COMMANDS,
    *library.COMMANDS,
    *review.COMMANDS,
    *health.COMMANDS,
    *preview.COMMANDS,
    *work.COMMANDS,
    *backup.COMMANDS,
    *steer.COMMANDS,
    *look.COMMANDS,
    *demo.COMMANDS,
    *completion.COMMANDS,
):
    crossfade.add_command(_command)
