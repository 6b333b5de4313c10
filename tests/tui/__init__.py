"""The screen, driven by keys against a session without services."""
