"""What the commands say: for a terminal, and as JSON."""
