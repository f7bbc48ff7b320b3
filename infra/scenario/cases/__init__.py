"""Well-known public crises: what happened and what can be learnt, with sources; and a scenario of ours for each."""
