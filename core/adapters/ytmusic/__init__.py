"""YouTube Music's own search, unofficially: no account, no quota, no promise that it works tomorrow."""
