"""The demo without a screen: the whole journey, what is kept on request, and nothing left behind."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

from tests.cli.program import finished, interrupted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Program


def test_the_demo_ends_completed_with_nothing_left_and_can_be_visited(bare: Program, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with bare.at_work("demo", "--json", "--keep", str(kept), until='"reason":"quota_exhausted"') as process:
        assert process.stdout is not None
        assert process.stderr is not None
        last = next(line for line in process.stdout if b'"summary"' in line)
        summary = json.loads(last)
        assert (summary["status"], summary["left"], summary["failed"]) == ("completed", 0, 0)
        assert summary["created"] >= 7
        assert summary["deleted"] == 2
        exported: dict[str, str] = {}
        for line in process.stderr:
            name, _, value = line.decode().strip().removeprefix("export ").partition("=")
            exported[name] = value.strip("'")
            if name == "CROSSFADE_CLOCK_SHIFT_S":
                break
        assert "YouTube: signed in as" in bare.run("status", more=exported).out
        process.send_signal(signal.SIGINT)
        ended = finished(process)
        assert (ended.code, ended.out) == (0, "")
    assert (kept / "crossfade.db").exists()


def test_a_demo_that_is_broken_off_leaves_nothing_behind(bare: Program, tmp_path: Path) -> None:
    program = type(bare)(bare.home, {**bare.environment, "TMPDIR": str(tmp_path)})
    with program.at_work("demo", "--headless", "--json", until='"succeeded"') as process:
        assert list(tmp_path.glob("crossfade-demo-*"))
        assert interrupted(process).code == 3
    assert not list(tmp_path.glob("crossfade*"))
    assert not bare.home.exists()
