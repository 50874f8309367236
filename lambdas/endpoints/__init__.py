"""What callers registered to be told at: their endpoints, what is to be delivered to each, and the log of it."""
