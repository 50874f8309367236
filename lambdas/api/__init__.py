"""The HTTP API: an order comes in as one execution of the saga, and its state can be asked for."""
