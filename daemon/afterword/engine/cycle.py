"""One cycle, from top to bottom:

    observe      what has changed since the cursors           providers -> facts
    understand   interviews and answers, with evidence        (inside observe: texts never leave it)
    plan         what ought to exist now                      facts -> nudges
    reconcile    what is missing, too many, moved             nudges, records -> intents
    act          one effect at a time, journalled             intents -> receipts

A cycle missed, repeated or killed changes nothing about the end state: nothing here reacts to a change, everything
compares what ought to be with what is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from afterword.core.model import Action, Intent, Me, Medium, Nudge, NudgeKind, NudgeState, Question, Verb, Word
from afterword.core.planning.cadence import Policy
from afterword.core.planning.matters import Matter, Needs, entries, entry_key, matters, of_day
from afterword.core.planning.plan import Plan, plan
from afterword.core.planning.reconcile import MANY_DRAFTS, reconcile
from afterword.core.planning.retention import forgetting
from afterword.core.planning.voice import Voice
from afterword.engine.act import Actor, Checkpoint, Failure, keep_going
from afterword.engine.briefs import Briefs
from afterword.engine.desk import Observed, Sight, longer
from afterword.engine.matters import Channels, failing, keep_failing, known, tell
from afterword.engine.observe import Observer
from afterword.engine.progress import Progress, Silent
from afterword.errors import NeedsLogin
from afterword.ports import Calendar, Mailbox, Store, Usage
from afterword.words.brief import Profile
from afterword.words.compose import Composer

_FORGOT_ON = "forgot_on"


@dataclass(frozen=True, slots=True)
class Announced:
    """An intent as it is shown: with the subject or title its words will have."""

    intent: Intent
    heading: str


@dataclass
class Outcome:
    """What one cycle saw, meant and did. `blind`: the mail could not be seen, so nothing was done at all.

    `retry_after`: for how many seconds the other side wants to be left alone, where it said so. `asked`: the numbers of
    what was asked of it.
    """

    now: datetime
    plan: Plan
    intents: list[Announced] = field(default_factory=list)
    performed: int = 0
    failures: list[Failure] = field(default_factory=list)
    questions: tuple[Question, ...] = ()
    new_questions: tuple[Question, ...] = ()
    problems: tuple[str, ...] = ()
    needs_login: NeedsLogin | None = None
    retry: bool = False
    retry_after: float | None = None
    blind: bool = False
    matters: tuple[Matter, ...] = ()
    sight: Sight | None = None
    asked: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that a cycle works with, put together by `app`. What is older than `since` does not matter; what a
    closed process needs no more is kept for `keep` after its last sign of life."""

    store: Store
    calendar: Calendar
    mailbox: Mailbox
    composer: Composer
    policy: Policy
    me: Me
    profile: Profile
    since: datetime
    keep: timedelta = timedelta(days=90)
    usage: Usage = field(default_factory=Usage)
    channels: Channels = field(default_factory=Channels)


@dataclass(frozen=True, slots=True)
class Decided:
    """A plan, reconciled: the intents, those held back, and what is asked."""

    plan: Plan
    intents: tuple[Intent, ...]
    questions: tuple[Question, ...]
    briefs: Briefs
    matters: tuple[Matter, ...] = ()


def decide(house: House, now: datetime, seen: tuple[Question, ...] = ()) -> Decided:
    """Plan and reconcile from the facts in the store, and what the look asked (`seen`). Changes nothing."""
    facts = house.store.facts(now)
    voice = Voice.of(facts.words, now)
    planned = plan(facts, now, house.policy)
    briefs = Briefs(planned, voice, house.profile, house.policy.cadence.calls)
    nudges = tuple(_filled(nudge, briefs, house.composer) for nudge in planned.nudges)
    lasting = {key: record for key, record in planned.records.items() if record.kind is not NudgeKind.MATTER}
    intents = reconcile(nudges, lasting, now)
    kept, questions = _held_back(intents, voice)
    held = {intent.nudge.key for intent in intents} - {intent.nudge.key for intent in kept}
    nudges = tuple(_hold(nudge) if nudge.key in held else nudge for nudge in nudges)
    decided = Decided(replace(planned, nudges=nudges), kept, (*planned.questions, *questions), briefs)
    return _with_matters(house, decided, seen, voice, now)


def _with_matters(house: House, decided: Decided, seen: tuple[Question, ...], voice: Voice, now: datetime) -> Decided:
    """What needs the person besides, and the entries about it."""
    planned = decided.plan
    since = {ident: one.matter.since for ident, one in known(house.store).items()}
    questions = (*decided.questions, *seen)
    found = matters(Needs(questions, planned.nudges, planned.records, failing(house.store), since), now)
    days = of_day(found, house.policy) if house.channels.calendar else {}
    briefs = decided.briefs.about({entry_key(day): each for day, each in days.items()})
    nudges = [
        _filled(nudge, briefs, house.composer) for nudge in entries(days, planned.records, voice, house.policy, now)
    ]
    standing = {key: record for key, record in planned.records.items() if record.kind is NudgeKind.MATTER}
    intents = (*decided.intents, *reconcile(nudges, standing, now))
    return Decided(replace(planned, nudges=(*planned.nudges, *nudges)), intents, decided.questions, briefs, found)


def _filled(nudge: Nudge, briefs: Briefs, composer: Composer) -> Nudge:
    """The nudge with the digest of the facts its words are made from, where it is to exist."""
    brief = briefs.of(nudge) if nudge.wanted else None
    return replace(nudge, content=composer.content(brief)) if brief else nudge


def _hold(nudge: Nudge) -> Nudge:
    return replace(nudge, wanted=False, state=NudgeState.HELD, why="held back: very many drafts at once")


def _held_back(intents: tuple[Intent, ...], voice: Voice) -> tuple[tuple[Intent, ...], tuple[Question, ...]]:
    """Very many drafts in one cycle are more likely a mistake than a week of interviews: ask first."""
    drafts = [intent for intent in intents if intent.action is Action.CREATE_DRAFT and intent.record is None]
    if len(drafts) <= MANY_DRAFTS or voice.stands(Verb.CONFIRM, "many-drafts"):
        return intents, ()
    text = f"{len(drafts)} drafts would be written at once. Look at `afterword plan`; if that is right, say so."
    question = Question("many-drafts", "", text, ("afterword confirm many-drafts",), ("write them",))
    return tuple(intent for intent in intents if intent.action is not Action.CREATE_DRAFT), (question,)


def run(
    house: House,
    now: datetime,
    *,
    act: bool = True,
    checkpoint: Checkpoint = keep_going,
    progress: Progress | None = None,
) -> Outcome:
    """One cycle as of `now`. With `act` False the store should be a copy: it is filled, but no effect takes place."""
    store = house.store
    observer = Observer(
        store, house.calendar, house.mailbox, house.me, now, house.since, progress or Silent(), house.policy.zone
    )
    observed = observer.look()
    checkpoint("observed")
    actor = Actor(store, house.calendar, house.mailbox, house.composer, now, checkpoint)
    unknown = actor.recover(house.since) if observed.mail_seen else set()
    keep_failing(store, observed.failing, now)
    decided = decide(house, now, tuple(observed.questions))
    with store.transaction():
        _write_down(house, decided.plan, now)
    checkpoint("planned")
    outcome = _outcome(now, decided, observed, store.asked())
    # Without the mail nobody knows whether they have answered: then nothing is done at all.
    # Nor is anything written into a calendar of which nobody knows what stands in it.
    visible = {Medium.DRAFT, Medium.ENTRY} if observed.entries_seen else {Medium.DRAFT}
    intents = [
        one
        for one in decided.intents
        if observed.mail_seen and one.nudge.medium in visible and one.nudge.key not in unknown
    ]
    outcome.intents = [_announced(intent, decided.briefs, house.composer) for intent in intents]
    if act:
        _act(outcome, intents, actor, decided.briefs, progress or Silent())
        _ask(store, outcome)
        checkpoint("asked")
        tell(store, outcome.matters, house.channels)
        if observed.mail_seen:
            checkpoint("acted")
            _forget(house, now)
    outcome.asked = house.usage.numbers
    return outcome


def _outcome(now: datetime, decided: Decided, observed: Observed, asked: set[str]) -> Outcome:
    """What was seen and meant, before anything is done."""
    questions = (*decided.questions, *observed.questions)
    return Outcome(
        now=now,
        plan=decided.plan,
        questions=questions,
        new_questions=tuple(question for question in questions if question.id not in asked),
        problems=tuple(observed.problems),
        needs_login=observed.needs_login,
        retry=observed.retry,
        retry_after=observed.retry_after,
        blind=not observed.mail_seen,
        matters=decided.matters,
        sight=observed.sight,
    )


def _write_down(house: House, planned: Plan, now: datetime) -> None:
    """What was observed of our own things, and under which names the interviews are filed."""
    for transition in planned.transitions:
        house.store.put_record(transition.record)
        house.store.note(now, transition.record.key, transition.record.state.value, transition.why)
    house.store.put_filings(planned.filings.values())
    house.store.set_fact("last_look", now.isoformat())


def _announced(intent: Intent, briefs: Briefs, composer: Composer) -> Announced:
    brief = briefs.of(intent.nudge)
    if brief is None or (intent.nudge.start is None and intent.action in (Action.PUT_EVENT, Action.DELETE_EVENT)):
        return Announced(intent, "")
    return Announced(intent, composer.title(brief))


def _act(outcome: Outcome, intents: Iterable[Intent], actor: Actor, briefs: Briefs, progress: Progress) -> None:
    intents = list(intents)
    failed: set[str] = set()
    with progress.stage("writing", len(intents)) as step:
        for intent in intents:
            # A renewal whose removal failed must not be written beside the old one.
            failure = None if intent.nudge.key in failed else actor.perform(intent, briefs.of(intent.nudge))
            if failure:
                failed.add(intent.nudge.key)
                outcome.failures.append(failure)
                outcome.retry_after = longer(outcome.retry_after, failure.retry_after)
            elif intent.nudge.key not in failed:
                outcome.performed += 1
            step()


def _forget(house: House, now: datetime) -> None:
    """Last of all, from what is known by now; once a day is often enough."""
    today = now.date().isoformat()
    if house.store.fact(_FORGOT_ON) == today:
        return
    facts = house.store.facts(now)
    house.store.forget(forgetting(facts, plan(facts, now, house.policy), now, house.keep))
    house.store.set_fact(_FORGOT_ON, today)


def _ask(store: Store, outcome: Outcome) -> None:
    with store.transaction():
        store.set_asked(outcome.now, outcome.new_questions)
        for question in outcome.new_questions:
            store.note(outcome.now, question.process or question.id, "ask", question.text)
        open_ids = {question.id for question in outcome.questions}
        if "many-drafts" not in open_ids and Voice.of(store.words(), outcome.now).stands(Verb.CONFIRM, "many-drafts"):
            store.say(Word(outcome.now, Verb.REOPEN, "many-drafts"))
