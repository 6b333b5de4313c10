-- For which recordings the unofficial search of YouTube Music was asked, and when.

CREATE TABLE music_asked (
    recording_id INTEGER PRIMARY KEY REFERENCES recordings (id),
    asked_at     TEXT NOT NULL
) STRICT;
