"""A day of talk about an invented brand, with a product-safety crisis in it: the same every time."""
