"""What a statement changed: the posts after it against what would have come without it."""
