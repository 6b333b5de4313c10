-- Whether a playlist or a plan names a video is asked for every match and every receipt: without these, each asking
-- reads the whole playlist.

CREATE INDEX items_of_video ON playlist_items (video_id, playlist_id);
CREATE INDEX operations_of_video ON operations (video_id) WHERE video_id IS NOT NULL;
