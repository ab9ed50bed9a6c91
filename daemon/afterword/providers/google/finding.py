"""Which mails matter, found at the least cost: of those that came, at a first look, when somebody comes into play.

One list of 500 ids costs a quarter of reading a single mail, so the index is asked first; a mail that it does not show
yet is judged by its headers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from afterword.core.mail.letters import InPlay, may_matter
from afterword.core.model import Folder, Message
from afterword.ports import Interest, Seen
from afterword.providers.google import searching
from afterword.providers.google.mailreader import PAGE, MailReader
from afterword.providers.google.memory import Memory

_JOINS = "google search knows or"
# The first cycle at a mailbox of any size stays under 3,000 units: so much for the first look, so much with the search
# for the employers that it brings into play.
_FIRST_LOOK, _FIRST_CYCLE, _LEAST_SEARCH = 1_300, 2_700, 400
_COST = 20
_SENT_AT_FIRST, _UNINDEXED_AT_FIRST, _HEADERS_AT_FIRST = 20, 20, 50


class MailFinder:
    """Shows the mails that matter, read by `reader`. Shows some twice."""

    def __init__(self, reader: MailReader, memory: Memory) -> None:
        self._reader = reader
        self._memory = memory
        self._passed_over: tuple[Interest | None, set[str]] = (None, set())

    def read(self, mails: Iterable[str], *, whole: bool) -> Iterator[Seen[Message]]:
        for mail in mails:
            message = self._reader.mail(mail, whole=whole)
            if message is not None:
                yield Seen(message.handle, (message,))

    def arrivals(self, arrived: dict[str, str], interest: Interest) -> Iterator[Seen[Message]]:
        """Of the mails that came, those that may matter. Which, the index says: its lists cost next to nothing.

        The service asks time and again from the same cursor while nothing happens: what was passed over once costs
        nothing more.
        """
        if not self._reader.searches:
            yield from self.read(arrived, whole=False)
            return
        passed_over = self._passed_over[1] if self._passed_over[0] == interest else set()
        self._passed_over = (interest, passed_over)
        arrived = {mail: thread for mail, thread in arrived.items() if mail not in passed_over}
        if not arrived:
            return
        known = {mail for mail, thread in arrived.items() if thread in interest.threads}
        rest = [mail for mail in arrived if mail not in known]
        pages = 1 + len(rest) // PAGE
        indexed = self._matching([searching.indexed(interest.since)], pages) if rest else set()
        hinting = self._matching(searching.relevant(interest), pages) if indexed.intersection(rest) else set()
        telling = self._matching(searching.telling(interest), pages) if hinting.intersection(rest) else set()
        for mail in arrived:
            hinted = mail in hinting
            doubtful = hinted or mail not in indexed
            if mail in known | telling or (
                doubtful and _seems_to_matter(self._reader.glimpse(mail), interest, hinted=hinted)
            ):
                yield from self.read([mail], whole=True)
            else:
                passed_over.add(mail)

    def _matching(self, queries: Iterable[str], pages: int) -> set[str]:
        return {mail for query in queries for mail, _ in self._reader.listed(query, most=pages * PAGE)}

    def at_first(self, interest: Interest) -> Iterator[Seen[Message]]:
        """What there is already: the newest sent mails, what the index does not show yet, and what it finds."""
        if not self._reader.searches:
            yield from self._newest_headers(interest.since)
            return
        yield from self._newest("SENT", _SENT_AT_FIRST, interest.since)
        yield from self._not_indexed(interest)
        for queries in searching.at_first(interest, joined=self._joins(interest)):
            yield from self._affordable(queries, _FIRST_LOOK)

    def _not_indexed(self, interest: Interest) -> Iterator[Seen[Message]]:
        """Of the newest mails those that the index does not show yet, and that may matter: no query will find them."""
        newest = [mail for mail, _ in self._reader.listed(label="INBOX", most=_UNINDEXED_AT_FIRST)]
        indexed = self._matching([searching.indexed(interest.since)], 1)
        for mail in newest:
            if mail in indexed:
                continue
            found = self._reader.glimpse(mail)
            if found and found[0].date < interest.since:
                return
            if _seems_to_matter(found, interest, hinted=False):
                yield from self.read([mail], whole=True)

    def _joins(self, interest: Interest) -> bool:
        """Whether the search knows "or": Gmail's does, that of some servers that speak its language does not.

        Seen once, it need not be asked again. Where the newest mails are old nobody can tell, and asking term by term
        is then no mistake either.
        """
        if self._memory.fact(_JOINS):
            return True
        if any(self._reader.listed(searching.indexed(interest.since), most=1)):
            self._memory.set_fact(_JOINS, "yes")
            return True
        return not any(self._reader.listed(label="INBOX", most=1))

    def _newest_headers(self, since: datetime) -> Iterator[Seen[Message]]:
        for label in ("INBOX", "SENT"):
            yield from self._newest(label, _HEADERS_AT_FIRST, since)

    def _newest(self, label: str, most: int, since: datetime) -> Iterator[Seen[Message]]:
        """The headers of the newest mails, listed without the index."""
        for mail, _ in self._reader.listed(label=label, most=most):
            for seen in self.read([mail], whole=False):
                if seen.items[0].date < since:
                    return
                yield seen

    def _affordable(self, queries: Iterable[str], units: int) -> Iterator[Seen[Message]]:
        """What matches, newest first, as far as the units of this cycle go."""
        for query in queries:
            for mail, _ in self._reader.listed(query):
                if self._reader.units + _COST > units:
                    return
                message = self._reader.mail(mail, whole=True)
                if message is not None:
                    yield Seen(message.handle, (message,))

    def search(self, interest: Interest) -> Iterator[Seen[Message]]:
        """Mails passed over before, newest first; where only headers may be read, the newest of them."""
        if self._reader.searches:
            units = max(_FIRST_CYCLE, self._reader.units + _LEAST_SEARCH)
            queries = searching.with_people(interest, joined=self._joins(interest))
            yield from self._affordable(queries, units)
        elif interest.domains or interest.addresses or interest.threads or interest.labels:
            yield from self._newest_headers(interest.since)


def _seems_to_matter(glimpse: tuple[Message, str] | None, interest: Interest, *, hinted: bool) -> bool:
    """By its headers and the beginning of its text: for a mail that the index does not know yet, or that is `hinted` at
    by a word anywhere in it. Such a word in a mail to many counts only if the subject or the beginning has one, too."""
    if glimpse is None:
        return False
    message, beginning = glimpse
    if hinted and not message.header("list-unsubscribe"):
        return True
    in_play = InPlay(interest.domains, interest.addresses, interest.threads, labels=interest.labels)
    kind = message.header("content-type").lower()
    with_file = not hinted and kind.startswith(("multipart/mixed", "text/calendar", "multipart/report"))
    sent = message.folder is Folder.SENT
    return sent or with_file or may_matter(replace(message, text=beginning), in_play)
