"""The shapes of mentions, of what was found in them, and of series and lists of them."""
