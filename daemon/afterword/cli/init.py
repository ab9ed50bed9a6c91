"""`afterword init`: from nothing to a running service in one sitting."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from afterword.cli.options import config_option
from afterword.errors import AfterwordError, UsageProblem

if TYPE_CHECKING:
    from afterword.cli.asking import Asker
    from afterword.config import Config
    from afterword.config.writing import Settings
    from afterword.upkeep.founding import Answers, Founding

_FLAGS = {"calendars": "--calendar", "time_zone": "--time-zone", "follow_ups": "--follow-ups"}
_WORDS = {
    "name": "Your name, as your drafts are signed",
    "email": "Your mail address (several: with blanks between)",
    "phone": "Your phone number, for your signature (may stay empty)",
    "time_zone": "Your time zone, as in Europe/Berlin",
    "country": "Your country, for its public holidays, as in DE or DE-BY (may stay empty)",
    "mail": "Your Maildir",
    "calendars": "The folders of .ics files to watch (several: with blanks between)",
    "follow_ups": "The folder for Afterword's own calendar",
    "credentials": "The client file from Google's console (docs/google.md shows how to get it)",
}
_LABELS = {
    "name": "name",
    "email": "addresses",
    "time_zone": "time zone",
    "country": "holidays of",
    "mail": "mail",
    "calendars": "calendars",
    "follow_ups": "for calls",
}
_LISTS = ("email", "calendars")
_MAY_BE_EMPTY = ("phone", "country")
_PROVIDERS = {
    "google": "Gmail and Google Calendar",
    "local": "a Maildir and folders of .ics files on this machine",
}
CADENCES = {
    "week": "interview on Tuesday: thank-you at once, calls on Tuesdays, three in all",
    "patient": "interview on Tuesday: thank-you at once, one call after two weeks",
    "their-date": "they decide by Friday: nothing before, a call on Monday",
    "two-day": "interview on Tuesday: thank-you on Thursday, calls as in week",
    "same-day": "interview on Tuesday: thank-you that evening, a mail where no number is known",
}


@click.command()
@config_option
@click.option("--yes", is_flag=True, help="Ask nothing: take what the flags, the configuration and this machine say.")
@click.option("--provider", type=click.Choice(tuple(_PROVIDERS)), help="Where mail and calendar are.")
@click.option("--name", help="Your name.")
@click.option("--email", multiple=True, help="An address of yours; can be given several times.")
@click.option("--phone", help="Your phone number.")
@click.option("--time-zone", help="Your time zone, as in Europe/Berlin.")
@click.option("--country", help="Whose holidays count, as in DE or DE-BY.")
@click.option("--mail", help="Your Maildir.")
@click.option("--calendar", "calendars", multiple=True, help="A folder of .ics files; can be given several times.")
@click.option("--follow-ups", help="The folder for Afterword's own calendar.")
@click.option("--credentials", help="The client file from Google's console.")
@click.option("--cadence", type=click.Choice(tuple(CADENCES)), help="How soon and how often.")
@click.option("--no-browser", is_flag=True, help="Log in with a browser on another machine.")
@click.option("--service/--no-service", default=None, help="Install the service, or don't, without asking.")
def init(config_path: Path | None, *, yes: bool, no_browser: bool, service: bool | None, **given: Any) -> None:
    """Set Afterword up: who you are, where your mail lies, a login, a first plan, the service.

    Nothing is written before you have seen what it would do. Can be repeated: what stands in the configuration is
    offered, and what it takes the place of is kept as config.toml.bak.
    """
    from afterword.cli.asking import Asker  # noqa: PLC0415 - help does without them
    from afterword.cli.render import screen  # noqa: PLC0415 - see above
    from afterword.config import default_path  # noqa: PLC0415 - see above
    from afterword.config.finding import look  # noqa: PLC0415 - see above
    from afterword.upkeep.founding import Founding  # noqa: PLC0415 - see above

    founding = Founding.at(config_path or default_path(), Path.home())
    answers = founding.known(given, look(Path.home()))
    _refuse_wrong(founding, answers)
    asker = None if yes else Asker(screen())
    if asker is None or not sys.stdin.isatty():
        _nobody_to_ask(founding, answers, yes=yes)
        asker = None
    sitting = _Sitting(founding, answers, asker, no_browser=no_browser)
    try:
        sitting.hold(service=service)
    except (KeyboardInterrupt, click.Abort):
        if not sitting.written:
            screen(sys.stderr).line("\nNothing was written.")
        raise


def _flag(name: str) -> str:
    return _FLAGS.get(name, f"--{name}")


def _refuse_wrong(founding: Founding, answers: Answers) -> None:
    """What was said by a flag is right, or refused at once, all of it."""
    wrong = [
        f"{_flag(name)}: {why}"
        for name, answer in answers.items()
        if answer.source == "you" and (why := founding.wrong(name, answer.value))
    ]
    if wrong:
        raise UsageProblem("\n".join(wrong))


def _nobody_to_ask(founding: Founding, answers: Answers, *, yes: bool) -> None:
    missing = [_flag(name) for name in founding.missing(answers)]
    if missing:
        raise UsageProblem(f"Nobody is there to be asked, and this can't be found out. Say: {', '.join(missing)}.")
    if not yes:
        raise UsageProblem("Nobody is there to be asked. Say --yes to take what was found out.")


class _Sitting:
    """One person being asked, or a script that answered beforehand (`asker` None)."""

    def __init__(self, founding: Founding, answers: Answers, asker: Asker | None, *, no_browser: bool) -> None:
        from afterword.cli.render import screen  # noqa: PLC0415 - help does without it

        self._founding = founding
        self._answers = answers
        self._asker = asker
        self._no_browser = no_browser
        self._out = screen()
        self.written = False

    def hold(self, *, service: bool | None) -> None:
        if self._asker:
            self._out.line("Afterword, set up. Nothing is written before you have seen what it would do.", "bold")
            self._out.line("Ctrl-C leaves everything as it is.", "dim")
        self._where()
        self._who()
        self._cadence()
        settings = self._founding.settings(self._answers)
        chosen = self._founding.config(settings)
        self._show_plan(chosen)
        if self._write(settings):
            self._serve(service)
            self._out.line(
                "\nDone. `afterword status` shows what it knows, `afterword doctor` whether all is well.", "bold"
            )

    # --- the steps -------------------------------------------------------------------------------------------------

    def _where(self) -> None:
        """The provider, and what it needs; at Google the login tells who it is."""
        if self._asker and self._source("provider") != "you":
            known = self._value("provider")
            picked = self._asker.pick("Where are your mail and your calendar?", _PROVIDERS, known or "google")
            self._answer("provider", picked)
        if self._value("provider") == "google":
            self._google()
            return
        for name in ("mail", "calendars"):
            if name not in self._answers:
                self._ask(name)
        self._answers.update(self._founding.derived(self._answers))

    def _google(self) -> None:
        from afterword import app  # noqa: PLC0415 - help does without it

        self._ask("credentials")
        if not self._asker:
            return
        draft = self._founding.config(self._founding.settings({**self._placeholders(), **self._answers}))
        if not draft.token_file()[0].is_file():
            from afterword.cli.login import ask_by_hand, has_browser  # noqa: PLC0415 - see above

            self._out.line("\nNow log in, and tick every box that Google shows.")
            app.log_in(draft, ask_by_hand if self._no_browser or not has_browser() else None)
        found = app.account(draft)
        self._out.line(f"Logged in as {found.email}.", "green")
        if found.email and self._source("email") not in ("you", "your configuration"):
            self._answer("email", [found.email.lower()], "your account")

    def _placeholders(self) -> Answers:
        from afterword.upkeep.founding import Answer  # noqa: PLC0415 - help does without it

        unknown = {"name": "Somebody", "email": ["somebody@mail.invalid"], "time_zone": "UTC"}
        return {name: Answer(value, "") for name, value in unknown.items()}

    def _who(self) -> None:
        """What was found out is shown; only what was not, or is not right, is asked for."""
        if not self._asker:
            return
        for name in ("name", "email", "time_zone"):
            if name not in self._answers:
                self._ask(name)
        local = self._value("provider") == "local"
        names = [name for name in _LABELS if local or name not in ("mail", "calendars", "follow_ups")]
        self._out.line("\nThis is you:", "bold")
        for name in names:
            shown = _shown(self._value(name)) or "not known"
            self._out.line(f"{_LABELS[name]:<12} {shown}   ({self._source(name) or 'not found'})", indent=2)
        if not self._asker.yes("Is that right?"):
            for name in names:
                self._ask(name, again=True)
        if "phone" not in self._answers:
            self._ask("phone", again=True)

    def _cadence(self) -> None:
        if self._asker and self._source("cadence") != "you":
            picked = self._asker.pick("How soon and how often?", CADENCES, self._value("cadence") or "week")
            self._answer("cadence", picked)

    def _show_plan(self, chosen: Config) -> None:
        """What one cycle would do, on nothing but a copy in memory."""
        from afterword import app  # noqa: PLC0415 - help does without them
        from afterword.cli.progress import progress  # noqa: PLC0415 - see above
        from afterword.cli.story import tell  # noqa: PLC0415 - see above

        if chosen.provider.kind == "google" and not chosen.token_file()[0].is_file():
            self._out.line("You are not logged in yet: `afterword login` does that, `afterword plan` shows the rest.")
            return
        self._out.line("\nThe first plan:", "bold")
        tell(app.cycle(chosen, dry_run=True, progress=progress()), self._out, chosen.zone, dry_run=True)

    def _write(self, settings: Settings) -> bool:
        file = self._founding.file
        if not settings:
            self._out.line(f"\n{file} says all of that already.")
            return True
        if self._asker and not self._asker.yes(f"\nWrite this to {file}?"):
            self._out.line("Nothing was written.")
            return False
        kept = self._founding.write(settings)
        self.written = True
        self._out.line(f"Wrote {file}.{f' What stood there is kept as {kept}.' if kept else ''}", "green")
        return True

    def _serve(self, service: bool | None) -> None:
        from afterword import config, installing  # noqa: PLC0415 - help does without them

        if service is None:
            service = self._asker.yes("Install the service, so that it runs by itself?") if self._asker else False
        if not service:
            self._out.line(
                "It is not installed as a service: `afterword service install` does that, `afterword run` runs it."
            )
            return
        try:
            for line in installing.install(config.load(self._founding.file if self._named() else None)):
                self._out.line(line)
        except AfterwordError as error:
            self._out.line(f"! {error}", "yellow")

    # --- one answer ------------------------------------------------------------------------------------------------

    def _named(self) -> bool:
        from afterword.config import default_path  # noqa: PLC0415 - help does without it

        return self._founding.file != default_path().absolute()

    def _ask(self, name: str, *, again: bool = False) -> None:
        """Ask for one answer until it is a right one; not at all if a flag said it."""
        if not self._asker or (self._source(name) == "you" and not again):
            return
        while True:
            said = self._asker.ask(_WORDS[name], _shown(self._value(name)))
            value: Any = _several(said) if name in _LISTS else said
            if not said and name not in _MAY_BE_EMPTY:
                self._out.line("Something must stand here.", "yellow", indent=2)
                continue
            why = self._founding.wrong(name, value) if said else ""
            if not why:
                break
            self._out.line(why, "yellow", indent=2)
        if said or name in self._answers:
            self._answer(name, value)

    def _answer(self, name: str, value: Any, source: str = "you") -> None:
        from afterword.upkeep.founding import Answer  # noqa: PLC0415 - help does without it

        self._answers[name] = Answer(value, source)

    def _value(self, name: str) -> Any:
        return self._answers[name].value if name in self._answers else ""

    def _source(self, name: str) -> str:
        return self._answers[name].source if name in self._answers else ""


def _shown(value: Any) -> str:
    """A value on one line, as `_several` reads it again."""
    each = [value] if isinstance(value, str) else value
    return value if isinstance(value, str) else " ".join(f'"{one}"' if " " in one else one for one in each)


def _several(said: str) -> list[str]:
    try:
        return shlex.split(said)
    except ValueError:  # a quotation mark without its other
        return said.split()
