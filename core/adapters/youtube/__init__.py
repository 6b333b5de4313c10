"""YouTube through Google's own client: one class for the three ports, its transport, translations and error table."""
