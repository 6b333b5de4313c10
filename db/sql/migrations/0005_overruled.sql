-- What the matcher had said about a recording before a person decided otherwise, until the person takes that back.

CREATE TABLE overruled (
    recording_id    INTEGER PRIMARY KEY REFERENCES recordings (id),
    status          TEXT NOT NULL CHECK (status IN ('accepted', 'review', 'missing')),
    video_id        TEXT,
    score           REAL NOT NULL,
    reason          TEXT NOT NULL,
    version         INTEGER NOT NULL,
    decided_at      TEXT NOT NULL,
    search_again_at TEXT
) STRICT;
