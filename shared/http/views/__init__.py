"""The shapes that both HTTP functions answer with."""
