"""Puts the house together and offers what the command line asks for. The only module that knows everybody."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from afterword import clock
from afterword.config import Config, surroundings
from afterword.core.model import Question, Record, Verb, Word
from afterword.core.planning.cadence import Policy
from afterword.core.planning.matching import answer_id
from afterword.core.planning.matters import Matter
from afterword.core.planning.standing import FAR
from afterword.core.planning.verdicts import Standing, standing
from afterword.engine.act import Checkpoint, keep_going
from afterword.engine.cycle import Decided, House, Outcome, decide, run
from afterword.engine.lock import holder, only_one, poke
from afterword.engine.matters import Channels, known
from afterword.engine.progress import Progress
from afterword.errors import ConfigProblem, UsageProblem
from afterword.logs import fields
from afterword.overview import Overview, overview
from afterword.ports import Calendar, Mailbox, Usage
from afterword.providers.places import GooglePlaces, LocalPlaces
from afterword.providers.registry import google, local
from afterword.store.store import Decision, SqliteStore
from afterword.words.compose import Composer

if TYPE_CHECKING:
    from afterword.explaining import Account
    from afterword.providers.google.login import Account as GoogleAccount

_log = logging.getLogger(__name__)

DATABASE = "afterword.db"
PATIENCE = 10.0
"""For how many seconds a command waits while another one, or a cycle of the service, works on the same memory."""

LOOK_BACK = timedelta(days=90)
"""How much of the past is looked at: longer than any cadence waits."""

AS_OF = "as_of"
"""The fact that the last cycle was run as of another moment than the real one: words are then said at that one."""

_USAGE = "usage"
_PROBLEMS = "problems"
_OF_PROCESS = (Verb.DECISION, Verb.EMPLOYER, Verb.HEARD, Verb.CLOSE)


# --- the house -----------------------------------------------------------------------------------------------


def house(config: Config, store: SqliteStore, at: datetime, today: datetime | None = None) -> House:
    """Everything one cycle needs at `at`. Imports the provider that is configured, and no other.

    `today` is the machine's own time if `at` is another: files bear its dates.
    """
    calendar, mailbox, usage = _provider(config, store, at)
    profile = config.profile()
    return House(
        store=store,
        calendar=calendar,
        mailbox=mailbox,
        composer=Composer(profile, config.templates.folder),
        policy=policy(config, store, at),
        me=config.me(),
        profile=profile,
        since=min(at, today or at) - LOOK_BACK,
        keep=timedelta(days=config.state.keep_days),
        usage=usage,
        channels=Channels(config.notify.calendar, config.notify.command, config.notify.desktop),
    )


def _provider(config: Config, store: SqliteStore, at: datetime) -> tuple[Calendar, Mailbox, Usage]:
    if config.provider.kind == "google":
        return google(google_places(config), store)
    places = LocalPlaces(
        mail=config.local.mail,
        drafts=config.local.drafts,
        sent=config.local.sent,
        calendars=config.local.calendars,
        follow_ups=config.local.follow_ups,
        zone=config.zone,
    )
    return (*local(places, lambda: at), Usage())


def google_places(config: Config) -> GooglePlaces:
    """The section [google], and where its login lies."""
    token, token_is_ours = config.token_file()
    return GooglePlaces(
        credentials=config.credentials_file(),
        token=token,
        token_is_ours=token_is_ours,
        calendars=config.google.calendars,
        follow_ups=config.google.follow_ups,
        read_bodies=config.google.read_bodies,
        gmail_endpoint=config.google.gmail_endpoint,
        calendar_endpoint=config.google.calendar_endpoint,
        zone=config.zone,
        mine=config.me().emails,
    )


def policy(config: Config, store: SqliteStore, at: datetime) -> Policy:
    """The cadence with its hours, and the public holidays of this year and the next."""
    days = frozenset[date]().union(*(_holidays(config.person.country, at.year + more, store) for more in (0, 1)))
    return Policy(config.chosen_cadence(), config.working_hours(), config.zone, days)


def _holidays(country: str, year: int, store: SqliteStore) -> frozenset[date]:
    """The public holidays of a country or region, with what at least half of its regions keep where none is named.

    Kept once they are known: the library takes 150 ms to load.
    """
    if not country:
        return frozenset()
    name = f"days off {country} {year}"
    known = store.fact(name)
    if known is None:
        import holidays  # noqa: PLC0415 - see above

        nation, _, region = country.partition("-")
        days = set(holidays.country_holidays(nation, subdiv=region or None, years=year))
        regions = () if region else holidays.country_holidays(nation, years=year).subdivisions
        kept = Counter(day for one in regions for day in holidays.country_holidays(nation, subdiv=one, years=year))
        # Easter Monday is no holiday of Great Britain, but of all its parts but Scotland.
        days |= {day for day, times in kept.items() if 2 * times >= len(regions)}
        known = " ".join(day.isoformat() for day in sorted(days))
        store.set_fact(name, known)
    return frozenset(date.fromisoformat(day) for day in known.split())


def log_in(config: Config, ask: Callable[[str], str] | None) -> None:
    """Log in at Google: with a browser here, or by `ask`, which shows an address and returns the one it led to."""
    from afterword.providers.google import login, provider  # noqa: PLC0415 - a provider is loaded when used

    where, now = provider.login_of(google_places(config)), clock.system()
    if ask is None:
        login.by_browser(where, now)
    else:
        login.by_hand(where, now, ask)
    poke(service_lock(config))


def account(config: Config) -> GoogleAccount:
    """Who is logged in at Google."""
    from afterword.providers.google import login, provider  # noqa: PLC0415 - a provider is loaded when used

    places = google_places(config)
    return login.account(provider.login_of(places), provider.session_of(places))


def database(config: Config) -> Path:
    """The file of the memory."""
    return config.state_folder() / DATABASE


def memory_lock(config: Config) -> Path:
    """Held by who writes to the memory: for one cycle, or one word."""
    return config.state_folder() / "lock"


def service_lock(config: Config) -> Path:
    """Held by `afterword run` for life."""
    return config.state_folder() / "run.lock"


@contextmanager
def memory(config: Config) -> Iterator[SqliteStore]:
    """The store of this configuration, for writing: held by one process at a time, and waited for."""
    with only_one(memory_lock(config), PATIENCE), SqliteStore.opened(database(config)) as store:
        yield store


def recollection(config: Config) -> AbstractContextManager[SqliteStore]:
    """What the memory of this configuration holds, for reading, without waiting: a copy."""
    return SqliteStore.remembered(database(config))


def running(config: Config) -> int | None:
    """The process of the service that works on this memory, None if none is running."""
    return holder(service_lock(config))


# --- what the commands ask for -------------------------------------------------------------------------------


def cycle(
    config: Config,
    *,
    now: datetime | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    checkpoint: Checkpoint = keep_going,
) -> Outcome:
    """One cycle, as of `now` or of the real time. A dry run works on a copy of the memory and has no effect at all."""
    complete(config)
    today = clock.system()
    with recollection(config) if dry_run else memory(config) as store:
        built = house(config, store, now or today, today)
        store.set_fact(AS_OF, "another moment" if now else "")
        return one_cycle(built, store, now or today, act=not dry_run, progress=progress, checkpoint=checkpoint)


def one_cycle(
    built: House,
    store: SqliteStore,
    at: datetime,
    *,
    act: bool = True,
    progress: Progress | None = None,
    checkpoint: Checkpoint = keep_going,
) -> Outcome:
    """One cycle in a house that is put together, and what is to be remembered of how it went."""
    try:
        outcome = run(built, at, act=act, progress=progress, checkpoint=checkpoint)
        if act:
            _keep_problems(outcome, store)
        return outcome
    finally:
        _count(built.usage, store)


def _keep_problems(outcome: Outcome, store: SqliteStore) -> None:
    """What went wrong in the last look, for `status`; in the log of decisions each trouble stands once."""
    now = dict.fromkeys((*outcome.problems, *(failure.why for failure in outcome.failures)))
    before = json.loads(store.fact(_PROBLEMS) or "[]")
    with store.transaction():
        for text in now.keys() - set(before):
            store.note(outcome.now, "service", "trouble", text)
        store.set_fact(_PROBLEMS, json.dumps(list(now)))


def _open_matters(decided: Decided, store: SqliteStore) -> tuple[Matter, ...]:
    """What needs the person; also what only a look can tell, as of the last one."""
    seen = [one.matter for ident, one in known(store).items() if ident.startswith("vanished-")]
    return (*decided.matters, *seen)


def _count(usage: Usage, store: SqliteStore) -> None:
    """What the cycle asked of the provider: numbers for `status` and the log."""
    store.set_fact(_USAGE, json.dumps(asdict(usage)))
    if usage.requests:
        _log.debug("asked", extra=fields(action="ask", **usage.numbers))


def complete(config: Config) -> None:
    """Refuse what would make every cycle wrong. A folder that is missing just now is the cycle's to tell, and the rest
    goes on."""
    problems = [problem for problem in surroundings(config) if not problem.key.startswith("[local]")]
    if problems:
        raise ConfigProblem(problems)


def moment(store: SqliteStore) -> datetime:
    """When the person speaks or asks: now; or, when the last cycle was run as of another moment, as of that one."""
    looked = store.fact("last_look")
    return datetime.fromisoformat(looked) if looked and store.fact(AS_OF) else clock.system()


def status(config: Config, now: datetime | None = None) -> Overview:
    """Everything as it stands, from memory: nothing is looked at, nothing changed."""
    with recollection(config) as store:
        at = now or moment(store)
        decided = decide(house(config, store, at), at)
        looked = store.fact("last_look")
        when = datetime.fromisoformat(looked) if looked else None
        usage = Usage(**json.loads(store.fact(_USAGE) or "{}"))
        problems = tuple(json.loads(store.fact(_PROBLEMS) or "[]"))
        matters = _open_matters(decided, store)
        # What only a look can ask.
        seen = tuple(Question(one.id, one.process, one.text, one.answers) for one in matters[len(decided.matters) :])
        view = replace(overview(decided.plan, (*decided.questions, *seen), at, when), matters=matters)
        return replace(view, usage=usage, problems=problems, service=running(config))


def verdicts(config: Config) -> tuple[Standing, ...]:
    """The person's words that stand, and for what else they hold."""
    with recollection(config) as store:
        at = moment(store)
        return standing(store.facts(at), at)


def say(config: Config, verb: Verb, ident: str, text: str = "") -> str:
    """Keep what the person says about a process, round, nudge or question; returns the full id it is kept under."""
    with memory(config) as store:
        at = moment(store)
        if verb is Verb.DECISION and date.fromisoformat(text) > at.date() + FAR:
            raise UsageProblem(f"{text} is more than a year away. Name a date within a year; you can move it later.")
        target = _target(verb, ident, decide(house(config, store, at), at), store)
        with store.transaction():
            store.say(Word(at, verb, target, text))
            store.note(at, target, verb.value, "you said so")
    poke(service_lock(config))
    return target


def _target(verb: Verb, ident: str, decided: Decided, store: SqliteStore) -> str:
    """The id that is meant, given whole or by its beginning; words about the wait as a whole go to the process."""
    names: dict[str, str] = {}
    for process in decided.plan.processes:
        names[process.id] = process.id
        names.update({round_.id: process.id for round_ in process.rounds})
    nudges = {nudge.key: nudge.process for nudge in decided.plan.nudges}
    nudges |= {key: record.process for key, record in decided.plan.records.items() if key not in nudges}
    questions = {question.id: question.process for question in decided.questions}
    questions |= {line.split()[2]: one.process for one in decided.questions for line in one.answers if one.process}
    letters = ((letter, one.id) for one in decided.plan.processes for letter in one.letters if not letter.outgoing)
    questions |= {name: process for letter, process in letters if (name := answer_id(letter)) not in questions}
    questions |= {name: "" for name in store.asked() if name not in questions}
    questions |= {word.target: "" for word in store.words() if word.target not in names | nudges | questions}
    names |= nudges | questions
    found = ident if ident in names else _by_beginning(ident, names)
    return names[found] if verb in _OF_PROCESS and names[found] else found


def decisions(config: Config, ident: str | None = None) -> tuple[tuple[Decision, Record | None], ...]:
    """The log of decisions, oldest first: what, when, why. About a process or round: all of its nudges, too.

    Each comes with the record of the nudge that it is about, where it is about one.
    """
    with recollection(config) as store:
        records = store.records()
        if ident is None:
            return tuple((line, records.get(line.subject)) for line in store.log())
        decided = decide(house(config, store, moment(store)), moment(store))
        found = _target(Verb.NOTE, ident, decided, store)
        placed = [key for key, one in decided.plan.records.items() if found in (one.process, one.round)]
        nudges = [one.key for one in decided.plan.nudges if found in (one.process, one.round)]
        return tuple((line, records.get(line.subject)) for line in store.log(*{found, *placed, *nudges}))


def _by_beginning(ident: str, names: dict[str, str]) -> str:
    fitting = [name for name in names if len(ident) >= 3 and name.startswith(ident)]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise UsageProblem(f"{ident!r} could be {', '.join(sorted(fitting)[:5])}. Write some more of it.")
    raise UsageProblem(f"There is no {ident!r}. `afterword status` shows the ids of everything there is.")


def explain_id(config: Config, ident: str) -> Iterator[Account]:
    """What is known of an id from `status`, and what was decided about it, when and why."""
    from afterword.accounts import account_of  # noqa: PLC0415 - only here are the parsers needed

    with recollection(config) as store:
        at = moment(store)
        decided = decide(house(config, store, at), at)
        found = _target(Verb.NOTE, ident, decided, store)
        yield account_of(found, decided, overview(decided.plan, decided.questions, at, None), store, config.zone)
