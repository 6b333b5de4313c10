-- What an unfinished restore goes by: its backup's own text, so that the file may be gone when the run goes on.

CREATE TABLE backups (
    digest   TEXT NOT NULL PRIMARY KEY,
    document TEXT NOT NULL
) STRICT;
