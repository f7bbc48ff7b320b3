"""Who is told what and when: pure decisions about a crisis, and the state they go by."""
