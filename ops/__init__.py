"""What a person runs: the local cloud, and two orders on it that show what the saga does."""
