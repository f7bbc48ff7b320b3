"""Posts about an invented brand on a day with a product-safety crisis; the same seed gives the same posts."""
