"""What the miniature's two functions share."""
