-- What was seen of the videos that stand for recordings, when each was last looked at.

CREATE TABLE video_looks (
    video_id   TEXT NOT NULL PRIMARY KEY,
    state      TEXT NOT NULL CHECK (state IN ('playable', 'gone', 'private', 'blocked', 'unprocessed')),
    checked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX dead_videos ON video_looks (video_id) WHERE state <> 'playable';

-- The video that stood for a recording when it died; it is forgotten when another is accepted, or it plays again.

CREATE TABLE lost_videos (
    recording_id INTEGER PRIMARY KEY REFERENCES recordings (id),
    video_id     TEXT NOT NULL
) STRICT;

CREATE INDEX accepted_videos ON matches (video_id) WHERE status = 'accepted';
