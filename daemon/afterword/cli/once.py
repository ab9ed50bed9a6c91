"""`afterword once` runs one cycle; `afterword plan` shows what one would do."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from afterword.cli import jsonout
from afterword.cli.options import config_option, json_option, now_option, placed

if TYPE_CHECKING:
    from afterword.engine.cycle import Announced, Outcome

_TRY_LATER, _FAILED = 75, 1


@click.command()
@config_option
@now_option
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@json_option
def once(config_path: Path | None, now: datetime | None, *, dry_run: bool, as_json: bool) -> int:
    """Run one cycle: look at calendars and mail, then write, move and remove what is due."""
    return _cycle(config_path, now, dry_run=dry_run, as_json=as_json)


@click.command()
@config_option
@now_option
@json_option
def plan(config_path: Path | None, now: datetime | None, *, as_json: bool) -> int:
    """Show what `afterword once` would do now, and do nothing."""
    return _cycle(config_path, now, dry_run=True, as_json=as_json)


def _cycle(config_path: Path | None, now: datetime | None, *, dry_run: bool, as_json: bool) -> int:
    from afterword import app, config  # noqa: PLC0415 - help does without them
    from afterword.cli.progress import progress  # noqa: PLC0415 - see above

    loaded = config.load(config_path)
    outcome = app.cycle(loaded, now=placed(now, loaded.zone), dry_run=dry_run, progress=progress())
    if as_json:
        jsonout.emit(_object(outcome))
    else:
        from afterword.cli.render import screen  # noqa: PLC0415 - programs do without it
        from afterword.cli.story import tell  # noqa: PLC0415 - programs do without it

        tell(outcome, screen(), loaded.zone, dry_run=dry_run)
    return exit_code(outcome)


def exit_code(outcome: Outcome) -> int:
    """0 if all went well; else what the most serious trouble asks for."""
    if outcome.needs_login:
        return outcome.needs_login.exit_code
    if any(not failure.retry for failure in outcome.failures):
        return _FAILED
    if outcome.failures or outcome.retry:
        return _TRY_LATER
    return _FAILED if outcome.problems else 0


def _object(outcome: Outcome) -> dict[str, Any]:
    """One cycle, in the form of docs/reference/json.md."""
    return {
        "now": outcome.now,
        "intents": [*map(_intent, outcome.intents), *(_ask(question) for question in outcome.new_questions)],
        "performed": outcome.performed,
        "failed": len(outcome.failures),
        "failures": [
            {
                "intent": failure.intent.action,
                "key": failure.intent.nudge.key,
                "why": failure.why,
                "retry": failure.retry,
            }
            for failure in outcome.failures
        ],
        "asks": [
            {"id": question.id, "process": question.process, "question": question.text, "answers": question.answers}
            for question in outcome.questions
        ],
        "problems": outcome.problems,
    }


def _intent(announced: Announced) -> dict[str, Any]:
    intent = announced.intent
    nudge = intent.nudge
    return {
        "intent": intent.action,
        "key": nudge.key,
        "nudge": nudge.kind,
        "process": nudge.process,
        "round": nudge.round,
        "to": [nudge.person.email] if nudge.person.email else [],
        "subject": announced.heading,
        "start": nudge.start,
        "end": nudge.end,
        "why": intent.why,
    }


def _ask(question: Any) -> dict[str, Any]:
    return {
        "intent": "ask",
        "key": question.id,
        "nudge": None,
        "process": question.process,
        "round": None,
        "to": [],
        "subject": question.text,
        "start": None,
        "end": None,
        "why": question.text,
    }
