"""Sockets: clients listen, ask for their orders, and are told the outcome when it comes."""
