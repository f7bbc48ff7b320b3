"""Answers of readers of a public page: a form in, a counted answer and a mention of the channel feedback out."""
