"""The payments service: accounts, and the charges on them."""
