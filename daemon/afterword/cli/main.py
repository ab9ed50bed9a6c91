"""The command line's frame: which commands there are, and the one place where errors become text and exit codes.

Commands are imported when they are called, so that help and version cost nothing and load nothing.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from afterword import __version__
from afterword.errors import AfterwordError

INTERRUPTED = 130
BUG = 3
DEBUG = "AFTERWORD_DEBUG"


@dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command lives, and what `afterword --help` says of it without importing it."""

    target: str
    summary: str


COMMANDS: dict[str, Lazy] = {
    "init": Lazy("afterword.cli.init:init", "Set everything up in one sitting."),
    "demo": Lazy("afterword.cli.demo:demo", "See a month of job search pass, without an account."),
    "once": Lazy("afterword.cli.once:once", "Run one cycle: look, understand, write what is due."),
    "run": Lazy("afterword.cli.run:run", "Run as a service: cycle after cycle, until stopped."),
    "service": Lazy("afterword.cli.service:service", "Install the service, look after it, take it away."),
    "plan": Lazy("afterword.cli.once:plan", "Show what one cycle would do, and do nothing."),
    "status": Lazy("afterword.cli.status:status", "Show processes, what waits, and what only you can supply."),
    "log": Lazy("afterword.cli.log:log", "Show what was decided, when and why."),
    "explain": Lazy("afterword.cli.explain:explain", "Show how files or ids are understood, and why."),
    "note": Lazy("afterword.cli.words:note", "Note what was discussed, for the thank-you."),
    "decision": Lazy("afterword.cli.words:decision", "Say by when they will decide."),
    "employer": Lazy("afterword.cli.words:employer", "Say for which employer a process is."),
    "called": Lazy("afterword.cli.words:called", "Say that you made the call."),
    "heard": Lazy("afterword.cli.words:heard", "Say that they answered."),
    "skip": Lazy("afterword.cli.words:skip", "Leave out one nudge, for good."),
    "close": Lazy("afterword.cli.words:close", "Close a process."),
    "reopen": Lazy("afterword.cli.words:reopen", "Open a closed process again."),
    "confirm": Lazy("afterword.cli.words:confirm", "Answer yes to something you were asked."),
    "login": Lazy("afterword.cli.login:login", "Log in at Google, or see who is logged in."),
    "verdicts": Lazy("afterword.cli.verdicts_list:verdicts", "List what you decided, and for what else it holds."),
    "doctor": Lazy("afterword.cli.doctor:doctor", "Look whether all is well, and say what to do."),
    "backup": Lazy("afterword.cli.backup:backup", "Copy all that is remembered to a file."),
    "restore": Lazy("afterword.cli.backup:restore", "Put such a copy back."),
    "export": Lazy("afterword.cli.export:export", "Write all that is known as JSON and as a calendar."),
    "purge": Lazy("afterword.cli.purge:purge", "Take away all that was made and is remembered."),
    "config": Lazy("afterword.cli.config:config", "Show a sample configuration, or check yours."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported only when one of them is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].target.partition(":")
        found = getattr(import_module(module), name)
        return found if isinstance(found, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.summary) for name, lazy in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="afterword", message="%(prog)s %(version)s")
def afterword() -> None:
    """What is said after the interview.

    Afterword finds the interviews in your calendar and mail, writes a thank-you draft for every interviewer, puts
    follow-up calls into your calendar, and falls silent once the employer has answered. It never sends anything.
    """


def run() -> NoReturn:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; every error ends here, as text on stderr."""
    _tolerate_foreign_characters()
    try:
        code = _invoke(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
        return 1
    except OSError as error:
        if error.filename is not None:
            return _bug(error)
        _drop_output()
        return _say(f"The output could not be written: {error.strerror}. Make room or write it elsewhere.", 1)
    return code


def _invoke(arguments: list[str]) -> int:
    try:
        answer: Any = afterword.main(args=arguments, prog_name="afterword", standalone_mode=False)
    except AfterwordError as error:
        return _say(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _say("Interrupted.", INTERRUPTED)
    except OSError as error:
        if error.filename is None:
            raise
        return _say(f"{error.filename}: {error.strerror}. Look at that file or folder, then try again.", 1)
    except Exception as error:  # noqa: BLE001 - the boundary: whatever is left is a bug and gets its exit code here
        return _bug(error)
    return answer if isinstance(answer, int) else 0


def _say(text: str, code: int) -> int:
    from afterword.cli.render import printable  # noqa: PLC0415 - help and version do without it

    click.echo(printable(text, lines=True), err=True)
    return code


def _bug(error: Exception) -> int:
    """Name the place, not the message: that may quote a mail."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
        return BUG
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "afterword" in Path(frame.filename).parts] or list(frames)
    place = f" in {Path(ours[-1].filename).name}, line {ours[-1].lineno}" if ours else ""
    text = (
        f"Afterword stumbled over a mistake of its own: {type(error).__name__}{place}.\n"
        "What it had begun is journalled, so running it again is safe.\n"
        f"To see the details, run it with {DEBUG}=1 (they may quote your mails); please report it without them."
    )
    return _say(text, BUG)


def _tolerate_foreign_characters() -> None:
    """A terminal that can't show a character shows a replacement; it doesn't end the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _drop_output() -> None:
    """Nobody reads any more: let the interpreter's last flush go nowhere instead of complaining."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
