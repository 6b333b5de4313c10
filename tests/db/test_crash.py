"""A killed process leaves whole transactions: an operation is pending, sending or done, with all that belongs to it."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.model import RunId
from core.states import OperationKind, OperationState
from db.store import open_store
from tests.db.sender import ADDS
from tests.db.values import TODAY, a_job, an_item, ours
from tests.services import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

RUN = RunId("run")


def send_until_killed(file: Path, lines: int) -> Counter[str]:
    """Let a process send, kill it after so many lines; what it said."""
    command = [sys.executable, "-m", "tests.db.sender", str(file)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = Counter(process.stdout.readline().strip() for _ in range(lines))
    process.kill()
    rest, _ = process.communicate()
    return said + Counter(rest.split())


@pytest.mark.parametrize("lines", [1, 2, 3, 40, 41, 97])
async def test_after_a_kill_no_operation_is_half_written(file: Path, lines: int) -> None:
    said = send_until_killed(file, lines)
    async with await open_store(file) as store:
        operations = await store.operations.of_run(RUN)
        states = Counter(operation.state for operation in operations)
        attempts = sum(operation.attempts for operation in operations)
        spent = await store.ledger.spent(TODAY)
        playlists = await store.channel.playlists()
        items = {row.item.id for held in playlists for row in held.items}
    # What was said was durable; what was durable may not have been said.
    assert said["begun"] <= attempts <= said["begun"] + 1
    assert said["done"] <= states[OperationState.DONE] <= said["done"] + 1
    assert states[OperationState.SENDING] == attempts - states[OperationState.DONE] <= 1
    assert states[OperationState.PENDING] == ADDS - attempts
    assert spent.units == 50 * attempts
    done = [operation for operation in operations if operation.state is OperationState.DONE]
    assert items == {operation.remote_id for operation in done}
    assert sum(held.head.item_count for held in playlists) == len(done)


async def test_the_next_process_goes_on_where_the_killed_one_was(file: Path) -> None:
    send_until_killed(file, 20)
    async with await open_store(file) as store:
        for lost in await store.operations.sending():
            item = an_item(f"item-{lost.id}", str(lost.playlist_id))
            found = replace(lost, state=OperationState.DONE, remote_id=item.id)
            await store.operations.finish(found, a_job(), receipt=ours(item))
        before = (await store.operations.counts(RUN))[OperationKind.ADD_VIDEO, OperationState.DONE]
    send_until_killed(file, 20)
    async with await open_store(file) as store:
        operations = await store.operations.of_run(RUN)
    done = [operation for operation in operations if operation.state is OperationState.DONE]
    assert len(done) > before
    assert all(operation.attempts == 1 for operation in done)
