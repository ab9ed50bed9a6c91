"""What an event's title is made of: its prefixes taken off, its segments, the names of people and companies in it."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from afterword.core.language.vocabulary import entries, level, pattern, words
from afterword.core.lexicon import load
from afterword.core.people.names import EAST_ASIAN, families, is_given, may_be_given

TITLE_CAP = 300
_SHORTEST = 2
_SHORT = 3
_AND_FAMILY = 2
_SEPARATOR = re.compile(
    r"\s*(?:<+-?>+|->|↔|⇄|::|\|\||//|[|/／:：｜;()（）\[\]【】「」『』<>•·~,]|\s[-–—+&xX×@]\s|＠|\s[-–—]|[-–—]\s)\s*"
)
_INNER = re.compile(r"(?<=[^\W\d_])-(?=[A-Z][a-z])|(?<=\))-|_{1,3}|＿")
_WORD_BEFORE, _WORD_BEHIND = re.compile(r"[^\W\d_]+$"), re.compile(r"[^\W\d_]{1,30}")
_LONG_WORD = 30
# Google puts the time and the calendar behind the title in the subject of an invitation.
_TRAILER = re.compile(r"\s@\s\w{2,12}\.?,?\s.{0,80}\d{4}.{0,120}$")
_INITIAL = re.compile(r"[^\W\d_a-z]\.")
# "Hr. Lehr" is no HR.
_HR = re.compile(r"\bHr\.(?=\s[^\W\d_a-z])")
_NAME_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_])){0,30}\.?")
_ROLE_EDGE = re.compile(
    r"^(?:(?:for|about|regarding|re|zum|zur|als|über|pour|para|sobre|per|voor|over|na|för|om|as|the|our|a|an)\s)+"
    r"|\s(?:role|position|job|opening|vacancy)$|\s(?:with|w/|mit|avec|con|com|met|z|med|at|bei|chez|@)(?:\s.*|$)",
    re.IGNORECASE,
)
# "Stellvertreterin", "Abteilungsleiterin": what German calls a woman by her office.
_HER_OFFICE = re.compile(r"[a-z]{5,24}(?:er|or|ent|[ai]st|eur|ant|log)in")
_PARTICLES = (
    "van von de der den del della di da das dos du dal dalla degli delle lo la le las los y "
    "e el al bin ibn abu zu zum zur vom ten ter te op af av san santa ni nic mac mc 't"
)
PARTICLES = frozenset(_PARTICLES.split())
"""Words in lower case inside names."""
# Articles and rooms in one language, families in another: "Amit Das", "Minh Le", "Enrico Sala".
_ALSO_ARTICLES = frozenset({"Das", "Le", "Sala"})
_EAST_ASIAN_NAME = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
# Family and given name apart, "長谷川 みゆき"; or together, then only hiragana makes it longer.
_APART = re.compile(r"[^ \u3000]{1,4}[ \u3000][^ \u3000]{1,4}")
_TOGETHER = re.compile(
    r"[\u3400-\u9fff]{1,3}[\u3040-\u309f]{2,4}(?<!です|ます|せん|さい|まで|から|より|など|いて|して)"
)
_HANGUL_NAME = re.compile(r"[\uac00-\ud7a3]{2,4}")
_CHINESE_NAME = re.compile(r"(?:[为是由请找]|[\u3400-\u9fff]{1,8}[人员师管理长监任])?([\u3400-\u9fff]{2,4})")
# "いたします" is the end of a sentence.
_HIRAGANA = re.compile(
    r"[\u3040-\u309f]{4,}|から|まで|より|にて|では|など|ので|[\u3040-\u309f]{0,2}(?:ます|です|した|する)"
)
# "営業部 部長 " before a name.
_DEPARTMENT = re.compile(
    r"^(?:[^\s]{1,12}(?:部|課|室|局|長|担当|チーム|グループ|センター|マネージャー|リーダー|エンジニア)[ \u3000])+"
)
# "HRBP 李娜".
_LATIN_OFFICE = re.compile(r"^[A-Z][A-Za-z./&+-]{1,20}[ \u3000]+")
# "営業部の高橋 健です": of the sales department, and the verb.
_OF_DEPARTMENT = re.compile(
    r"^[^\s]{0,14}(?:部|課|室|局|長|社|者|人事|総務|営業|開発|採用|広報|経理|代表|役員|担当)の(?=.{2})"
)
# "佐藤が担当いたします", "佐藤です".
_IS = re.compile(
    r"(?:が(?:担当|対応|面接|同席|参加)?(?:いたし|致し|し)?(?:ます)?|です|でございます|となります|になります)$"
)
_SAMA = re.compile(r"\s?(?:様|さん|氏|先生|さま|女士|小姐|经理|님|씨)$")


@cache
def _prefix() -> re.Pattern[str]:
    named = pattern(entries("title", "prefixes")).pattern
    return re.compile(rf"^\s*(?:\[(?:external|ext|extern)\]|(?:{named})(?:\s?\([^()]{{0,60}}\))?\s?:)\s*")


def stripped(title: str) -> str:
    """The title without what mail and calendar programs put before and behind it ("Updated invitation: ", "FW: ")."""
    title = " ".join(title[:TITLE_CAP].split())
    for _ in range(4):
        found = _prefix().match(level(title))
        if not found:
            break
        title = title[found.end() :]
    return _HR.sub("Herr", _TRAILER.sub("", title)).strip()


def segments(title: str, *, pairs: bool = True) -> list[str]:
    """The pieces between dashes, bars, brackets and such, in order; with `pairs` those beside "&" and "+", too."""
    if not pairs:
        title = title.replace(" & ", "\0&\0")
    pieces = (piece or "" for piece in _SEPARATOR.split(_INNER.sub(_parted, title)))
    return [bare for piece in pieces if (bare := piece.replace("\0", " ").strip(" -–—!?.*#\"'“”"))]


def _parted(found: re.Match[str]) -> str:
    """A hyphen with blanks around it, unless it is within a word of the trade: "On-Site", "Pre-Screening"."""
    title, at = found.string, found.start()
    before, behind = _WORD_BEFORE.search(title[max(0, at - _LONG_WORD) : at]), _WORD_BEHIND.match(title, found.end())
    whole = f"{before[0]}-{behind[0]}" if before and behind and found[0] == "-" else ""
    return found[0] if whole and is_trade_word(whole) else " - "


@lru_cache(maxsize=1024)
def is_name_token(token: str) -> bool:
    """Can a word be part of a person's name: letters, a capital first, no word of the trade?"""
    if not _NAME_TOKEN.fullmatch(token) or not token[0].isupper():
        return False
    # Pietro is a name, "piętro" a floor.
    return not is_trade_word(token) or (is_given(token) and level(token) == token.lower())


@lru_cache(maxsize=1024)
def is_trade_word(token: str) -> bool:
    """Is it a word of jobs, interviews, companies or calendars: "Engineering", "Panel", "GmbH"?"""
    if _INITIAL.fullmatch(token):  # "A. Ruiz"
        return False
    plain = level(token.rstrip(".,"))
    if len(plain) <= _SHORT and token.lower() != plain and not token.isascii():  # Sá is a family, "SA" a company's form
        return token.lower() in _short_words()
    return any(words(*group).fullmatch(plain) for group in _NO_NAMES) or bool(_HER_OFFICE.fullmatch(plain))


@cache
def _short_words() -> frozenset[str]:
    """Words of the trade of up to three letters as they are written, accents and all."""
    return frozenset(phrase for group in _NO_NAMES for phrase in entries(*group) if len(phrase) <= _SHORT)


_NO_NAMES = (
    ("title", "round"),
    ("title", "weak"),
    ("people", "never"),
    ("roles", "words"),
    ("title", "strong"),
    ("employer", "forms"),
    ("people", "recruiter"),
)


@cache
def _houses() -> frozenset[str]:
    return frozenset(map(level, load("people")["houses"]))


def person_name(text: str, *, single: bool = False) -> str:
    """The text if it is written like a person's full name (with `single`, also like one word of it); else ""."""
    text = _SAMA.sub("", text.strip(" .,;:!?*-–—•\"'“”\t"))
    if level(text) in _houses():
        return ""
    if EAST_ASIAN.search(text):
        return _east_asian_name(text)
    tokens = text.split()
    inner = [token for token in tokens[1:-1] if level(token) in PARTICLES]
    if not (1 if single else 2) <= len(tokens) - len(inner) <= 4 or len(inner) > 3:
        return ""
    expected = single and may_be_given(tokens[0], alone=len(tokens) == 1) and level(tokens[0]) == tokens[0].lower()
    if not expected and (len(text) <= _SHORTEST or words("people", "greeting").fullmatch(level(tokens[0]))):
        return ""
    first = tokens[0] if expected and len(tokens) <= _AND_FAMILY else ""
    last = tokens[-1] if len(tokens) > 1 and tokens[-1] in _ALSO_ARTICLES else ""
    return text if all(token in (*inner, first, last) or is_name_token(token) for token in tokens) else ""


def _east_asian_name(text: str) -> str:
    """Two to five characters without a word of the trade, once the office is off: `代表取締役 高橋 健`."""
    text = _OF_DEPARTMENT.sub("", _DEPARTMENT.sub("", _LATIN_OFFICE.sub("", _IS.sub("", text))))
    for _ in range(3):
        office = _office().search(level(text))
        rest = text[: office.start()] + text[office.end() :] if office else ""
        if not rest.strip():
            break
        text = rest.strip(" \u3000")
    bare = re.sub(r"[ \u3000]", "", text)
    if _HIRAGANA.fullmatch(bare):
        return ""
    longest = 14 if "・" in bare else 5
    fits = 2 <= len(bare) <= longest or bool(_APART.fullmatch(text) or _TOGETHER.fullmatch(text))
    if not fits or not _EAST_ASIAN_NAME.fullmatch(bare) or _trade_words().search(level(text)):
        return ""
    return _korean_name(text) if _HANGUL_NAME.search(bare) else _chinese_name(text)


def _korean_name(text: str) -> str:
    """The name without the office behind it, if it begins with one of the few Korean families: `서지안 팀장`."""
    name = text.split(maxsplit=1)[0]
    return name if _HANGUL_NAME.fullmatch(name) and name.startswith(families("korean")) else ""


def _chinese_name(text: str) -> str:
    """The text without a word before a name that begins with a Chinese family: `为刘洋` is 刘洋."""
    found = _CHINESE_NAME.fullmatch(text)
    if not found or text.startswith(families("chinese")):
        return text
    return found[1] if len(found[1]) <= _SHORT and found[1].startswith(families("chinese")) else text


@cache
def _office() -> re.Pattern[str]:
    named = pattern(phrase for phrase in entries("people", "never") if EAST_ASIAN.search(phrase)).pattern
    return re.compile(rf"^(?:{named})[ \u3000]?|[ \u3000]?(?:{named})$")


@cache
def _trade_words() -> re.Pattern[str]:
    """Words that no East Asian name contains: of interviews, of roles, of teams, of companies."""
    titled = (("title", "strong"), ("title", "weak"), ("title", "round"))
    groups = (*titled, ("roles", "words"), ("people", "never"), ("employer", "forms"))
    return pattern(phrase for group in groups for phrase in entries(*group) if EAST_ASIAN.search(phrase))


def role_in(title: str, employer: str, names: frozenset[str]) -> str:
    """The job's title in an event's title: the segment with a word of a trade in it. "" if none names one."""
    known = {level(name) for name in (*names, employer) if name}
    for piece in segments(title):
        role = _ROLE_EDGE.sub("", _ROLE_EDGE.sub("", rest_of(piece))).strip(" -–—")
        if role and words("roles", "words").search(level(role)) and level(role) not in known:
            return role[:80]
    return ""


def rest_of(piece: str) -> str:
    """The longest stretch of a segment beside the words that say "interview" or name a round."""
    stretches, last = [], 0
    for found in _interview_words().finditer(level(piece)):
        stretches.append(piece[last : found.start()])
        last = found.end()
    stretches.append(piece[last:])
    return max((stretch.strip(" -–—:!") for stretch in stretches), key=len)


@cache
def _interview_words() -> re.Pattern[str]:
    return pattern(phrase for key in ("job", "short", "strong", "round", "weak") for phrase in entries("title", key))
