"""The mails."""
