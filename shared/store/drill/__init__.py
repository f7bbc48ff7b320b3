"""Drills and table-top exercises: what was planned, what people did, how it ends."""
