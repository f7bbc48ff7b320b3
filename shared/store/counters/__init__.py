"""Series by time: the minute counters, their roll-ups, visits of a site, and which of them are learnt again."""
