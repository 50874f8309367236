"""The sagas as values, and all that follows from them. Standard library only."""
