"""A process that begins and finishes planned adds until it is killed, and says so after each step."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from core.model import RunId
from core.states import OperationKind, OperationState
from db.store import open_store
from tests.db.journeys import plan_sync
from tests.db.values import a_charge, a_job, an_item, an_operation, ours

PLAYLISTS = 4
ADDS = 2_000


def say(word: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def main() -> None:
    """Plan once, then send as fast as it goes."""
    async with await open_store(Path(sys.argv[1])) as store:
        if await store.runs.unfinished() is None:
            await plan_sync(
                store,
                *(
                    an_operation(f"o{number:05}", ordinal=number, playlist=f"p{number % PLAYLISTS}")
                    for number in range(ADDS)
                ),
            )
        say("ready")
        while True:
            for operation in await store.operations.next(RunId("run"), OperationKind.ADD_VIDEO, limit=10):
                begun = await store.operations.begin(operation.id, a_charge())
                say("begun")
                item = an_item(f"item-{operation.id}", str(operation.playlist_id))
                done = replace(begun, state=OperationState.DONE, remote_id=item.id)
                await store.operations.finish(done, a_job(), receipt=ours(item))
                say("done")


if __name__ == "__main__":
    asyncio.run(main())
