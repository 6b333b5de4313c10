-- The whole store, first version. Instants are ISO 8601 text in UTC with six decimals, so that they sort as text.
-- The CHECK lists repeat the enums of core.states; a test compares the two.

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ── runs ────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE runs (
    number          INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    kind            TEXT NOT NULL CHECK (kind IN ('import', 'catalogue', 'match', 'sync', 'retry', 'restore')),
    account         TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN
        ('pending', 'running', 'paused', 'rate_limited', 'completed', 'failed', 'cancelled')),
    created_at      TEXT NOT NULL,
    stage           TEXT CHECK (stage IN
        ('liked_songs', 'playlists', 'playlist_tracks', 'artists', 'albums', 'backup', 'match', 'create_playlists',
         'add_videos', 'remove_videos', 'move_videos', 'delete_playlists', 'verify')),
    paused_at_stage TEXT CHECK (paused_at_stage IN
        ('liked_songs', 'playlists', 'playlist_tracks', 'artists', 'albums', 'backup', 'match', 'create_playlists',
         'add_videos', 'remove_videos', 'move_videos', 'delete_playlists', 'verify')),
    reason          TEXT CHECK (reason IN
        ('by_user', 'quota_exhausted', 'searches_exhausted', 'playlist_limit', 'rate_limited', 'sign_in', 'network',
         'disk_full', 'interrupted', 'bug')),
    resumes_at      TEXT,
    started_at      TEXT,
    last_resumed_at TEXT,
    completed_at    TEXT,
    active_s        REAL NOT NULL,
    allow_delete    INTEGER NOT NULL CHECK (allow_delete IN (0, 1)),
    backup_file     TEXT,
    backup_sha256   TEXT,
    message         TEXT,
    arguments       TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX one_open_run_of_a_kind ON runs (kind)
    WHERE status IN ('pending', 'running', 'paused', 'rate_limited');

CREATE TABLE jobs (
    id           TEXT NOT NULL PRIMARY KEY,
    run_id       TEXT NOT NULL REFERENCES runs (id),
    phase        TEXT NOT NULL CHECK (phase IN
        ('liked_songs', 'playlists', 'playlist_tracks', 'artists', 'albums', 'backup', 'match', 'create_playlists',
         'add_videos', 'remove_videos', 'move_videos', 'delete_playlists', 'verify')),
    status       TEXT NOT NULL CHECK (status IN
        ('pending', 'running', 'paused', 'rate_limited', 'completed', 'failed', 'cancelled')),
    message      TEXT NOT NULL,
    done         INTEGER NOT NULL,
    total        INTEGER NOT NULL,
    succeeded    INTEGER NOT NULL,
    failed       INTEGER NOT NULL,
    skipped      INTEGER NOT NULL,
    last_error   TEXT,
    resumes_at   TEXT,
    started_at   TEXT,
    updated_at   TEXT,
    completed_at TEXT,
    UNIQUE (run_id, phase)
) STRICT;

CREATE TABLE problems (
    number      INTEGER PRIMARY KEY,
    run_id      TEXT NOT NULL REFERENCES runs (id),
    job_id      TEXT REFERENCES jobs (id),
    stage       TEXT NOT NULL CHECK (stage IN
        ('liked_songs', 'playlists', 'playlist_tracks', 'artists', 'albums', 'backup', 'match', 'create_playlists',
         'add_videos', 'remove_videos', 'move_videos', 'delete_playlists', 'verify')),
    entity_kind TEXT NOT NULL,
    entity_id   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    message     TEXT NOT NULL,
    at          TEXT NOT NULL
) STRICT;

CREATE INDEX problems_of_run ON problems (run_id, number);

-- ── what the sources hold ───────────────────────────────────────────────────────────────────────────────

-- A `key` is the service's id, or a name of our own making where a file gave none.
-- Artists and albums begin as stubs from track rows; `enriched_at` is when more was read about them.

CREATE TABLE artists (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    spotify_id  TEXT,
    name        TEXT NOT NULL,
    enriched_at TEXT
) STRICT;

CREATE TABLE albums (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    spotify_id  TEXT,
    title       TEXT NOT NULL,
    released    TEXT,
    enriched_at TEXT
) STRICT;

-- A recording is what tracks with one ISRC share; a track without one is a recording of its own.
-- `is_unjudged` is 1 between a search and the decision on what it found.

CREATE TABLE recordings (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    isrc        TEXT,
    searched_at TEXT,
    is_unjudged INTEGER NOT NULL DEFAULT 0 CHECK (is_unjudged IN (0, 1))
) STRICT;

CREATE INDEX unjudged_recordings ON recordings (searched_at, id) WHERE is_unjudged = 1;

-- `facts` is what the source said of the track, as one text: a row that says the same changes nothing.

CREATE TABLE tracks (
    id           INTEGER PRIMARY KEY,
    uri          TEXT NOT NULL UNIQUE,
    spotify_id   TEXT,
    title        TEXT NOT NULL,
    label        TEXT NOT NULL,
    album_id     INTEGER REFERENCES albums (id),
    isrc         TEXT,
    duration_ms  INTEGER,
    is_explicit  INTEGER CHECK (is_explicit IN (0, 1)),
    recording_id INTEGER NOT NULL REFERENCES recordings (id),
    facts        TEXT NOT NULL
) STRICT;

CREATE INDEX tracks_of_recording ON tracks (recording_id, id);
CREATE INDEX tracks_of_album ON tracks (album_id);

CREATE TABLE track_artists (
    track_id  INTEGER NOT NULL REFERENCES tracks (id),
    place     INTEGER NOT NULL,
    artist_id INTEGER NOT NULL REFERENCES artists (id),
    PRIMARY KEY (track_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX tracks_of_artist ON track_artists (artist_id);

-- `walk` numbers the walk whose rows are in force (0: none yet); `span` is its last position plus one.

CREATE TABLE collections (
    id               INTEGER PRIMARY KEY,
    kind             TEXT NOT NULL CHECK (kind IN ('liked', 'playlist', 'album', 'catalogue', 'file', 'youtube')),
    external_id      TEXT NOT NULL,
    title            TEXT NOT NULL,
    position         INTEGER NOT NULL DEFAULT 0,
    owner_id         TEXT,
    is_collaborative INTEGER NOT NULL DEFAULT 0 CHECK (is_collaborative IN (0, 1)),
    snapshot_id      TEXT,
    walked_snapshot  TEXT,
    total            INTEGER NOT NULL DEFAULT 0,
    source_rows      INTEGER NOT NULL DEFAULT 0,
    imported         INTEGER NOT NULL DEFAULT 0,
    skipped          TEXT NOT NULL DEFAULT '{}',
    span             INTEGER NOT NULL DEFAULT 0,
    walk             INTEGER NOT NULL DEFAULT 0,
    unreadable       TEXT,
    gone_at          TEXT,
    seen_by          TEXT,
    UNIQUE (kind, external_id)
) STRICT;

-- The walk in hand of a collection: its rows lie apart under `walk` until they take the place of the old ones.

CREATE TABLE walks (
    collection_id INTEGER NOT NULL PRIMARY KEY REFERENCES collections (id),
    walk          INTEGER NOT NULL,
    run_id        TEXT NOT NULL REFERENCES runs (id)
) STRICT;

CREATE TABLE collection_rows (
    collection_id INTEGER NOT NULL REFERENCES collections (id),
    walk          INTEGER NOT NULL,
    position      INTEGER NOT NULL,
    track_id      INTEGER REFERENCES tracks (id),
    skip          TEXT CHECK (skip IN ('null_track', 'local_file', 'episode')),
    added_at      TEXT,
    PRIMARY KEY (collection_id, walk, position),
    CHECK ((track_id IS NULL) <> (skip IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX rows_of_track ON collection_rows (track_id);

CREATE TABLE checkpoints (
    run_id      TEXT NOT NULL REFERENCES runs (id),
    phase       TEXT NOT NULL CHECK (phase IN
        ('liked_songs', 'playlists', 'playlist_tracks', 'artists', 'albums', 'backup', 'match', 'create_playlists',
         'add_videos', 'remove_videos', 'move_videos', 'delete_playlists', 'verify')),
    subject     TEXT NOT NULL,
    "offset"    INTEGER NOT NULL,
    total       INTEGER NOT NULL,
    processed   INTEGER NOT NULL,
    status      TEXT NOT NULL CHECK (status IN
        ('pending', 'running', 'paused', 'rate_limited', 'completed', 'failed', 'cancelled')),
    last_error  TEXT,
    reset_at    TEXT,
    snapshot_id TEXT,
    PRIMARY KEY (run_id, phase, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE spotify_calls (
    number   INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    endpoint TEXT NOT NULL
) STRICT;

CREATE INDEX spotify_calls_by_time ON spotify_calls (at);

-- ── what becomes a playlist ─────────────────────────────────────────────────────────────────────────────

-- `collection_id` is the collection a category was made for; `is_renamed` is 1 where the person gave the title.

CREATE TABLE categories (
    id            TEXT NOT NULL PRIMARY KEY,
    collection_id INTEGER UNIQUE REFERENCES collections (id),
    title         TEXT NOT NULL,
    is_renamed    INTEGER NOT NULL DEFAULT 0 CHECK (is_renamed IN (0, 1)),
    position      INTEGER NOT NULL,
    is_included   INTEGER NOT NULL CHECK (is_included IN (0, 1)),
    is_protected  INTEGER NOT NULL CHECK (is_protected IN (0, 1)),
    policy        TEXT NOT NULL CHECK (policy IN ('add', 'mirror')),
    item_order    TEXT NOT NULL CHECK (item_order IN ('exact', 'append')),
    held          TEXT,
    merged_into   TEXT REFERENCES categories (id)
) STRICT;

CREATE TABLE category_sources (
    category_id   TEXT NOT NULL REFERENCES categories (id),
    place         INTEGER NOT NULL,
    collection_id INTEGER NOT NULL UNIQUE REFERENCES collections (id),
    PRIMARY KEY (category_id, place)
) STRICT, WITHOUT ROWID;

-- A link outlives its playlist, so that a category whose playlist is gone can ask what to do.

CREATE TABLE category_parts (
    category_id TEXT NOT NULL REFERENCES categories (id),
    part        INTEGER NOT NULL CHECK (part > 0),
    playlist_id TEXT NOT NULL UNIQUE,
    PRIMARY KEY (category_id, part)
) STRICT, WITHOUT ROWID;

-- ── which video stands for a recording ──────────────────────────────────────────────────────────────────

CREATE TABLE candidates (
    recording_id  INTEGER NOT NULL REFERENCES recordings (id),
    place         INTEGER NOT NULL,
    video_id      TEXT NOT NULL,
    title         TEXT NOT NULL,
    channel_title TEXT NOT NULL,
    channel_id    TEXT,
    description   TEXT NOT NULL,
    seconds       REAL,
    views         INTEGER,
    is_embeddable INTEGER CHECK (is_embeddable IN (0, 1)),
    details_at    TEXT,
    is_gone       INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1)),
    score         REAL,
    signals       TEXT,
    version       INTEGER,
    PRIMARY KEY (recording_id, video_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX candidates_of_video ON candidates (video_id);

CREATE TABLE matches (
    recording_id    INTEGER PRIMARY KEY REFERENCES recordings (id),
    status          TEXT NOT NULL CHECK (status IN ('accepted', 'review', 'missing')),
    video_id        TEXT,
    origin          TEXT NOT NULL CHECK (origin IN ('matcher', 'person')),
    score           REAL NOT NULL,
    reason          TEXT NOT NULL,
    version         INTEGER NOT NULL,
    decided_at      TEXT NOT NULL,
    search_again_at TEXT
) STRICT;

-- ── what YouTube holds ──────────────────────────────────────────────────────────────────────────────────

-- `made_at` and `deleted_at` are when we did that: for a while after it a listing may not show it yet.

CREATE TABLE playlists (
    id           TEXT NOT NULL PRIMARY KEY,
    place        INTEGER NOT NULL,
    title        TEXT NOT NULL,
    description  TEXT NOT NULL,
    privacy      TEXT NOT NULL CHECK (privacy IN ('private', 'unlisted', 'public')),
    item_count   INTEGER NOT NULL,
    etag         TEXT NOT NULL,
    channel_id   TEXT NOT NULL,
    listed_at    TEXT NOT NULL,
    items_at     TEXT,
    listed_etag  TEXT NOT NULL DEFAULT '',
    listed_count INTEGER NOT NULL DEFAULT 0,
    made_at      TEXT,
    deleted_at   TEXT,
    is_replaced  INTEGER NOT NULL DEFAULT 0 CHECK (is_replaced IN (0, 1)),
    is_gone      INTEGER NOT NULL DEFAULT 0 CHECK (is_gone IN (0, 1))
) STRICT;

-- `missing_at`: the first listing that did not show an item of ours. `removed_at`: the listing that proved that the
-- person took it out. `is_withdrawn` is 1 where we took it out: a late listing must not bring it back.

CREATE TABLE playlist_items (
    id           TEXT NOT NULL PRIMARY KEY,
    playlist_id  TEXT NOT NULL REFERENCES playlists (id),
    video_id     TEXT NOT NULL,
    position     INTEGER NOT NULL,
    title        TEXT NOT NULL,
    note         TEXT,
    is_dead      INTEGER NOT NULL CHECK (is_dead IN (0, 1)),
    is_ours      INTEGER NOT NULL CHECK (is_ours IN (0, 1)),
    recording_id INTEGER REFERENCES recordings (id),
    operation_id TEXT,
    missing_at   TEXT,
    removed_at   TEXT,
    is_withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (is_withdrawn IN (0, 1))
) STRICT;

CREATE INDEX items_in_order ON playlist_items (playlist_id, position);
CREATE INDEX items_of_recording ON playlist_items (recording_id);

-- ── planned writes and what they cost ───────────────────────────────────────────────────────────────────

-- `stage` and `place` give the plan's order: the phase's place in a run, the category's within its kind.
-- `position` is where the write in hand was to put its item; `sent` the ledger row of the newest attempt.

CREATE TABLE operations (
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    run_id       TEXT NOT NULL REFERENCES runs (id),
    kind         TEXT NOT NULL CHECK (kind IN
        ('create_playlist', 'rename_playlist', 'add_video', 'remove_video', 'move_video', 'delete_playlist')),
    phase        TEXT NOT NULL CHECK (phase IN
        ('liked_songs', 'playlists', 'playlist_tracks', 'artists', 'albums', 'backup', 'match', 'create_playlists',
         'add_videos', 'remove_videos', 'move_videos', 'delete_playlists', 'verify')),
    stage        INTEGER NOT NULL,
    place        INTEGER NOT NULL,
    ordinal      INTEGER NOT NULL,
    label        TEXT NOT NULL,
    category_id  TEXT REFERENCES categories (id),
    recording_id INTEGER REFERENCES recordings (id),
    video_id     TEXT,
    playlist_id  TEXT CHECK (playlist_id <> ''),
    item_id      TEXT,
    state        TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'done', 'failed', 'skipped')),
    attempts     INTEGER NOT NULL,
    reason       TEXT,
    message      TEXT,
    remote_id    TEXT,
    position     INTEGER,
    sent         INTEGER,
    target       TEXT NOT NULL GENERATED ALWAYS AS (coalesce(playlist_id, category_id, id)) STORED
) STRICT;

CREATE UNIQUE INDEX one_sending_operation_of_a_target ON operations (target) WHERE state = 'sending';
CREATE INDEX operations_to_do ON operations (run_id, kind, state, place, ordinal, number);
CREATE INDEX operations_in_order ON operations (run_id, stage, place, ordinal, number);
CREATE INDEX operations_of_recording ON operations (recording_id);
CREATE INDEX operations_of_category ON operations (run_id, category_id, kind, state);

CREATE TABLE ledger (
    number       INTEGER PRIMARY KEY,
    at           TEXT NOT NULL,
    window_start TEXT NOT NULL,
    bucket       TEXT NOT NULL CHECK (bucket IN ('units', 'searches')),
    amount       INTEGER NOT NULL CHECK (amount >= 0),
    method       TEXT NOT NULL,
    run_id       TEXT REFERENCES runs (id),
    operation_id TEXT REFERENCES operations (id),
    is_surplus   INTEGER NOT NULL CHECK (is_surplus IN (0, 1))
) STRICT;

CREATE INDEX ledger_of_day ON ledger (window_start, bucket, method, is_surplus, amount);
CREATE INDEX ledger_of_run ON ledger (run_id, bucket, method, is_surplus, amount);
CREATE INDEX ledger_of_operation ON ledger (operation_id, number);

CREATE TABLE exhausted (
    window_start TEXT NOT NULL,
    bucket       TEXT NOT NULL CHECK (bucket IN ('units', 'searches', 'playlists')),
    PRIMARY KEY (window_start, bucket)
) STRICT, WITHOUT ROWID;
