-- A category's further playlists, the titles they were given, and what a person agreed to remove beyond the limits.

ALTER TABLE operations ADD COLUMN part INTEGER NOT NULL DEFAULT 1 CHECK (part > 0);

-- The title Crossfade last gave a playlist: a category whose title differs from it was renamed since.
ALTER TABLE category_parts ADD COLUMN given_title TEXT;
UPDATE category_parts SET given_title = (SELECT title FROM categories WHERE id = category_id) WHERE part = 1;

ALTER TABLE categories ADD COLUMN may_remove INTEGER NOT NULL DEFAULT 0 CHECK (may_remove >= 0);

-- `snippet.defaultLanguage`, which a new title must send along.
ALTER TABLE playlists ADD COLUMN language TEXT;
