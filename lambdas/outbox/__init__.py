"""The outbox: what a participant's transactions said happened goes from its table's stream to EventBridge."""
