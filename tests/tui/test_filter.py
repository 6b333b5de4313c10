"""The filter's tags: what exists here is offered while ``is:`` is typed, the same way in every list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import CATEGORIES, PREVIEW, RUN, SETTINGS, shown_at
from tests.tui.runs import working
from tests.tui.screen_text import settle, text
from tui.state.sieve import begun_tag

if TYPE_CHECKING:
    from tests.tui.fake_session import World


def test_only_the_word_in_hand_is_a_tag_that_is_begun() -> None:
    assert begun_tag("is:") == ""
    assert begun_tag("night !is:Mir") == "mir"
    assert [begun_tag(typed) for typed in ("", "night", "is:new ", "is:new x", "his:new")] == [None] * 5


@pytest.mark.parametrize(
    ("keys", "tag", "offered"),
    [
        ((CATEGORIES,), "pro", "nothing is:pro; there is new 8"),
        ((CATEGORIES,), "", "is: new 8   included 7   review 7"),
        ((PREVIEW, "b"), "", "is: add "),
        ((PREVIEW, "b"), "de", "is: delete 2"),
        ((RUN, "e"), "re", "is: retry 1"),
        ((SETTINGS,), "im", "is: import 7"),
    ],
    ids=str,
)
async def test_tags_are_offered_with_their_counts_while_one_is_typed(
    world: World, keys: tuple[str, ...], tag: str, offered: str
) -> None:
    working(world)
    async with shown_at(world, *keys, "slash", *f"is:{tag}", size=(120, 40)) as (app, pilot):
        assert offered in text(app)
        await pilot.press("space")
        await settle(pilot)
        assert offered not in text(app)
