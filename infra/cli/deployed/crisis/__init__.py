"""Commands for when something goes on."""
