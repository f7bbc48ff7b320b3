"""What a team says and does in answer to a crisis, in one partition of the state table for each crisis."""
