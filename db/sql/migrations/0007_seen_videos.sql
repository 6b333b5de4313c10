-- Every video that a search or a listing showed, whichever recording it was asked for: others are matched from them.
-- `details_at` is when its length was asked for; `seen_at` when it was last shown, since nothing is kept for long.

CREATE TABLE seen_videos (
    video_id      TEXT NOT NULL PRIMARY KEY,
    title         TEXT NOT NULL,
    channel_title TEXT NOT NULL,
    channel_id    TEXT,
    description   TEXT NOT NULL,
    seconds       REAL,
    views         INTEGER,
    details_at    TEXT,
    is_gone       INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1)),
    seen_at       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX seen_videos_by_age ON seen_videos (seen_at);

-- Lists of other people's that may hold more: the uploads of a "- Topic" channel, an album. `pages` were read of it up
-- to `next_token`; `newest` is the youngest recording known when its reading began. A refused one is left alone for long.

CREATE TABLE seen_lists (
    id         TEXT NOT NULL PRIMARY KEY,
    artist     TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    pages      INTEGER NOT NULL DEFAULT 0,
    next_token TEXT,
    is_read    INTEGER NOT NULL DEFAULT 0 CHECK (is_read IN (0, 1)),
    read_at    TEXT,
    newest     INTEGER NOT NULL DEFAULT 0,
    refused_at TEXT,
    refusal    TEXT
) STRICT, WITHOUT ROWID;

INSERT INTO seen_lists (id, artist, seen_at)
    SELECT 'UU' || substr(channel_id, 3), substr(channel_title, 1, length(channel_title) - 8),
        strftime('%Y-%m-%dT%H:%M:%f000+00:00', 'now')
    FROM candidates WHERE channel_title LIKE '_% - Topic' AND channel_id LIKE 'UC_%' GROUP BY channel_id;

-- `answered_at` is when the newest search was answered; earlier than `searched_at`: its answer was lost.

ALTER TABLE recordings ADD COLUMN answered_at TEXT;
UPDATE recordings SET answered_at = searched_at;

-- Who uploaded the videos of own playlists, as far as listings said so since.

ALTER TABLE playlist_items ADD COLUMN channel_title TEXT NOT NULL DEFAULT '';
ALTER TABLE playlist_items ADD COLUMN channel_id TEXT;
