"""What a team says and does in answer to a crisis."""
