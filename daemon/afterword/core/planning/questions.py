"""What only the person can decide, with the commands that decide it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from afterword.core.model import (
    Letter,
    Nudge,
    NudgeKind,
    NudgeState,
    Person,
    Process,
    Question,
    RecordState,
    Verb,
)
from afterword.core.planning.contacts import has_left
from afterword.core.planning.matching import answer_id, which_id
from afterword.core.planning.standing import Standing, alive, is_certain, wrote
from afterword.core.planning.thanks import Scene, doubt_about
from afterword.core.planning.ties import reading_of

_STILL_ASKED = timedelta(days=14)
_YES_OR_NO = ("yes", "no")


def about(scene: Scene, nudges: Sequence[Nudge]) -> Iterator[Question]:
    """What is asked about one process: its interviews, mails that came back, doubtful answers, dates."""
    process, standing, now = scene.process, scene.standing, scene.now
    asked: set[str] = set()
    for round_ in process.rounds:
        series = {one.series for one in round_.interviews}
        held = any(nudge.round == round_.id and nudge.state is NudgeState.HELD for nudge in nudges)
        doubt = doubt_about(scene, [one for one in round_.interviews if alive(one)]) if held else ""
        if doubt and round_.start <= now <= round_.end + _STILL_ASKED and not series <= asked:
            asked |= series  # what is said of one occurrence holds for all of them
            yield Question(
                f"interview:{round_.id}",
                process.id,
                f"{_where(process)}, {round_.start:%-d %B}: {doubt}.",
                (f"afterword confirm {round_.id}", f"afterword skip {round_.id}"),
                _YES_OR_NO,
            )
    if not asked:
        yield from _for_whom(scene)
    for record in scene.records:
        back = record.process == process.id and record.person.email in process.bounced
        if back and record.state is RecordState.SENT and not scene.voice.stands(Verb.SKIP, record.key, process.id):
            yield Question(
                f"bounced:{record.key}",
                process.id,
                _came_back(record.person, process),
                (f"afterword skip {record.key[:8]}",),
                ("leave it",),
            )
    waits = any(nudge.kind is NudgeKind.CALL and nudge.state is NudgeState.HELD for nudge in nudges)
    for letter in standing.doubts:
        if standing.waiting and (waits or now <= letter.date + _STILL_ASKED):
            name = answer_id(letter)
            answers = (f"afterword confirm {name}", f"afterword skip {name}")
            yield Question(name, process.id, _doubt(letter, process), answers, _YES_OR_NO)
    for letter in standing.far_dates:
        yield Question(
            f"date:{letter.handle}",
            process.id,
            f"{letter.sender} seems to decide by {reading_of(letter).decision_date}, far ahead. Is it right?",
            (f"afterword decision {process.id} DATE",),
        )
    if scene.policy.cadence.asks_for_date and standing.waiting and standing.current and not standing.decision_date:
        yield Question(
            f"decision:{standing.current.id}",
            process.id,
            f"When did {_where(process)} say they will decide?",
            (f"afterword decision {process.id} DATE",),
        )


def _for_whom(scene: Scene) -> Iterator[Question]:
    """Which employer it is, where an agency or nobody invited: answers are known by it."""
    process, round_, ident = scene.process, scene.standing.current, f"employer:{scene.process.id}"
    if process.employer or round_ is None or not scene.standing.waiting or scene.voice.stands(Verb.SKIP, ident):
        return
    if is_certain(round_, scene.voice):
        who = ", ".join(person.name for person in round_.interviewers if person.name)
        yield Question(
            ident,
            process.id,
            f"For which employer was the interview on {round_.start:%-d %B}{f' with {who}' if who else ''}? "
            "Then their answer is known when it comes.",
            (f'afterword employer {process.id} "NAME"', f"afterword skip {ident}"),
        )


def _came_back(person: Person, process: Process) -> str:
    """What became of a mail that reached nobody."""
    if has_left(person, process):
        return (
            f"{person} does not work at {_where(process)} any more, so your mail was read by nobody. If you know where "
            "they are now, send it there from your mail program."
        )
    return (
        f"Your mail to {person} came back: {person.email} does not work. Send it once more from your mail program, to "
        "the right address."
    )


def _doubt(letter: Letter, process: Process) -> str:
    """Why only the person can tell whether this is the answer."""
    told = wrote(letter)
    if not letter.trusted:
        told += ", and your mail provider warns that it may be forged"
    elif letter.handle in process.unclear:
        roles = reading_of(letter).roles
        told += f" from {letter.sender.email}" if letter.sender.name else ""
        told += f", about {roles[0]}" if roles else ""
    return f"{told}. Is that {_where(process)}'s answer?"


def which(processes: Sequence[Process], standings: Mapping[str, Standing]) -> Iterator[Question]:
    """About which of several processes at one employer a letter is, as long as one of them waits for that."""
    asked: dict[str, Letter] = {}
    for process in processes:
        standing = standings[process.id]
        if standing.paused:
            asked |= {letter.handle: letter for letter in standing.either}
    for handle, letter in asked.items():
        sharing = [process for process in processes if handle in process.shared]
        names = " or ".join(f"{process.role or _where(process)} ({process.id})" for process in sharing)
        yield Question(
            which_id(letter),
            sharing[0].id,
            f"{wrote(letter)}. Is it about {names}? Until you say, both wait.",
            (
                *(f"afterword confirm {which_id(letter, process.id)}" for process in sharing),
                f"afterword confirm {which_id(letter)}",
                f"afterword skip {which_id(letter)}",
            ),
            (*(process.role or _where(process) for process in sharing), "all of them", "none of them"),
        )


def _where(process: Process) -> str:
    return process.employer.name or process.id
