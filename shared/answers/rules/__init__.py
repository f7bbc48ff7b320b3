"""The rules for answers, one module each: sentences in, the words that break the rule out."""
