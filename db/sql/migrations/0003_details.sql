-- What enrichment says of artists and albums; NULL where the service never said. Lists are JSON arrays of texts.

ALTER TABLE artists ADD COLUMN genres TEXT;
ALTER TABLE artists ADD COLUMN popularity INTEGER;
ALTER TABLE artists ADD COLUMN followers INTEGER;
ALTER TABLE artists ADD COLUMN images TEXT;

ALTER TABLE albums ADD COLUMN label TEXT;
ALTER TABLE albums ADD COLUMN track_count INTEGER;
ALTER TABLE albums ADD COLUMN popularity INTEGER;
ALTER TABLE albums ADD COLUMN genres TEXT;
ALTER TABLE albums ADD COLUMN images TEXT;

CREATE INDEX artists_to_enrich ON artists (enriched_at, id) WHERE spotify_id IS NOT NULL;
CREATE INDEX albums_to_enrich ON albums (enriched_at, id) WHERE spotify_id IS NOT NULL;
CREATE INDEX artists_by_spotify_id ON artists (spotify_id);
CREATE INDEX albums_by_spotify_id ON albums (spotify_id);
