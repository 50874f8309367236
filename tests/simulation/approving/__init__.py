"""By value: what a large order waits for, and what becomes of it whatever a person says, and whenever."""
