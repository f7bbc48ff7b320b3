"""What a person asked to be forgotten, taken out of the tables with all that quotes it."""
