"""What every participant's asset carries: the command contract, the journal (barrier and outbox), the runtime."""
