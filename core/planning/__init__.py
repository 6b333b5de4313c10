"""Decides what a sync would write, what it costs and when it ends. Pure: no store, no service, no clock."""
