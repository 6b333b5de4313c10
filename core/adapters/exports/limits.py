"""How much of a file is read at most, so that none can take the memory or the evening of whoever opens it."""

from __future__ import annotations

MB = 1024 * 1024

TABLE_MAX = 256 * MB
"""Bytes of a table or M3U list: they are read row by row. Half a million rows of Exportify's longest form."""

DOCUMENT_MAX = 64 * MB
"""Bytes of a JSON or XSPF document, which is looked at as a whole."""

ARCHIVE_MAX = 64 * MB
"""Bytes that may come out of one archive for its tables, and again for its documents."""

SONGS_MAX = 1_000_000
"""Songs of a library or list that is held whole, together with the rows of its playlists."""

ENTRIES_MAX = 2_000
"""Files of an archive or a folder."""

RATIO_MAX = 120
"""How much smaller packing may have made an entry above :data:`RATIO_FROM`; exports stay below 30."""

RATIO_FROM = MB

DEPTH_MAX = 8
"""Folders below the one named, and elements inside each other."""

LINE_MAX = MB
"""Bytes of a line."""

RECORD_LINES_MAX = 200
"""Lines of a table's row; more are the sign of a quotation mark that was never closed."""

HEAD = 64 * 1024
"""Bytes by which a file is told from another."""
