"""The infrastructure as code: one construct a file, wired by `stack.py`."""
