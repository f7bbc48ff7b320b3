"""Commands for who is told."""
