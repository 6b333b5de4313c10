"""SQL as files: the numbered migrations. No code lives here."""
