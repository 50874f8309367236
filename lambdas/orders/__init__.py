"""The orders service: the catalogue's prices, the order and its semantic lock."""
