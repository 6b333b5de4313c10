"""A run in hand: its desk, how it is asked to stop, and how it pauses. Imports and syncs are worked at alike."""
