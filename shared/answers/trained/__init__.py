"""What was learnt from labelled answers: a sentence in, how much it looks like a breach out."""
