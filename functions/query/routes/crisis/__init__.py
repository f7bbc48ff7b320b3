"""Routes of moments and crises, and of what answers them: plans, statements, case files."""
