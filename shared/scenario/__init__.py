"""Scenarios: invented posts that follow the course of a crisis in shape, minute by minute."""
