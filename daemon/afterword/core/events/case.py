"""An event with everything that is looked at to judge it, and the scale on which evidence adds up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from afterword.core.events import candidate as candidates
from afterword.core.events import panel
from afterword.core.events.employer import employer_of_event
from afterword.core.events.guests import attendees, described
from afterword.core.events.notes import located
from afterword.core.events.senders import by_house_address
from afterword.core.language.vocabulary import level
from afterword.core.model import Employer, Event, Evidence, Me, Message, Person
from afterword.core.people import domains, titles
from afterword.core.people.mails import employer_of_sender
from afterword.core.people.named import own_words
from afterword.core.people.names import is_human, plain_name

# The bands: from CERTAIN on it is one, below UNLIKELY it is none, between them the person is asked.
CERTAIN = 1.0
UNLIKELY = 0.65
DOUBTFUL = CERTAIN - 0.01
NO = UNLIKELY - 0.01
_SAW = 60
_MAIL_TEXT = 8_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_EVENT_NAME = re.compile(
    r"^(?:event name|event type|ereignisname|nom de l'evenement)(?:\s?:\s?|\s?:?\n{1,2})(.{3,120})$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the event: domains that wrote about an application, the mail that brought the invitation.

    `met` are the addresses of those who interviewed the person lately.
    """

    corresponded: frozenset[str] = frozenset()
    sender: Person | None = None
    mail_text: str = ""
    met: frozenset[str] = frozenset()


def share(mail: Message) -> str:
    """What each event that a mail brings is judged by of its text: all of it, or less where there are many."""
    return mail.text[: _MAIL_TEXT // max(1, len(mail.invitations))]


@dataclass(frozen=True)
class Case:
    """An event with everything that the rules look at, worked out once."""

    event: Event
    me: Me
    context: Context

    @cached_property
    def title(self) -> str:
        return titles.stripped(self.event.title)

    @cached_property
    def headline(self) -> str:
        """The title, and the name of the booking that a scheduler puts into the text; levelled."""
        return level(self.headline_written).replace("_", " ")

    @cached_property
    def headline_written(self) -> str:
        booked = _EVENT_NAME.search(level(self.text))
        return self.title + (f" | {self.text[booked.start(1) : booked.end(1)]}" if booked else "")

    @cached_property
    def text(self) -> str:
        return own_words(self.event.text)

    @cached_property
    def linked(self) -> str:
        """The event's text, and where its links lead."""
        return "\n".join((self.event.text, self.event.url, *self.event.links))

    @cached_property
    def body(self) -> str:
        """What the event and its mail say, levelled."""
        return level(self.body_written)

    @cached_property
    def body_written(self) -> str:
        """The same as it stands there."""
        own, beside = map(own_words, (self._described, self.context.mail_text))
        return "\n".join(filter(None, dict.fromkeys((own, beside))))

    @property
    def _described(self) -> str:
        return described(self.event, self.context.mail_text)

    @cached_property
    def candidate(self) -> Me:
        return candidates.candidate_of(self.event, self.me, self.title)

    @cached_property
    def panel(self) -> panel.Panel:
        mail_text, sender = self.context.mail_text, self.context.sender
        return panel.panel_of(self.event, self.candidate, self.title, self.employer, mail_text, sender)

    @cached_property
    def people(self) -> list[Person]:
        return [guest.person for guest in attendees(self.event)]

    @cached_property
    def others(self) -> list[Person]:
        return [person for person in self.people if not self.candidate.owns(person)]

    @cached_property
    def own_domains(self) -> frozenset[str]:
        """The company domains of the person themself."""
        emails = self.me.emails or self.candidate.emails
        return frozenset(filter(None, (domains.own_domain(Person("", email)) for email in emails)))

    @cached_property
    def company_domains(self) -> tuple[str, ...]:
        """The company domains of the other side, the organiser's first."""
        found = dict.fromkeys(filter(None, map(domains.own_domain, self.others)))
        return tuple(domain for domain in found if domain not in self.own_domains)

    @cached_property
    def employer(self) -> Employer:
        # What the event repeats of its mail is said once.
        own = "\n".join(filter(None, (self._described, self.event.url, *self.event.links)))
        texts = (own, self.context.mail_text.replace(self._described.strip() or "\0", ""))
        found = employer_of_event(self.headline_written, texts, self.others, self.company_domains, self.known_names)
        sender = self.context.sender
        if not found and sender:
            found = employer_of_sender(sender, self.title, self.context.mail_text) or found
        found = found or Employer(by_house_address(self.others, self.known_names))
        if not found and self.kept_alone:
            found = Employer(located(self.title, self.event.location))
        return Employer() if self._is_host_of_booking(found) else found

    def _is_host_of_booking(self, found: Employer) -> bool:
        """A scheduler says "with Jane Doe" of whoever was booked: that is no employer."""
        senders = [*self.people, *([self.context.sender] if self.context.sender else [])]
        booked = any(domains.is_scheduler(person.domain) for person in senders)
        return booked and not found.domains and bool(titles.person_name(found.name))

    @cached_property
    def known_names(self) -> frozenset[str]:
        everyone = attendees(self.event)
        people = (guest.person for guest in everyone if is_human(guest))
        names = {person.name for person in people if person.name and not domains.is_house_address(person)}
        return frozenset(names | candidates.candidate_names(self.event, self.candidate))

    @cached_property
    def organized_by_me(self) -> bool:
        host = self.event.organizer
        return bool(host and self.me.owns(host)) or (host is None and not self.event.guests and not self.event.method)

    @cached_property
    def kept_alone(self) -> bool:
        """An entry that the person made for themself, without anybody on it."""
        return not self.others and not self.event.guests_hidden and self.context.sender is None


@dataclass
class Scale:
    """Evidence as it adds up. `ceiling` keeps the verdict at most there, whatever else speaks for it."""

    evidence: list[Evidence] = field(default_factory=list)
    ceiling: float = 9.0

    def add(self, rule: str, weight: float, saw: str = "", at_most: float = 9.0) -> None:
        self.ceiling = min(self.ceiling, at_most)
        self.evidence.append(Evidence(rule, weight, _CONTROL.sub(" ", saw).strip()[:_SAW]))

    def saw(self, rule: str) -> bool:
        return any(one.rule == rule for one in self.evidence)

    @property
    def score(self) -> float:
        # Weights are tenths: without rounding 0.6 + 0.3 + 0.1 falls short of 1.
        return round(min(self.ceiling, sum(one.weight for one in self.evidence)), 6)


def tokens(text: str) -> list[str]:
    """The words of a name or a title, levelled."""
    return re.findall(r"[^\W\d_]{2,40}", level(plain_name(text) or text))
