"""The preview's document: the keys programs rely on, with the plan's own numbers."""

from __future__ import annotations

import json

from core.planning.describe import preview_document
from core.planning.make import make_plan
from core.planning.plan import Source
from core.quota import Allowance
from tests.unit.planning.situations import DAYS, category, playlist, situation, songs, undecided


def test_the_document_holds_the_whole_plan_under_the_agreed_keys() -> None:
    plan = make_plan(
        situation(
            Source(category("A"), (*songs(2), undecided(2, None))),
            Source(category("B", 1, playlist="P", held="it shrank"), songs(1, "b")),
            playlists=(playlist("P"), playlist("OLD", "v0", "x", is_replaced=True)),
        ),
        DAYS,
    )
    document = preview_document(plan, DAYS)
    assert json.loads(json.dumps(document)) == document
    assert document["buckets"] == {
        "units": {"limit": 10_000, "spent_today": 0, "reserve": 1_000, "cost": plan.total_units},
        "searches": {"limit": 100, "spent_today": 0, "cost": 1},
    }
    stages = document["stages"]
    assert isinstance(stages, list)
    assert [(stage["stage"], stage["operations"], stage["units"], stage["searches"]) for stage in stages] == [
        ("backup", 2, 2, 0),
        ("match", 1, 1, 1),
        ("create_playlists", 1, 50, 0),
        ("add_videos", 3, 150, 0),
        ("remove_videos", 0, 0, 0),
        ("move_videos", 0, 0, 0),
        ("delete_playlists", 1, 52, 0),
        ("verify", 1, 1, 0),
    ]
    assert document["creates"] == [{"category_id": "A", "title": "A"}]
    assert document["deletes"] == [
        {"playlist_id": "OLD", "title": "title of OLD", "items": 2, "unwanted": ["title of x"]}
    ]
    assert document["held"] == [{"category": "B", "reason": "it shrank"}]
    assert document["expected"] == {"adds": 1, "units": 51, "searches": 1}
    assert (document["total_units"], document["total_searches"], document["exact"]) == (256, 1, False)
    assert (document["estimated_days"], document["finishes_on"]) == (1, "2026-06-10")
    assert document["calendar"] == [{"date": "2026-06-10", "units": 256, "searches": 1}]


def test_each_category_is_described_with_every_count() -> None:
    plan = make_plan(situation(Source(category("A", playlist="P"), songs(3)), playlists=(playlist("P", "v0"),)), DAYS)
    assert preview_document(plan, DAYS)["categories"] == [
        {
            "id": "A",
            "title": "A",
            "included": True,
            "protected": False,
            "policy": "add",
            "order": "exact",
            "youtube_playlist_id": "P",
            "parts": ["P"],
            "source_rows": 3,
            "already_there": 1,
            "to_add": 2,
            "to_remove": 0,
            "to_move": 0,
            "duplicates": 0,
            "waiting": 0,
            "needs_review": 0,
            "missing": 0,
            "skipped": 0,
            "failed": 0,
            "foreign": 0,
            "exact_order_units": 0,
            "units": 100,
        }
    ]


def test_an_empty_plan_ends_today_and_takes_no_day() -> None:
    document = preview_document(make_plan(situation(), DAYS), DAYS)
    assert (document["estimated_days"], document["finishes_on"], document["exact"]) == (0, "2026-06-10", True)


def test_a_plan_that_would_never_end_names_no_date() -> None:
    nothing = Allowance(units=10, searches=0, playlists=0, reserve=1_000)
    document = preview_document(make_plan(situation(Source(category("A"), songs(1)), allowance=nothing), DAYS), DAYS)
    assert document["finishes_on"] is None
    assert document["total_units"] == 102
