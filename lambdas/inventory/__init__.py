"""The inventory service: stock, and the reservations on it."""
