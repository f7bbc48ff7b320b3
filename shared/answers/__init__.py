"""Whom to answer in a crisis, and with what: posts in, ranked groups of them and drafts that keep to the rules out."""
