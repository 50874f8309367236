"""What must hold whatever goes wrong, stated over raw items, events and executions.

Nothing here uses the code that is tested: keys, statuses and amounts are read as they lie in the tables.
"""
