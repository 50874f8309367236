"""What runs in AWS Lambda: the participants of the sagas, and what carries their events and answers."""
