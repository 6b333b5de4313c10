"""Pure functions and values: no disk, no network, no clock."""
