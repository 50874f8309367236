"""The rules, one a file. Each is given a Subject and tells its findings."""
