-- `words` is what tracks have in common that are named alike (core.sameness); empty where a track cannot be compared.

ALTER TABLE tracks ADD COLUMN words TEXT NOT NULL DEFAULT '';

UPDATE tracks SET words = same_words(title,
    (SELECT a.name FROM track_artists AS r JOIN artists AS a ON a.id = r.artist_id
     WHERE r.track_id = tracks.id ORDER BY r.place LIMIT 1));

CREATE INDEX tracks_alike ON tracks (words) WHERE words <> '';
