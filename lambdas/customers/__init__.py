"""The customers service: credit limits, and what is reserved on them."""
