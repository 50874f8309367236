"""A saga as a person looks at it: its executions, what is parked, what its journals say. Read, never written."""
