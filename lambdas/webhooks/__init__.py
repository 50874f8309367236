"""The webhook sender: tells a client that its order was decided, by one signed POST to its callback URL."""
