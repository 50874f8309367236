"""The client's receivers of webhooks: as many as it likes behind one address, told apart by the end of the path."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from uuid import uuid4

from ops.posted import Posted
from ops.receiver import Receiver


@dataclass(kw_only=True)
class Mailbox(Receiver):
    """`answers_first` are what the first deliveries are answered with, one each, though they are taken in."""

    answers_first: list[HTTPStatus] = field(default_factory=list)

    def take(self, posted: Posted) -> HTTPStatus:
        right = super().take(posted)
        return self.answers_first.pop(0) if self.answers_first else right


@dataclass(kw_only=True)
class Reception:
    """`url` is on this machine; `public` is what leads to it from elsewhere, if it can be reached from there."""

    url: str = ""
    public: str | None = None
    _mailboxes: dict[str, Mailbox] = field(default_factory=dict)

    def new_mailbox(self) -> Mailbox:
        name = uuid4().hex
        mailbox = Mailbox(url=f"{(self.public or self.url).rstrip('/')}/{name}")
        self._mailboxes[name] = mailbox
        return mailbox

    def close(self, mailbox: Mailbox) -> None:
        del self._mailboxes[mailbox.url.rpartition("/")[2]]

    def take(self, posted: Posted) -> HTTPStatus:
        mailbox = self._mailboxes.get(posted.path.rpartition("/")[2])
        return mailbox.take(posted) if mailbox else HTTPStatus.NOT_FOUND
