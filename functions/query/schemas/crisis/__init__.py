"""The shapes of moments and crises, and of what belongs to them."""
