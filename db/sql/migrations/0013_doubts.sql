-- Videos that YouTube did not name when it was asked for them, since when: a death needs two such looks, apart.

CREATE TABLE absent_videos (
    video_id  TEXT NOT NULL PRIMARY KEY,
    since     TEXT NOT NULL,
    looked_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What was decided before a video died, and when its match was given back: it holds again when the video shows again.

ALTER TABLE lost_videos ADD COLUMN score REAL;
ALTER TABLE lost_videos ADD COLUMN reason TEXT;
ALTER TABLE lost_videos ADD COLUMN version INTEGER;
ALTER TABLE lost_videos ADD COLUMN decided_at TEXT;
ALTER TABLE lost_videos ADD COLUMN given_back_at TEXT;

-- Since when the answer to a recording's search is doubted; it waits for another one.

ALTER TABLE recordings ADD COLUMN doubted_at TEXT;
