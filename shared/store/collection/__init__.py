"""What is known of the collecting of posts: gaps, pasts that are asked for, statuses, first arrivals."""
