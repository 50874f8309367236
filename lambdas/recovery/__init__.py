"""What a saga cannot finish by itself: parked functions and the decisions on them, executions that were cut off."""
