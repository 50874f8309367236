"""The three anomalies, brought about: a lost update, a dirty read and a fuzzy read, each with the harm it does.

Sagas meet in the simulation at the worst moment. With a participant that does without its countermeasure the harm is
there, in figures; with the participant as it is, the same course of events does none.
"""
