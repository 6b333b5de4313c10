"""Files people own: exports of Spotify, Exportify, TuneMyMusic, Soundiiz, Google Takeout, and playlist files."""
