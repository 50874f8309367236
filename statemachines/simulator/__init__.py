"""An interpreter of Amazon States Language on virtual time: JSONPath, Standard workflows, the standard library only.

It runs what is deployed, the emitted ASL, and not the table it came from. What it cannot run as AWS does, it
refuses when the machine is read. Every expectation of its tests is AWS's own documentation.
"""
