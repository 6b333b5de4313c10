"""What a shell offers at Tab: bash really asks, the scripts of the others are looked at."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import ENOUGH_S
from tests.services import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Program

PRESS_TAB = """
source <(crossfade completion bash) || exit 9
function compopt { printf 'files\\n'; }  # without a line to edit bash's own refuses
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
registered=$(complete -p crossfade)
[[ $registered =~ -F\\ ([^ ]+) ]] && "${BASH_REMATCH[1]}" crossfade
printf '%s\\n' "${COMPREPLY[@]}"
"""
"""Sources the script and does what bash does at Tab: calls the function that is registered for the command."""


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A search path on which ``crossfade`` is this checkout."""
    program = tmp_path / "bin" / "crossfade"
    program.parent.mkdir()
    start = f"cd {shlex.quote(str(PROJECT))} && exec {shlex.quote(sys.executable)} -m tui"
    program.write_text(f'#!/bin/sh\n{start} "$@"\n')
    program.chmod(0o700)
    return f"{program.parent}:/usr/bin:/bin"


def offered(bare: Program, path: str, *words: str) -> set[str]:
    """What bash offers for the last of some words."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash here")
    pressed = subprocess.run(
        [bash, "--norc", "-c", PRESS_TAB, "bash", "crossfade", *words],
        env={**bare.environment, "PATH": path},
        capture_output=True,
        text=True,
        timeout=ENOUGH_S,
        check=False,
    )
    assert (pressed.returncode, pressed.stderr) == (0, "")
    return {line for line in pressed.stdout.splitlines() if line}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("stat",), "status"),
        (("re",), "replace restore resume retry-failed review"),
        (("completion", ""), "bash zsh fish"),
        (("preview", "--c"), "--csv"),
        (("categories", "set", "'Liked Songs'", "--policy", ""), "add mirror"),
        (("import", "sp"), "spotify"),
        (("import", "./exp"), "files"),
        (("wat",), ""),
    ],
)
def test_bash_completes_commands_options_and_words(
    bare: Program, path: str, words: tuple[str, ...], expected: str
) -> None:
    assert offered(bare, path, *words) == set(expected.split())
    assert not bare.home.exists()


@pytest.mark.parametrize(
    ("shell", "tied"),
    [("bash", "complete -o nosort -F"), ("zsh", "#compdef crossfade"), ("fish", "--command crossfade")],
)
def test_each_shell_gets_a_script_that_asks_the_program_itself(bare: Program, shell: str, tied: str) -> None:
    script = bare.run("completion", shell).out
    assert tied in script
    assert f"_CROSSFADE_COMPLETE={shell}_complete" in script
    assert "%(" not in script
    if there := shutil.which(shell):
        subprocess.run([there, "-n"], input=script, text=True, check=True)


def test_another_shell_is_refused_with_the_known_ones(bare: Program) -> None:
    assert "'bash', 'zsh', 'fish'" in bare.run("completion", "tcsh", code=2).err
