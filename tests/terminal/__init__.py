"""The real program on a real pseudo-terminal: what its bytes make of a terminal, and how it gives that back."""
