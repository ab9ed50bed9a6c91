"""`afterword status`: processes, what waits, and what only the person can supply."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from afterword.cli import jsonout
from afterword.cli.options import config_option, json_option, now_option, placed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from afterword.cli.render import Screen
    from afterword.overview import NudgeView, Overview, ProcessView, RoundView
    from afterword.ports import Usage

_STYLES = {"held": "yellow", "cancelled": "dim", "done": "dim", "declined": "dim", "sent": "green", "placed": "bold"}
_KEY_SHOWN = 8
_ASKED_BELOW = ("question", "bounce")


@click.command()
@config_option
@now_option
@click.option("--all", "everything", is_flag=True, help="Show closed processes in full, too.")
@json_option
def status(config_path: Path | None, now: datetime | None, *, everything: bool, as_json: bool) -> None:
    """Show every process, its rounds and nudges, what waits, and what only you can supply.

    At a terminal, what it asks can be answered with one key.
    """
    from afterword import app, config  # noqa: PLC0415 - help does without them

    loaded = config.load(config_path)
    view = app.status(loaded, placed(now, loaded.zone))
    if as_json:
        jsonout.emit(view_object(view))
        return
    from afterword.cli.answering import Answerer, at_terminal  # noqa: PLC0415 - programs do without it
    from afterword.cli.render import screen  # noqa: PLC0415 - programs do without it

    _show(view, screen(), loaded.zone, everything=everything)
    if at_terminal():
        Answerer(screen(), lambda verb, ident: app.say(loaded, verb, ident)).ask(view.questions)
    else:
        _show_questions(view, screen())


def view_object(view: Overview) -> dict[str, Any]:
    """Everything, in the form of docs/reference/json.md."""
    return {
        "now": view.now,
        "looked": view.looked,
        "processes": [_process(process) for process in view.processes],
        "asks": [
            {"id": question.id, "process": question.process, "question": question.text, "answers": question.answers}
            for question in view.questions
        ],
        "problems": list(view.problems),
        "service": view.service,
        "needs": [
            {
                "id": matter.id,
                "kind": matter.kind,
                "since": matter.since,
                "text": matter.text,
                "answers": matter.answers,
            }
            for matter in view.matters
        ],
        "usage": {
            api: {"requests": count, "units": view.usage.units.get(api, 0)}
            for api, count in sorted(view.usage.requests.items())
        },
    }


def _process(process: ProcessView) -> dict[str, Any]:
    return {
        "id": process.id,
        "employer": jsonout.employer(process.employer),
        "role": process.role,
        "state": process.state,
        "why": process.why,
        "decision_date": process.decision_date,
        "answer": process.answer or None,
        "rounds": [_round(round_) for round_ in process.rounds],
    }


def _round(round_: RoundView) -> dict[str, Any]:
    return {
        "id": round_.id,
        "stage": round_.stage,
        "start": round_.start,
        "end": round_.end,
        "interviewers": [jsonout.person(person) for person in round_.interviewers],
        "nudges": [_nudge(nudge) for nudge in round_.nudges],
    }


def _nudge(nudge: NudgeView) -> dict[str, Any]:
    return {
        "key": nudge.key,
        "nudge": nudge.kind,
        "state": nudge.state,
        "due": nudge.due,
        "to": [nudge.person.email] if nudge.person.email else [],
        "name": nudge.person.name,
        "reason": nudge.reason,
        "missing": nudge.missing or None,
        "attempt": nudge.attempt,
    }


def _show(view: Overview, screen: Screen, zone: str, *, everything: bool) -> None:
    from afterword.cli.story import when  # noqa: PLC0415 - programs do without it

    _show_needs(view, screen)
    looked = f"as of {when(view.looked, zone)}" if view.looked else "`afterword once` has not looked yet"
    if not view.processes:
        screen.line(f"No interviews are known ({looked}).")
    for process in view.processes:
        _show_process(process, screen, zone, everything=everything)
    if view.processes:
        screen.line(f"{len(view.processes)} known, {looked}.", "dim")
    if view.usage.requests:
        screen.line(f"The last look took {_asked(view.usage)}.", "dim")
    if view.service:
        screen.line(f"The service is running (process {view.service}).", "dim")
    for problem in _together(view.problems):
        screen.line(f"! {problem}", "yellow")


def _show_questions(view: Overview, screen: Screen) -> None:
    for question in view.questions:
        screen.line(f"? {question.text}", "bold")
        for answer in question.answers:
            screen.line(answer, indent=4)


def _together(problems: Iterable[str]) -> Iterator[str]:
    """What is wrong with several places for one reason ("your mail: ...", "calendar A: ...") in one line."""
    places: dict[str, list[str]] = {}
    for problem in problems:
        place, colon, what = problem.partition(": ")
        which = places.setdefault(what if colon else problem, [])
        which += [place] if colon else []
    for what, which in places.items():
        yield f"{', '.join(which)}: {what}" if which else what


def _show_needs(view: Overview, screen: Screen) -> None:
    """What needs the person, in short and first of all; questions and problems stand in full below."""
    for matter in view.matters:
        if matter.kind not in _ASKED_BELOW and matter.text not in view.problems:
            screen.line(f"! {matter.text}", "yellow")
    if asked := sum(1 for matter in view.matters if matter.kind in _ASKED_BELOW):
        screen.line(f"! {asked} question{'' if asked == 1 else 's'} for you: see the end.", "yellow")
    if view.matters:
        screen.line()


def _asked(usage: Usage) -> str:
    return ", ".join(
        f"{count} {api} request{'' if count == 1 else 's'}"
        + (f" ({usage.units[api]} units)" if usage.units.get(api) else "")
        for api, count in sorted(usage.requests.items())
    )


def _show_process(process: ProcessView, screen: Screen, zone: str, *, everything: bool) -> None:
    name = process.employer.name or ", ".join(process.employer.domains) or "an employer not yet known"
    role = f" · {process.role}" if process.role else ""
    waiting = process.decision_date if process.state == "waiting" else None
    date = f" · they decide by {waiting:%-d %B}" if waiting else ""
    screen.line(f"{name}{role} [{process.id}]", "bold")
    answer = f" [{process.answer}]" if process.answer else ""
    screen.line(f"{process.state}: {process.why}{date}{answer}", indent=2)
    if process.state == "closed" and not everything:
        screen.line()
        return
    for round_ in process.rounds:
        _show_round(round_, screen, zone)
    screen.line()


def _show_round(round_: RoundView, screen: Screen, zone: str) -> None:
    from afterword.cli.story import when  # noqa: PLC0415 - programs do without it

    people = ", ".join(str(person) for person in round_.interviewers) or "nobody named"
    stage = "" if round_.stage == "unknown" else f"{round_.stage} "
    screen.line(f"{when(round_.start, zone)}  {stage}interview [{round_.id}]: {people}", indent=2)
    for nudge in round_.nudges:
        to = "" if nudge.kind in ("reminder", "closing") else f" {nudge.person}"
        due = f", {when(nudge.due, zone)}" if nudge.due and nudge.state in ("planned", "placed", "edited") else ""
        text = f"{nudge.state.value:<9} {nudge.kind}{to}{due}: {nudge.reason} [{nudge.key[:_KEY_SHOWN]}]"
        screen.line(text, _STYLES.get(nudge.state, ""), indent=4)
        if nudge.missing:
            screen.line(f"needs {nudge.missing}", "yellow", indent=14)
