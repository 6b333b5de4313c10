"""Files people own: exports of Spotify and its helpers, Google Takeout, players' libraries and logs, playlist files."""
