"""``completion``: the script by which a shell completes commands, options and files at a press of Tab.

The scripts are click's own; they ask the program itself, so that they never grow old.
"""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, *, shell: str) -> None:
    """Print the script that lets your shell complete commands and options at Tab.

    \b
    bash, in ~/.bashrc:  eval "$(crossfade completion bash)"
    zsh, in ~/.zshrc:    eval "$(crossfade completion zsh)"
    fish:  crossfade completion fish > ~/.config/fish/completions/crossfade.fish

    bash must be 4.4 or newer. In zsh the line stands below compinit.
    """  # noqa: D301 - click takes the character itself as a mark against re-wrapping
    from click.shell_completion import BashComplete, FishComplete, ZshComplete

    kind = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}[shell]
    click.echo(kind(context.find_root().command, {}, "crossfade", "_CROSSFADE_COMPLETE").source())


COMMANDS: tuple[click.Command, ...] = (completion,)
