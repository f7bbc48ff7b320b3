"""How a crisis is told: its figures, and the words that everything people read takes from them."""
