"""Every way through a machine, followed; and what is wrong with where it ends."""
