"""The text messages, each one segment long."""
