"""Candidates: the videos that may be a recording, with their scores. Who judges them is not known here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from core.model import Candidate, VideoId
from db.rows import maybe, plain

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from core.model import Decision, RecordingId

CANDIDATE = "video_id, title, channel_title, channel_id, description, seconds, views"
"""The columns that :func:`facts` gives and :func:`to_candidate` reads."""

_SAVE_SCORE = f"""
    INSERT INTO candidates ({CANDIDATE}, recording_id, place, score, signals, version)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,
        (SELECT coalesce(max(place) + 1, 0) FROM candidates WHERE recording_id = ?8), ?9, ?10, ?11)
    ON CONFLICT (recording_id, video_id) DO UPDATE SET
        score = excluded.score, signals = excluded.signals, version = excluded.version
"""


def save_candidates(connection: sqlite3.Connection, recording_id: RecordingId, candidates: Sequence[Candidate]) -> None:
    """Keep what a search gave in the old candidates' place; lengths once read stay known."""
    known = {
        row["video_id"]: tuple(row)[1:]
        for row in connection.execute(
            "SELECT video_id, seconds, views, is_embeddable, details_at FROM candidates WHERE recording_id = ?",
            (recording_id,),
        )
    }
    connection.execute("DELETE FROM candidates WHERE recording_id = ?", (recording_id,))
    rows = []
    for place, found in enumerate(candidates):
        seconds, views, is_embeddable, details_at = known.get(plain(found.video_id), (None, None, None, None))
        rows.append(
            (
                *facts(found)[:-2],
                found.seconds if found.seconds is not None else seconds,
                found.views if found.views is not None else views,
                recording_id,
                place,
                is_embeddable,
                details_at,
            )
        )
    connection.executemany(
        f"INSERT OR IGNORE INTO candidates ({CANDIDATE}, recording_id, place, is_embeddable, details_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def facts(candidate: Candidate) -> tuple[object, ...]:
    """The values of ``CANDIDATE``."""
    return (
        plain(candidate.video_id),
        plain(candidate.title),
        plain(candidate.channel_title),
        maybe(plain, candidate.channel_id),
        plain(candidate.description),
        candidate.seconds,
        candidate.views,
    )


def to_candidate(row: sqlite3.Row) -> Candidate:
    """A candidate from :data:`CANDIDATE`."""
    return Candidate(
        video_id=VideoId(row["video_id"]),
        title=row["title"],
        channel_title=row["channel_title"],
        channel_id=row["channel_id"],
        description=row["description"],
        seconds=row["seconds"],
        views=row["views"],
    )


def save_scores(connection: sqlite3.Connection, recording_id: RecordingId, decision: Decision) -> None:
    """Put a judgement's scores in the old ones' place; a decision without any leaves them."""
    if not decision.ranked:
        return
    connection.execute("UPDATE candidates SET score = NULL, signals = NULL WHERE recording_id = ?", (recording_id,))
    connection.executemany(
        _SAVE_SCORE,
        (
            (
                *facts(judged.candidate),
                recording_id,
                float(judged.score),
                json.dumps(dict(judged.signals)),
                decision.version,
            )
            for judged in decision.ranked
        ),
    )
