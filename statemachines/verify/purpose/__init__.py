"""What each task is for: from the saga, from names, from options."""
