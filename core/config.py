"""The settings a person may choose, read from ``config.toml``: one frozen value with a section each."""
