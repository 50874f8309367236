"""A static check of state machines on the graph itself: what may have been done is undone, whatever fails.

`python -m statemachines.verify` checks the emitted machines, `make verify ASL=path` a file from elsewhere. The
tables are not looked at but for what undoes what: the ASL is checked as it is deployed.

    form           wildcards alone and last, every state there and reached, no unknown field
    leaks          after every error, each step that may have committed is undone before the machine ends
    order          in reverse, not while the pivot is unsettled, and as a person decided
    catches        every task catches everything
    retries        and retries what passes by itself, with growing pauses, a cap and jitter
    timeouts       function < task < deadline < execution, retries included
    reads          nothing reads what may not be there
    notifications  what only tells somebody fails no saga
    cut off        somebody finishes what a timeout or an abort of the execution leaves
    history        the worst case has less than 25,000 events
    payload        and no state carries more than 262,144 bytes
"""
