"""Defects as they are seen in the wild, put into a copy of the code one at a time: each has to be caught."""
