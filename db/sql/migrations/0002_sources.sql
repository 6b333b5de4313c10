-- Sources beside Spotify: rows of files and of own YouTube playlists, and an unfinished import for each of them.

-- `video_id` is the video that the source itself names.

ALTER TABLE tracks ADD COLUMN video_id TEXT;

CREATE TABLE wider_rows (
    collection_id INTEGER NOT NULL REFERENCES collections (id),
    walk          INTEGER NOT NULL,
    position      INTEGER NOT NULL,
    track_id      INTEGER REFERENCES tracks (id),
    skip          TEXT CHECK (skip IN
        ('null_track', 'local_file', 'episode', 'dead_video', 'unreadable', 'incomplete')),
    added_at      TEXT,
    PRIMARY KEY (collection_id, walk, position),
    CHECK ((track_id IS NULL) <> (skip IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO wider_rows (collection_id, walk, position, track_id, skip, added_at)
    SELECT collection_id, walk, position, track_id, skip, added_at FROM collection_rows;

DROP TABLE collection_rows;
ALTER TABLE wider_rows RENAME TO collection_rows;
CREATE INDEX rows_of_track ON collection_rows (track_id);

-- At most one unfinished run of each kind; imports of different sources do not stand in each other's way. `source` is
-- empty for Spotify.

ALTER TABLE runs ADD COLUMN source TEXT NOT NULL DEFAULT '';
DROP INDEX one_open_run_of_a_kind;
CREATE UNIQUE INDEX one_open_run_of_a_kind ON runs (kind, source)
    WHERE status IN ('pending', 'running', 'paused', 'rate_limited');
