"""Amazon States Language, read: the graph, the errors, and what a state does to its document."""
