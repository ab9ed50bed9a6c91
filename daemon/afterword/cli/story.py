"""One cycle, told to a person: what was done, what is asked, what could not be read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from afterword.cli.render import Screen
from afterword.core.model import Action, Nudge, NudgeKind
from afterword.engine.cycle import Announced, Outcome

_DONE = {
    (Action.CREATE_DRAFT, NudgeKind.THANK_YOU): "drafted a thank-you to {who}",
    (Action.CREATE_DRAFT, NudgeKind.FEEDBACK): "drafted thanks and a request for feedback to {who}",
    (Action.CREATE_DRAFT, NudgeKind.CALL): "drafted a follow-up to {who}",
    (Action.PUT_EVENT, NudgeKind.CALL): "put a call to {who} into your calendar for {when}",
    (Action.PUT_EVENT, NudgeKind.REMINDER): "put a reminder of unsent drafts into your calendar for {when}",
    (Action.PUT_EVENT, NudgeKind.MATTER): "put what needs you into your calendar for {when}",
    (Action.PUT_EVENT, NudgeKind.CLOSING): "put the closing of the file into your calendar for {when}",
}
_MOVED = {
    NudgeKind.CALL: "moved the call to {who} to {when}",
    NudgeKind.REMINDER: "moved the reminder of unsent drafts to {when}",
    NudgeKind.MATTER: "renewed what needs you, on {when}",
    NudgeKind.CLOSING: "moved the closing of the file to {when}",
}
_UNDONE = {
    NudgeKind.THANK_YOU: "took back the thank-you draft to {who}",
    NudgeKind.FEEDBACK: "took back the feedback draft to {who}",
    NudgeKind.CALL: "took back the call to {who} on {when}",
    NudgeKind.REMINDER: "took back the reminder of unsent drafts",
    NudgeKind.MATTER: "took what needed you out of your calendar",
    NudgeKind.CLOSING: "took back the closing of the file",
}


def tell(outcome: Outcome, screen: Screen, zone: str, *, dry_run: bool = False) -> None:
    """The whole cycle in a few lines; one line where nothing happened."""
    if dry_run and outcome.intents:
        screen.line("Nothing was done. One cycle would have:", "bold")
    failed = {failure.intent.nudge.key for failure in outcome.failures}
    for announced in outcome.intents:
        if announced.intent.nudge.key not in failed:
            screen.line(f"· {sentence(announced, zone)}")
            screen.line(f"because {announced.intent.why}", "dim", indent=2)
    if outcome.blind:
        screen.line("Nothing was done: your mail could not be seen, so nobody knows whether they have answered.")
    elif not outcome.intents and outcome.problems:
        screen.line("Nothing to do, as far as could be seen.")
    elif not outcome.intents:
        screen.line("Nothing to do: all that ought to exist now exists.")
    for failure in outcome.failures:
        nudge = failure.intent.nudge
        screen.line(f"! {nudge.process}: {nudge.kind} for {_who(nudge)} not done. {failure.why}", "red")
    for problem in outcome.problems:
        screen.line(f"! {problem}", "yellow")
    questions(outcome, screen, everything=dry_run)


def questions(outcome: Outcome, screen: Screen, *, everything: bool) -> None:
    """What only the person can decide, with the commands that decide it: in full once, then as a reminder."""
    shown = outcome.questions if everything else outcome.new_questions
    for question in shown:
        screen.line(f"? {question.text}", "bold")
        for answer in question.answers:
            screen.line(answer, indent=4)
    waiting = len(outcome.questions) - len(shown)
    if waiting:
        screen.line(f"? {waiting} {'question waits' if waiting == 1 else 'questions wait'}: afterword status", "bold")


def sentence(announced: Announced, zone: str) -> str:
    """What an intent brings about, in one clause: `acme: drafted a thank-you to Jane Doe`."""
    intent = announced.intent
    nudge = intent.nudge
    if intent.action in (Action.DELETE_DRAFT, Action.DELETE_EVENT):
        words = _UNDONE[nudge.kind]
    else:
        words = _DONE[intent.action, nudge.kind]
    former = intent.record.live_start if intent.record else None
    if intent.action is Action.PUT_EVENT and former is not None:
        same = former == nudge.start
        words = "brought the words of the entry on {when} up to date" if same else _MOVED[nudge.kind]
    start = former if intent.action is Action.DELETE_EVENT else nudge.start
    about = f"{nudge.process}: " if nudge.process else ""
    return f"{about}{words.format(who=_who(nudge), when=when(start, zone))}"


def _who(nudge: Nudge) -> str:
    name = nudge.person.name or nudge.person.email or "somebody not yet named"
    needs_address = nudge.kind in (NudgeKind.THANK_YOU, NudgeKind.FEEDBACK) and not nudge.person.email
    return f"{name} (no address known: please fill it in)" if needs_address and nudge.person.name else name


def when(moment: datetime | None, zone: str) -> str:
    """A moment as one says it, in the person's own zone."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %-d %b, %H:%M}" if moment else "no date yet"
