"""Which phrases of a mail tell something: without those that only say what would be, what is over, or the contrary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from afterword.core.language.phrases import Hit, hits, spelled_out
from afterword.core.language.sentence import Sentence
from afterword.core.language.sentence import words as words_of
from afterword.core.language.tongues import likeliest_languages
from afterword.core.lexicon import load
from afterword.core.mail.marks import asks, says_something

_CONDITION_REACH = 14
_NOT_REACH = 3
_NOT_BEHIND = 2
_UNCONDITIONAL = frozenset({"conditional", "turning", "reviewing", "rejection_hint", "spared", "concessive"})
_OUTCOMES = ("rejection", "offer", "next_round", "rejection_hint", "denial")
_REFUSALS = frozenset({"rejection", "likely_rejection", "denial"})
_LIKELY = ("likely_rejection", "likely_offer", "likely_next_round")
# "Incomplete applications ..." at the head of a sentence speaks of all, not of the reader.
_OPENS = 2
# So much of two names tells them apart, however they are declined.
_STEM = 4
_GREETING = re.compile(r"(?:[^\W_]+[ .]{1,2}){0,4}[^\W_]+(?=[,:!;，])")


class Telling:
    """The telling phrases of a message by group, without those in a sentence that only says what would be."""

    def __init__(
        self, found: Sequence[Hit], text: Sequence[Sentence] = (), reader: frozenset[str] = frozenset()
    ) -> None:
        """`reader` are the words of the reader's name, folded: who is chosen by another is somebody else."""
        self.by_group: dict[str, list[Hit]] = defaultdict(list)
        self._keep_what_is(found, text)
        # Acknowledgements tell how such things go: there, only the plain phrases count.
        for likely in () if self["received"] else _LIKELY:
            self.by_group[likely.removeprefix("likely_")] = [*self[likely.removeprefix("likely_")], *self[likely]]
        known = {name[:_STEM] for name in reader | _greeted(text)}
        named = [hit for hit in self["other_named"] if any(name[:_STEM] not in known for name in _names_in(hit))]
        self.by_group["rejection"] = [*self["rejection"], *named]
        agreed = {hit.sentence for hit in self["existing"]} & {hit.sentence for hit in self["scheduling"]}
        self.by_group["next_round"] = [
            hit for hit in self["next_round"] if hit.sentence not in agreed and not self._is_over(hit)
        ]
        talks = {hit.sentence for hit in self["offered_round"]}
        self.by_group["offer"] = [hit for hit in self["offer"] if hit.sentence not in talks]
        self.by_group["next_round"] += [hit for hit in self["offered_round"] if hit.sentence not in agreed]
        rules = {hit.sentence for hit in self["rule"] if hit.start <= _OPENS}
        undecided = {hit.sentence for hit in self["undecided"]} - {hit.sentence for hit in self["turning"]}
        spared = rules | undecided | {hit.sentence for hit in self["spared"]}
        asked = {hit.sentence for hit in self["rejection"] if not _tells(hit)}
        self.by_group["rejection"] = [hit for hit in self["rejection"] if hit.sentence not in spared and _tells(hit)]
        self.by_group["denial"] = [hit for hit in self["denial"] if hit.sentence not in spared and _tells(hit)]
        outweighed = [hit for hit in (*self["rejection"], *self["denied"]) if self._is_outweighed(hit)]
        for group in ("rejection", "denied"):
            self.by_group[group] = [hit for hit in self[group] if hit not in outweighed]
        refused = {hit.sentence for hit in self["rejection"]}
        denied = undecided | asked | {hit.sentence for hit in self["denied"]} - {hit.sentence for hit in self["eager"]}
        self.by_group["received"] = [hit for hit in self["received"] if hit.sentence not in refused]
        for group in ("offer", "next_round"):
            good = [hit for hit in self[group] if hit.sentence not in refused | denied]
            self.by_group[group] = [hit for hit in good if not _denied_within(hit)]
        self._take_back(text, {hit.sentence for hit in outweighed})
        for group in _OUTCOMES if self["own"] else ():
            self.by_group[group] = []
        self._take_for_stock(text)

    def __getitem__(self, group: str) -> list[Hit]:
        return self.by_group.get(group, [])

    def _keep_what_is(self, found: Sequence[Hit], text: Sequence[Sentence]) -> None:
        """Leave out what an "if" makes a mere possibility."""
        turns = _starts(found, "turning")
        grudging = [hit for hit in found if hit.group == "concessive"]
        conditions: dict[Sentence, list[Hit]] = defaultdict(list)
        for hit in found:
            if hit.group == "conditional" and not _grudging(hit, grudging, turns):
                conditions[hit.sentence].append(hit)
        home = likeliest_languages(text)
        for hit in found:
            # "se" is "if" in Italian, and stands in every second sentence of Spanish.
            spoken = [one for one in conditions[hit.sentence] if one.language in {"", hit.language, *home}]
            ifs = [one.start for one in spoken]
            if not (_conditional(hit, ifs, turns[hit.sentence]) or _if_within(hit, turns[hit.sentence])):
                self.by_group[hit.group].append(hit)

    def _take_for_stock(self, text: Sequence[Sentence]) -> None:
        """Nothing but thanks and promises is a receipt."""
        stock = {hit.sentence for hit in (*self["reviewing"], *self["received"])}
        saying = [sentence for sentence in text if says_something(sentence)]
        if len(stock) > 1 and all(sentence in stock for sentence in saying):
            self.by_group["received"] = [*self["received"], *self["reviewing"]]

    def _is_outweighed(self, hit: Hit) -> bool:
        """Whether a job is offered behind the "but" that follows: "We can't pay that, but we offer you the job"."""
        offers = [one for one in self["offer"] if one.sentence is hit.sentence and not _denied_within(one)]
        return any(hit.start < min(but, one.start) for one in offers for but in _buts(one))

    def _take_back(self, text: Sequence[Sentence], conceded: set[Sentence]) -> None:
        """Good news that a "but" follows tells nothing: "We would like you, but ...", "You passed. However, ..."."""
        turns = [turn for turn in self["turning"] if not _concludes(turn)]
        before = _before_but(text, turns)
        for group in ("offer", "next_round"):
            self.by_group[group] = [hit for hit in self[group] if hit.sentence not in before]
        turned = {turn.sentence: turn.start for turn in turns if turn.sentence not in conceded}
        self.by_group["offer"] = [hit for hit in self["offer"] if hit.end > turned.get(hit.sentence, 0)]

    def _is_over(self, hit: Hit) -> bool:
        """Whether a round is named only as one that has been: "Thank you for the second interview"."""
        past = [one for one in self["past_round"] if one.sentence is hit.sentence]
        return any(one.start < hit.end and hit.start < one.end for one in past)


def _names_in(hit: Hit) -> frozenset[str]:
    return hit.sentence.names.intersection(hit.sentence.words[hit.start : hit.end].split())


def _greeted(text: Sequence[Sentence]) -> frozenset[str]:
    """Who is greeted, in the few words before the first comma or the like; "We chose Tom, sorry" greets nobody."""
    opening = _GREETING.match(text[0].text) if text else None
    told = opening and any(hit.group == "other_named" for hit in hits("replies", [Sentence.of(opening[0])]))
    return Sentence.of(opening[0]).names if opening and not told else frozenset()


def _concludes(turn: Hit) -> bool:
    """Whether it is a "therefore": it takes back an "if", and nothing else."""
    return f"{turn.sentence.words[turn.start : turn.end]} " in _listed(turn.language, "hence")


def _before_but(text: Sequence[Sentence], turns: Sequence[Hit]) -> set[Sentence]:
    """The sentences before one that begins with a "but"."""
    begins = {turn.sentence for turn in turns if turn.sentence.words.count(" ", 0, turn.start) < _OPENS}
    return {before for before, sentence in pairwise(text) if sentence in begins}


def _grudging(hit: Hit, clauses: Sequence[Hit], turns: dict[Sentence, list[int]]) -> bool:
    """Whether the "if" of an "even if" after a regret: "Unfortunately, even if we liked you, ..."."""
    regrets = turns[hit.sentence]
    inside = [one for one in clauses if one.sentence is hit.sentence and one.start <= hit.start < one.end]
    return bool(inside and regrets) and min(regrets) < hit.start


def _denied_within(hit: Hit) -> bool:
    """Whether a "not" stands in good news, shortly before, or behind where a language has it there: "Du hast die Stelle
    leider nicht bekommen", "Wir bieten Ihnen die Stelle nicht an"."""
    matched = hit.sentence.words
    near = f" {' '.join(matched[: hit.start].split()[-_NOT_REACH:])}{matched[hit.start : hit.end]} "
    behind = f" {' '.join(matched[hit.end :].split()[:_NOT_BEHIND])} "
    denied = any(word in near for word in _listed(hit.language, "negation"))
    return denied or any(word in behind for word in _listed(hit.language, "behind"))


def _if_within(hit: Hit, turns: Sequence[int]) -> bool:
    """Whether an "if" stands in the midst of a no: "We read your application, and if it is not selected, ..."."""
    if hit.group not in _REFUSALS:
        return False
    places = [hit.sentence.words.find(word, hit.start, hit.end) for word in _listed(hit.language, "ifs")]
    return any(place > hit.start and not any(place < turn for turn in turns) for place in places)


def _buts(hit: Hit) -> list[int]:
    """Where a "but" stands in the sentence of a hit."""
    matched = hit.sentence.words
    return [place for word in _listed(hit.language, "but") if (place := matched.find(word)) >= 0]


@cache
def _listed(language: str, name: str) -> tuple[str, ...]:
    """The words that a language's file lists by a name, each between spaces; none where it lists none."""
    table = load(f"replies/{language}") if language else {}
    listed = spelled_out([f"{{{name}}}"], table)[0].split("|") if name in table.get("words", {}) else []
    return tuple(f" {words_of(word).strip()} " for word in listed)


def _tells(hit: Hit) -> bool:
    """Whether the sentence is no question: nobody is turned down by being asked something."""
    return not asks(hit.sentence)


def _starts(found: Sequence[Hit], group: str) -> dict[Sentence, list[int]]:
    starts: dict[Sentence, list[int]] = defaultdict(list)
    for hit in found:
        if hit.group == group:
            starts[hit.sentence].append(hit.start)
    return starts


def _conditional(hit: Hit, conditions: Sequence[int], turns: Sequence[int]) -> bool:
    """Whether "if", "should", "falls" or the like stands shortly before, with no "unfortunately" in between."""
    if hit.group in _UNCONDITIONAL:
        return False
    matched = hit.sentence.words
    return any(
        start < hit.start
        and matched.count(" ", start, hit.start) <= _CONDITION_REACH
        and not any(start < turn <= hit.start for turn in turns)
        for start in conditions
    )
