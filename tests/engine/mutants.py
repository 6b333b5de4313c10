"""The engine with one of its guarantees taken out, each as a context: the proof has to notice every one of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from core.engine.empty_searches import EmptySearches
from core.engine.perform import Performer
from core.engine.settle import NO_ANSWER, Settle, _Case
from core.engine.turn import Finished, Turn
from core.engine.verify import Verify
from core.errors import OutcomeUnknown
from db.operations import SqliteOperations

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator

    from core.model import Charge, Operation, OperationId, Outcome, Recording
    from core.seen import SearchResults


@contextmanager
def _instead(owner: type, name: str, mutant: object) -> Iterator[None]:
    kept = getattr(owner, name)
    setattr(owner, name, mutant)
    try:
        yield
    finally:
        setattr(owner, name, kept)


@contextmanager
def without_settling() -> Iterator[None]:
    """A write of unknown outcome is looked for once and at once: absence counts as proof."""

    def unknown(self: Settle, operation: Operation, *, reason: str = NO_ANSWER) -> None:
        due = self._desk.clock.monotonic()
        self._cases[operation.target] = _Case(operation, due, looks_left=1, reason=reason)

    with _instead(Settle, "unknown", unknown):
        yield


@contextmanager
def marking_after_the_call() -> Iterator[None]:
    """A write is not noted before it is sent, only once its answer is there."""
    begin = SqliteOperations.begin

    async def mutant(
        self: SqliteOperations,
        operation_id: OperationId,
        charge: Charge,
        *,
        position: int | None = None,
        after: Outcome | None = None,
    ) -> Operation:
        begun = await begin(self, operation_id, charge, position=position, after=after)

        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE operations SET state = 'pending' WHERE id = ?", (operation_id,))

        await self._database.run(work)
        return begun

    with _instead(SqliteOperations, "begin", mutant):
        yield


@contextmanager
def sending_again_on_unknown() -> Iterator[None]:
    """A write without an answer is simply sent once more."""
    perform = Performer.perform

    async def mutant(self: Performer, operation: Operation, call: Callable[..., Any], **options: Any) -> Any:  # noqa: ANN401 - handed on as it is
        async def twice(sent: Operation) -> Any:  # noqa: ANN401 - whatever the call answers
            try:
                return await call(sent)
            except OutcomeUnknown:
                return await call(sent)

        return await perform(self, operation, twice, **options)

    with _instead(Performer, "perform", mutant):
        yield


@contextmanager
def without_verifying() -> Iterator[None]:
    """Nothing is read back at the end."""

    async def turn(self: Verify) -> Turn:
        return Finished()

    with _instead(Verify, "turn", turn):
        yield


@contextmanager
def believing_empty_searches() -> Iterator[None]:
    """A search that shows nothing means that there is nothing, whatever it counts."""

    async def take(self: EmptySearches, recording: Recording, _: SearchResults) -> None:
        desk = self._desk
        await desk.store.videos.save_search(recording.id, (), at=desk.clock.now())
        self._hunt.found(recording.id)

    with _instead(EmptySearches, "take", take):
        yield


MUTANTS = {
    "settle by looking at once": without_settling,
    "mark after the call": marking_after_the_call,
    "send again on unknown": sending_again_on_unknown,
    "no verify": without_verifying,
    "an empty search answer is believed": believing_empty_searches,
}
