"""Receivers of webhooks on real sockets of the loopback: good ones, slow ones, broken ones and hostile ones.

    with listening(Receiver(behaviour=answers(204))) as shop:
        …                       # post to shop.url
    [request] = shop.requests

`receiver` listens, `visit` is one connection, `behaviours` are what can happen on one, `hostile` names the ways
in which it goes wrong, `certificates` makes an authority for tests.
"""
