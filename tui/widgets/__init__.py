"""Small widgets that draw one value each; they know no session and start no work."""
