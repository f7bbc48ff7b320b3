"""``foreshock plans``: the response plans of a stack as files that a team edits and reviews."""
