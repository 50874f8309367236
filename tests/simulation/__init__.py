"""Every failure, tried: the emitted state machines and the real handlers on virtual time, with faults.

chance    what a seed stands for                  python -m tests.simulation
matrix    every step, fault and further fault     python -m tests.simulation.matrix
crossing  every interleaving on one journal item  python -m tests.simulation.crossing
"""

import os

# What handlers log and count would be most of the time spent here.
os.environ |= {"POWERTOOLS_LOG_LEVEL": "CRITICAL", "POWERTOOLS_METRICS_DISABLED": "true"}
