"""The tables that more than one function reads or writes."""
