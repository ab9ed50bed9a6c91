"""Which letters belong to which process.

Each goes where its strongest tie is (`ties`). Two processes at one employer share a letter unless it says
which of them it means, or the person does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from afterword.core.digests import digest
from afterword.core.keys import folded
from afterword.core.mail.letters import is_untold
from afterword.core.model import Automatic, Letter, Process, Record, Verb, Word
from afterword.core.people.domains import is_agency
from afterword.core.planning.filing import same_role
from afterword.core.planning.ties import (
    TIES,
    UNCLEAR,
    Known,
    Tie,
    by_draft,
    by_person,
    by_thread,
    known_of,
    learn,
    reading_of,
    same_name,
    speaks_for,
)

_ROUNDS_OF_THREADING = 3
_UNSAID: Mapping[str, Word] = {}


@dataclass(slots=True)
class _Tray:
    """The letters of one process while they are sorted, and of which of them it is not sure that they are its own."""

    known: Known
    letters: list[Letter] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    unclear: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Places:
    """The processes that a letter belongs to. `unclear`: perhaps to none, `shared`: perhaps to one of them alone."""

    places: tuple[int, ...] = ()
    shared: bool = False
    unclear: bool = False


def answer_id(letter: Letter) -> str:
    """The id of the question whether a letter is the answer: stays when the mail's file is renamed."""
    return f"answer:{_short(letter)}"


def which_id(letter: Letter, process: str = "") -> str:
    """The id of the question about which process a letter is, and of each answer to it."""
    return f"which:{_short(letter)}" + (f":{process}" if process else "")


def _short(letter: Letter) -> str:
    return digest(letter.message_id or letter.handle)[:8]


def match(
    processes: Sequence[Process],
    letters: Iterable[Letter],
    records: Mapping[str, Record],
    judged: Mapping[str, Word] = _UNSAID,
) -> tuple[Process, ...]:
    """The processes, each with its letters in the order of their dates, and with the addresses that bounced.

    `judged` is the person's last word on each question, by its id.
    """
    ordered = sorted(letters, key=lambda letter: (letter.date, letter.handle))
    sorting = _Sorting(
        processes, [_Tray(known_of(process, records)) for process in processes], judged, _refused(ordered, judged)
    )
    waiting = ordered
    # A reply to a reply is known by the letter between them: a few passes reach every thread that matters.
    for _ in range(_ROUNDS_OF_THREADING):
        left = [letter for letter in waiting if not sorting.sort(letter)]
        if len(left) == len(waiting):
            break
        waiting = left
    return tuple(_filled(process, tray) for process, tray in zip(processes, sorting.trays, strict=True))


def _filled(process: Process, tray: _Tray) -> Process:
    return replace(
        process,
        letters=tuple(sorted(tray.letters, key=lambda one: one.date)),
        bounced=_bounced(letter for letter in tray.letters if letter.handle not in tray.unclear),
        shared=frozenset(tray.shared),
        unclear=frozenset(tray.unclear),
    )


def _refused(letters: Iterable[Letter], judged: Mapping[str, Word]) -> frozenset[str]:
    """The addresses of which the person said that a mail from there was no answer."""
    said = [(letter, judged.get(answer_id(letter))) for letter in letters] if judged else []
    return frozenset(letter.sender.email for letter, word in said if word and word.verb is Verb.SKIP)


@dataclass(frozen=True, slots=True)
class _Sorting:
    """Letters on their way into the trays of the processes."""

    processes: Sequence[Process]
    trays: list[_Tray]
    judged: Mapping[str, Word]
    refused: frozenset[str]

    def sort(self, letter: Letter) -> bool:
        """Put the letter where it belongs; false if it belongs nowhere as far as is known by now."""
        found = self._told(letter, self._belongs(letter))
        if found.places and letter.reading and is_untold(letter.reading, letter.sender):
            letter = replace(letter, reading=replace(letter.reading, settles=None))  # only the person can tell
        for place in found.places:
            tray = self.trays[place]
            tray.letters.append(letter)
            if found.shared:
                tray.shared.add(letter.handle)
            if found.unclear:
                tray.unclear.add(letter.handle)
            else:
                tray.known = learn(tray.known, letter)
        return bool(found.places)

    def _belongs(self, letter: Letter) -> _Places:
        """The processes with the strongest tie that the letter has to any, unless it names others."""
        for tie in TIES:
            places = [place for place, tray in enumerate(self.trays) if tie(letter, tray.known)]
            if places:
                places = self._narrowed(letter, places)
                unclear = tie in UNCLEAR or self._names_another(letter, places, tie)
                return _Places(tuple(places), len(places) > 1 and not letter.outgoing, unclear)
        return _Places()

    def _narrowed(self, letter: Letter, places: list[int]) -> list[int]:
        """Of several processes, those whose employer, job or people the letter names; all if it names none."""
        if letter.outgoing:
            return places
        for fits in (self._names_employer, self._names_job, self._copies_people):
            if len(places) > 1:
                places = [place for place in places if fits(letter, place)] or places
        return places

    def _names_employer(self, letter: Letter, place: int) -> bool:
        theirs = speaks_for(letter)
        exact = [other for other, tray in enumerate(self.trays) if theirs in tray.known.names]
        return place in exact if exact else any(same_name(mine, theirs) for mine in self.trays[place].known.names)

    def _names_job(self, letter: Letter, place: int) -> bool:
        mine = self.processes[place].role
        return bool(mine) and any(same_role(mine, role) for role in reading_of(letter).roles)

    def _copies_people(self, letter: Letter, place: int) -> bool:
        return any(person.email in self.trays[place].known.addresses for person in letter.recipients)

    def _names_another(self, letter: Letter, places: Sequence[int], tie: Tie) -> bool:
        """Whether it speaks of another client of the agency's, or of another job, than any of these processes."""
        if tie in (by_draft, by_thread):
            return False
        theirs, roles = speaks_for(letter), reading_of(letter).roles
        employers = [self.trays[place].known.names for place in places]
        if theirs and is_agency(letter.sender.domain) and all(employers):
            return not any(same_name(mine, theirs) for names in employers for mine in names)
        jobs = [self.processes[place].role for place in places]
        return tie is not by_person and bool(roles) and all(_apart(job, role) for job in jobs for role in roles)

    def _told(self, letter: Letter, found: _Places) -> _Places:
        """What the person's own word makes of it."""
        if found.unclear and letter.sender.email in self.refused:
            return _Places()
        if found.unclear and answer_id(letter) in self.judged:
            found = replace(found, unclear=False)
        if not found.shared or not self.judged:
            return found
        every = self.judged.get(which_id(letter))
        said = [(every, found.places if every.verb is Verb.CONFIRM else ())] if every else []
        for place in found.places:
            word = self.judged.get(which_id(letter, self.processes[place].id))
            said += [(word, (place,))] if word and word.verb is Verb.CONFIRM else []
        return _Places(max(said, key=lambda each: each[0].at)[1], unclear=found.unclear) if said else found


def _apart(one: str, other: str) -> bool:
    """Two jobs without a word in common. Nobody knows of one without a title."""
    mine, theirs = set(folded(one).split()), set(folded(other).split())
    return bool(mine and theirs) and not mine & theirs


def _bounced(letters: Iterable[Letter]) -> frozenset[str]:
    readings = [(letter, letter.reading) for letter in letters if letter.reading and not letter.outgoing]
    failed = {
        address
        for _, reading in readings
        if reading.automatic is Automatic.BOUNCE
        for address in reading.failed_recipients
    }
    gone = {letter.sender.email for letter, reading in readings if reading.departed}
    return frozenset(failed | gone)


def is_stranger(process: Process, ref: str) -> bool:
    """Whether nothing but the invitation itself was ever exchanged with this employer.

    A mail of the person's own to them, or a trusted human mail from them besides the invitation, makes them known.
    """
    return not any(
        letter.outgoing
        or (
            letter.trusted
            and letter.handle not in process.unclear
            and reading_of(letter).settles is not False
            and all(one.ref != ref for one in reading_of(letter).invitations)
        )
        for letter in process.letters
    )
