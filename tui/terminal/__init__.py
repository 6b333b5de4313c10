"""The terminal under the screen: its modes, its signals, what may reach it, and what stands beside it."""
