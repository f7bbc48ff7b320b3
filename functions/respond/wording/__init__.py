"""A draft that a language model words: what it may know, what it answers, and whether that may be shown."""
