"""The commands: everything the screen can do, for terminals, pipes and programs. No textual here."""
