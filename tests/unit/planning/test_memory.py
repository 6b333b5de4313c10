"""What is remembered of plans: nothing but time is different with it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.model import RecordingId
from core.planning.make import make_plan
from core.planning.memory import Memory
from core.planning.plan import Situation, Source
from core.states import Order, Policy
from tests.unit.planning.situations import DAYS, accepted, category, playlist, situation, songs, undecided

HELD = (playlist("P", "v1", "v0", "x", theirs=("mine",)), playlist("Q", "v0", "v2"))
ROWS = (songs(3), songs(2), (accepted(0, "v0"), undecided(1, None)))


def world() -> Situation:
    """Two playlists and a new one."""
    names = [("A", "P"), ("B", "Q"), ("C", None)]
    return situation(
        *(Source(category(name, place, playlist=held), ROWS[place]) for place, (name, held) in enumerate(names)),
        playlists=HELD,
    )


changes = st.sampled_from(
    [
        {"is_included": False},
        {"is_protected": True},
        {"policy": Policy.MIRROR},
        {"order": Order.APPEND},
        {"held": "it shrank"},
        {"title": "Other"},
        {},
    ]
)


@given(st.lists(st.tuples(st.integers(0, 2), changes, st.booleans(), st.booleans(), st.integers(0, 3)), max_size=6))
def test_with_a_memory_every_plan_is_the_one_made_without(
    steps: list[tuple[int, dict[str, object], bool, bool, int]],
) -> None:
    found, memory = world(), Memory()
    for number, change, keeps, allows, what in steps:
        source = found.sources[number]
        changed = replace(source, category=replace(source.category, **change))  # type: ignore[arg-type]  # Category's own fields
        if what == 1:
            changed = replace(changed, rows=(*changed.rows, accepted(9, "v9")))
        elif what == 2:
            changed = replace(changed, failed=frozenset({RecordingId(0)}))
        sources = tuple(changed if each is source else each for each in found.sources)
        held = (HELD[0], replace(HELD[1], removed=frozenset())) if what == 3 else HELD
        found = replace(found, sources=sources, keep_duplicates=keeps, allow_delete=allows, playlists=held)
        assert make_plan(found, DAYS, memory) == make_plan(found, DAYS)


def test_only_what_changed_is_planned_anew() -> None:
    found, memory = world(), Memory()
    before = make_plan(found, DAYS, memory).categories
    source = found.sources[0]
    toggled = replace(source, category=replace(source.category, policy=Policy.MIRROR))
    after = make_plan(replace(found, sources=(toggled, *found.sources[1:])), DAYS, memory).categories
    assert [one is other for one, other in zip(before, after, strict=True)] == [False, True, True]
