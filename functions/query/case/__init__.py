"""The case file of a crisis: what happened, what was done, what it changed, and what to do better."""
