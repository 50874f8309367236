"""The `saga` command: see what is going on, and decide where a person has to."""
