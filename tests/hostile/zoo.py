"""What somebody who means ill may send: families of mails and calendars that grow with a number.

Each is cheap to make and dear to read, for some reader at least. `benchmarks/hostile.py` measures them at their worst,
`test_growth.py` at two sizes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from afterword.core.lexicon import load, names

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Family:
    """`build(n)` gives the bytes of a file that ends in `ending`; `worst` is the n of the worst that fits in a mail."""

    name: str
    ending: str
    build: Callable[[int], bytes]
    worst: int


_HEAD = (
    "From: Grace Hopper <grace@acme.example>\r\nTo: robin@mail.example\r\nSubject: Your interview\r\n"
    "Date: Wed, 4 Mar 2026 15:00:00 +0000\r\nMessage-ID: <1@acme.example>\r\n"
)


def mail(body: str, kind: str = "text/plain; charset=utf-8", more: str = "", coding: str = "8bit") -> bytes:
    """A letter with that body."""
    head = f"{_HEAD}{more}Content-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n"
    return (head + body).encode("utf-8", "surrogatepass")


def _repeated(unit: str, n: int) -> str:
    """The unit so many times. Each has a name of its own where `{name}` stands in it, and a number where `{number}`."""
    if "{" not in unit:
        return unit * n
    return "".join(unit.replace("{name}", _name(at)).replace("{number}", f"{at % 10_000:04}") for at in range(n))


def _name(at: int) -> str:
    """Two words that look like a name; the next ones differ in both."""
    given, family = (chr(97 + at // 26**power % 26) + vowel for power, vowel in ((0, "o"), (1, "a")))
    return f"J{given}n D{family}{given}"


def _text(name: str, unit: str, worst: int) -> Family:
    return Family(f"text: {name}", ".eml", lambda n: mail(_repeated(unit, n)), worst)


def _html(name: str, before: str, unit: str, worst: int) -> Family:
    return Family(f"html: {name}", ".eml", lambda n: mail(before + unit * n, "text/html; charset=utf-8"), worst)


def _head(name: str, build: Callable[[int], str], worst: int) -> Family:
    return Family(f"head: {name}", ".eml", lambda n: mail("We decide by Friday.", more=build(n) + "\r\n"), worst)


def _nested(n: int) -> bytes:
    parts = (f"Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n" for at in range(n))
    return (_HEAD + "".join(parts) + "Content-Type: text/plain\r\n\r\nhi").encode()


def _parts(n: int) -> bytes:
    body = "--b\r\nContent-Type: text/plain\r\n\r\nWe decide by Friday.\r\n" * n
    return mail(body + "--b--", "multipart/mixed; boundary=b")


def _attachments(n: int) -> bytes:
    head = "--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    line = base64.b64encode(b"\x01" * 57).decode() + "\r\n"
    letter = "--b\r\nContent-Type: text/plain\r\n\r\nPlease see what is attached.\r\n"
    return mail(letter + (head + line * 4_000) * n + "--b--", "multipart/mixed; boundary=b")


def _base64(n: int) -> bytes:
    return mail(base64.encodebytes(b"We decide by Friday. " * n).decode(), coding="base64")


def _report(n: int) -> bytes:
    body = "--b\r\nContent-Type: message/delivery-status\r\n\r\n" + "Action: failed\r\n\r\n" * n + "--b--"
    return mail(body, "multipart/report; report-type=delivery-status; boundary=b")


def _gateway(n: int) -> bytes:
    raw = mail("The following addresses had permanent fatal errors\r\n<a@b.example>\r\n" * n)
    return raw.replace(b"grace@acme.example", b"mailer-daemon@acme.example", 1)


def _near_misses(n: int) -> bytes:
    """Each phrase of the lexicon with its words turned round: it has every sign of a phrase, and is none."""
    text = _lexicon(n).partition(b"\r\n\r\n")[2].decode()
    return mail(" ".join(" ".join(reversed(one.split())) for one in text.split(". ")))


def _interview_words(n: int) -> list[str]:
    """What the calendars' lexicon lists, all languages from the beginning."""
    tables = [table for name in names("interviews") for table in load(name).values() if isinstance(table, dict)]
    listed = [one.strip("*") for table in tables for each in table.values() for one in _strings(each)]
    return [one for start in range(17) for one in listed[start::17]][:n]


def _mixed(text: str, parts: str) -> bytes:
    return mail(
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}{parts}--b--", "multipart/mixed; boundary=b"
    )


def _many_files(n: int) -> bytes:
    """Calendars, each with an event of its own in words of its own."""
    part = "\r\n--b\r\nContent-Type: text/calendar\r\n\r\n{}"
    one = (
        calendar(f"DESCRIPTION:Meet Jo Roe{at} at 10:0{at % 10}, call +49 30 12345{at:02}").decode() for at in range(n)
    )
    return _mixed("See you.", "".join(map(part.format, one)))


def _lexicon(n: int) -> bytes:
    """Each phrase that a mail is read by, as a sentence: thousands, and each has a pattern of its own."""
    kinds = ("replies", "out_of_office", "notices", "appointments")
    listed = [one for kind in kinds for name in names(kind) for each in load(name).values() for one in _strings(each)]
    seventh = [phrase for start in range(7) for phrase in listed[start::7]]  # all languages from the beginning
    plain = (" ".join(word.split("|")[0].strip("?*") for word in one.split() if word != "...") for one in seventh)
    return mail(". ".join(list(plain)[:n]))


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


TEXTS = [
    _text("one word", "x", 24 * MEGABYTE),
    _text("lines", "a\r\n", 8_000_000),
    _text("quotes and attributions", "> a\r\nOn Mon, 2 Mar 2026 at 10:00, Jo wrote:\r\n", 50_000),
    _text("quote marks", ">" * 60 + "\r\n", 11_000),
    _text("nested quote marks", "> " * 200 + "a\r\n", 10_000),
    _text("attributions without an end", "On Mon, 2 Mar 2026 at 10:00\r\n", 100_000),
    _text("dates", "we will get back to you by 3 April 2026 or 12.12.2026, by Friday, in two weeks. ", 20_000),
    _text("hopes and doubts", "unfortunately we have decided to move forward with other candidates if not ", 50_000),
    _text("questions", "Are you available for an interview on Tuesday at 10:00? ", 50_000),
    _text("appointments", "Your interview is confirmed for Tuesday, 10 March 2026 at 10:00. ", 50_000),
    _text("absence", "I am out of the office until 9 March and will be back on Monday. ", 50_000),
    _text("stand-ins", "please contact {name} <jane.doe@acme.example> or Jo Roe (jo@acme.example). ", 50_000),
    _text("phone numbers", "{name}: +49 30 123{number}, (020) 7946 {number}, 1-212-555-0123\r\n", 50_000),
    _text("figures", "1 2 3 4 5 6 7 8 9 0 1.1.1 12:12 ", 100_000),
    _text("single letters", "a ", 1_000_000),
    _text(
        "appointments in lines", "Your interview is confirmed\r\nDate: 10 March 2026\r\nTime: 10:00 - 11:00\r\n", 50_000
    ),
    _text("weekdays", "we will let you know by Monday or Tuesday or 3 April or in two weeks or ", 20_000),
    _text("pictograms", "\U0001f600 \U0001f468\u200d\U0001f469 ", 200_000),
    _text("from right to left", "مقابلة عمل يوم الاثنين ", 100_000),
    _text("apostrophes", "l’été d’un ", 100_000),
    _text("rules", "-" * 70 + "\r\n", 100_000),
    _text("dashed labels", "-- a -- a -- a -- \r\n", 100_000),
    _text("labels", "From: a\r\nSent: b\r\n", 100_000),
    _text("bullets", "- a\r\n\r\n", 100_000),
    _text("sign-offs", "Best regards,\r\n{name}\r\n\r\n", 100_000),
    _text("commas", "{name}, ", 500_000),
    _text("timetable", "10:00 - 10:45 {name}, Engineering Manager\r\n", 100_000),
    _text("roles", "for the position of Senior Software Engineer at Acme ", 100_000),
    _text("blanks", " " * 100, 100_000),
    _text("blank lines", "\r\n", 5_000_000),
    _text("combining marks", "e" + "\u0301" * 99, 10_000),
    _text("turned around", "\u202eabc\u202c", 500_000),
    _text("ligatures that grow", "\ufdfa", 1_000_000),
    _text("full width", "ｆｒｉｄａｙ　", 500_000),
    _text("no blanks", "我们会在下周五之前给您答复，面试", 200_000),
    _text("kana", "面接の結果は来週の金曜日までにご連絡いたします。", 200_000),
    _text("syllables", "면접 결과는 다음 주 금요일까지 알려 드리겠습니다. ", 200_000),
    _text("addresses", "a{number}@b.example ", 500_000),
    _text("addresses without an end", "a@", 2_000_000),
    _text("web addresses", "https://acme.example/a?b=c&d=e ", 200_000),
    _text("brackets", "(" * 100, 100_000),
    _text(
        "languages",
        "We will be with you. Wir werden uns bei Ihnen melden. Nous vous remercions de votre candidature. "
        "Le agradecemos su interés. La ringraziamo. Agradecemos a sua candidatura. Dziękujemy za aplikację. "
        "Tack för din ansökan. Bedankt voor je sollicitatie. ",
        20_000,
    ),
    Family("text: every phrase", ".eml", _lexicon, 3_000),
    Family("text: every phrase turned round", ".eml", _near_misses, 3_000),
    Family("text: words of calendars", ".eml", lambda n: mail(", ".join(_interview_words(n))), 3_000),
    _text(
        "regrets and hopes in questions", "unfortunately if you have not been selected, will you be able to? ", 50_000
    ),
    _text("names", "Jane Doe and Jo Roe will interview you together with Ada May. ", 50_000),
    _text("labels of people", "Interviewer: {name}\r\nPanel: Jo Roe\r\nWith: Ada May\r\n", 50_000),
    _text("zones", "at 10:00 CET or 09:00 GMT or 3 PM PST or Europe/Berlin ", 50_000),
    _text("figures like dates", "1/2/3 4.5.6 7-8-9 2026-13-45 31.2. 30/2 ", 100_000),
    _text("asides", "This message is confidential and intended only for you.\r\n\r\n", 50_000),
    _text("headers in the text", "From: a\r\nDate: b\r\nTo: c\r\n> d\r\n", 100_000),
    _text("letters from elsewhere", "Іntеrvіеw оn Mоndау ", 100_000),
    _text("letters within letters", "i\u200bn\u200bt\u200be\u200br\u200bv\u200bi\u200be\u200bw ", 100_000),
    _text("words of many", "".join(chr(0x561 + at) for at in range(24)) + " ", 100_000),
    _text("signs of a code", "Your verification code is 123456. Unsubscribe here. View in browser. ", 50_000),
    _text("feasts and quarters", "by Easter, after Christmas, in the third quarter, two days after that, ", 50_000),
    _text("links of hiring", "https://boards.greenhouse.io/acme/jobs/1 https://acme.wd3.myworkdayjobs.com/a ", 50_000),
    _text("base64 as text", "V2UgZGVjaWRlIGJ5IEZyaWRheS4gV2UgZGVjaWRlIGJ5IEZyaWRheS4g\r\n", 100_000),
    _text(
        "languages in turn", "Leider nein. 残念ながら。 Malheureusement. К сожалению. Lamentamos. 遗憾的是。 ", 50_000
    ),
    Family("text: base64", ".eml", _base64, 700_000),
    Family("text: soft breaks", ".eml", lambda n: mail("a=\r\n" * n, coding="quoted-printable"), 6_000_000),
    Family("text: escapes", ".eml", lambda n: mail("=41" * n, coding="quoted-printable"), 8_000_000),
    Family("text: flowed", ".eml", lambda n: mail("a \r\n" * n, "text/plain; format=flowed"), 6_000_000),
    Family("text: uuencoded", ".eml", lambda n: mail("begin 644 a\r\n" + "M" * 61 * n, coding="x-uuencode"), 100_000),
    Family("text: no such charset", ".eml", lambda n: mail("é" * n, "text/plain; charset=x-no-such"), 10_000_000),
    Family("text: charset lies", ".eml", lambda n: mail("é" * n, "text/plain; charset=utf-7"), 10_000_000),
    Family("text: charset of pairs", ".eml", lambda n: mail("ab" * n, "text/plain; charset=utf-16"), 10_000_000),
    Family("text: a warning of a gateway", ".eml", _gateway, 100_000),
]

HTMLS = [
    _html("depth", "", "<div>", 100_000),
    _html("tables in tables", "", "<table><tr><td>", 50_000),
    _html("cells", "<table>", "<tr><td>a<td>b<td>c</tr>", 200_000),
    _html("one row", "<table><tr>", "<td>a</td>", 500_000),
    _html("tall cells", "<table><tr>", "<td>" + "a<br>" * 20 + "</td>", 40_000),
    _html("paragraphs", "", "<p>We decide by Friday.</p>", 200_000),
    _html("spans", "", "<span>a</span>", 300_000),
    _html("entities", "", "&amp;&#x41;&nbsp;&bogus;", 200_000),
    _html("comments", "", "<!-- a -->", 500_000),
    _html("open comments", "", "<!-- ", 1_000_000),
    _html("open tags", "", "<", 5_000_000),
    _html("tags without an end", "", "<a href=", 500_000),
    _html("attributes", "<p ", "a=b ", 1_000_000),
    _html("lists in lists", "", "<ul><li>", 50_000),
    _html("styles", "", "<p style='display:none;margin:9em;white-space:pre'>a</p>", 80_000),
    _html("line breaks", "", "<br>", 1_000_000),
    _html("one text", "<p>", "word ", 1_000_000),
    _html("preformatted", "<pre>", "a\r\n", 1_000_000),
    _html("headings", "", "<h1>a</h1>", 400_000),
    _html("tables with text", "", "<table><tr><td>abc def", 50_000),
    _html("linked cells", "<table>", "<tr><td><a href='https://acme.example'>Interview</a></td></tr>", 100_000),
    _html("quotes in quotes", "", "<blockquote>a", 50_000),
    _html("links", "", "<a href='https://acme.example/'>a</a>", 100_000),
    _html("lists of tables", "", "<ul><li><table><tr><td>a</td></tr></table></li></ul>", 50_000),
    _html("pictures in the text", "", "<img src='data:image/png;base64,iVBORw0KGgo=' alt='a'>", 100_000),
    _html("style sheets", "", "<style>p{color:red}</style>", 100_000),
    _html("spans over cells", "<table>", "<tr><td colspan=1000 rowspan=1000>a</td></tr>", 50_000),
    _html("names of characters", "<p>", "&CounterClockwiseContourIntegral;&NotNestedGreaterGreater;", 80_000),
]

HEADS = [
    _head("many", lambda n: "X-A: b\r\n" * (n - 1) + "X-A: b", 100_000),
    _head("many names", lambda n: "\r\n".join(f"X-{at}: b" for at in range(n)), 100_000),
    _head("one long", lambda n: "X-Long: " + "a" * n, 10 * MEGABYTE),
    _head("one folded", lambda n: "X-Long: a" + "\r\n a" * n, 2_000_000),
    _head("encoded words", lambda n: "X-A: " + "\r\n ".join(["=?utf-8?q?caf=C3=A9?="] * n), 100_000),
    _head("encoded words in the subject", lambda n: "Thread-Topic: " + "=?utf-8?b?w6k=?= " * n, 100_000),
    _head("broken words", lambda n: "X-A: " + "=?a?q?" * n, 500_000),
    _head("recipients", lambda n: "Cc: " + ",\r\n ".join(f"Jo Roe <jo{at}@acme.example>" for at in range(n)), 50_000),
    _head("comments", lambda n: "Cc: " + "(a)b(c)@d(e).example," * n, 50_000),
    _head("groups", lambda n: "Cc: " + "a:b@c.example,d@e.example;" * n, 50_000),
    _head("recipients on lines", lambda n: "\r\n".join(f"Cc: jo{at}@acme.example" for at in range(n)), 50_000),
    _head("brackets", lambda n: "Cc: " + "(" * n, 1_000_000),
    _head("quotes", lambda n: "Cc: " + '"\\' * n, 1_000_000),
    _head("routes", lambda n: "Cc: <" + "@a," * n + ":jo@acme.example>", 500_000),
    _head("references", lambda n: "References: " + "\r\n ".join(f"<{at}@a.example>" for at in range(n)), 100_000),
    _head("references without an end", lambda n: "References: " + "<" * n, 5_000_000),
    _head("stations", lambda n: "\r\n".join(["Received: from a by b; Wed, 4 Mar 2026 15:00:00 +0000"] * n), 50_000),
    _head(
        "authentication",
        lambda n: "Authentication-Results: mx.example; " + "; ".join(["dkim=pass header.d=acme.example"] * n),
        100_000,
    ),
    _head("failed recipients", lambda n: "X-Failed-Recipients: " + ", ".join(["jo@acme.example"] * n), 100_000),
    _head("a long subject", lambda n: "X-A: b\r\nSubject: " + "Re: [a] Interview with Jane Doe, " * n, 100_000),
    _head("names of senders", lambda n: "Sender: " + "Jane von der Doe " * n + "<jane@acme.example>", 100_000),
    _head("parameters", lambda n: "Content-Disposition: inline;" + " a*0=b;" * n, 200_000),
]

SHAPES = [
    Family("shape: nested", ".eml", _nested, 2_000),
    Family(
        "shape: letters in letters",
        ".eml",
        lambda n: _HEAD.encode() + b"Content-Type: message/rfc822\r\n\r\n" * n,
        5_000,
    ),
    Family("shape: parts", ".eml", _parts, 50_000),
    Family("shape: attachments", ".eml", _attachments, 70),
    Family("shape: boundaries", ".eml", lambda n: mail("--b\r\n\r\n" * n, "multipart/mixed; boundary=b"), 500_000),
    Family("shape: report", ".eml", _report, 100_000),
    Family("shape: calendars in files", ".eml", _many_files, 200),
    Family(
        "shape: texts in parts",
        ".eml",
        lambda n: _mixed("", "\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>We decide by Friday.</p>" * n),
        50_000,
    ),
    Family("shape: blank report", ".eml", lambda n: _report(1).replace(b"--b--", b"\r\n" * n), 2_000_000),
    Family("shape: binary", ".eml", lambda n: mail("", "text/plain") + b"\x00\xff\x80" * n, 8_000_000),
]

# --- calendars -----------------------------------------------------------------------------------------------------


def calendar(*lines: str, more: str = "") -> bytes:
    """A calendar of one event with these lines, and more behind it."""
    event = ["BEGIN:VEVENT", "UID:1@acme.example", "DTSTART:20260309T100000Z", "DTEND:20260309T104500Z"]
    named = ["SUMMARY:Interview with Acme", *lines, "END:VEVENT"]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST"]
    return ("\r\n".join([*head, *event, *named]) + "\r\n" + more + "END:VCALENDAR\r\n").encode()


def _lines(name: str, build: Callable[[int], list[str]], worst: int) -> Family:
    return Family(f"calendar: {name}", ".ics", lambda n: calendar(*build(n)), worst)


def _prose(name: str, unit: str, worst: int) -> Family:
    return Family(f"calendar: {name}", ".ics", lambda n: calendar("DESCRIPTION:" + _repeated(unit, n)), worst)


def _events(name: str, lines: Callable[[int], str], worst: int) -> Family:
    def build(n: int) -> bytes:
        events = (f"BEGIN:VEVENT\r\n{lines(at)}\r\nEND:VEVENT\r\n" for at in range(n))
        return calendar(more="".join(events))

    return Family(f"calendar: {name}", ".ics", build, worst)


def _zones(n: int, rules: int = 30) -> bytes:
    zones = (
        f"BEGIN:VTIMEZONE\r\nTZID:z{at}\r\n"
        + "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nRRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=1SU\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\n"
        * rules
        + f"END:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:{at}\r\nDTSTART;TZID=z{at}:20260309T100000\r\nEND:VEVENT\r\n"
        for at in range(n)
    )
    return calendar(more="".join(zones))


_SERIES = "UID:s\r\nDTSTART:20260301T100000Z\r\nRRULE:FREQ=DAILY"

CALENDARS = [
    _lines("guests", lambda n: [f"ATTENDEE;CN=Jo Roe {at}:mailto:jo{at}@acme.example" for at in range(n)], 50_000),
    _prose("interviewers", "Interviewer: {name}\\n", 40_000),
    _prose("timetable", "10:00 - 10:45 {name}, Engineering Manager\\n", 40_000),
    _prose("you will meet", "You will meet with {name} and Jo Roe and ", 40_000),
    _prose("phone numbers", "Call {name} at +49 30 123{number}, (020) 7946 0958\\n", 40_000),
    _prose("tags", "<b>a</b>", 200_000),
    _prose("tables", "<table><tr><td>", 100_000),
    _prose("one word", "x", 4 * MEGABYTE),
    _prose("addresses without an end", "a@", 2_000_000),
    _lines("folds", lambda n: ["DESCRIPTION:x" + "\r\n y" * n], 1_000_000),
    _lines("broken lines", lambda n: ["DESCRIPTION:x", *["junk"] * n], 500_000),
    _lines("exceptions", lambda n: ["RRULE:FREQ=DAILY", *["EXDATE:20260310T100000Z"] * n], 100_000),
    _lines("dates", lambda n: ["RDATE:" + ",".join(["20260310T100000Z"] * n)], 200_000),
    _lines("rules", lambda n: ["RRULE:FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * n)], 200_000),
    _lines("alarms", lambda n: ["BEGIN:VALARM\r\nTRIGGER:-PT5M\r\nEND:VALARM"] * n, 100_000),
    _lines("parameters", lambda n: ["ATTENDEE" + ";X=a" * n + ":mailto:jo@acme.example"], 500_000),
    _lines("vendors' fields", lambda n: [f"X-A{at}:b" for at in range(n)], 200_000),
    _events("events", lambda at: f"UID:{at}\r\nDTSTART:20260309T100000Z", 50_000),
    _events("series", lambda at: f"UID:{at}\r\nDTSTART:20260301T100000Z\r\nRRULE:FREQ=DAILY", 10_000),
    _events(
        "overrides",
        lambda at: (
            f"UID:s\r\nRECURRENCE-ID:2026{1 + at % 12:02}{1 + at % 28:02}T100000Z\r\nDTSTART:20260309T1000{at % 60:02}Z"
            if at
            else _SERIES
        ),
        40_000,
    ),
    _events(
        "moved overrides",
        lambda at: (
            f"UID:s{at % 7}\r\nRECURRENCE-ID:20260301T10{at % 60:02}00Z\r\n"
            f"DTSTART:20270309T1000{at % 60:02}Z\r\nRRULE:FREQ=DAILY"
        ),
        40_000,
    ),
    _events(
        "rules that never meet",
        lambda at: f"UID:{at}\r\nDTSTART:20260301T100000Z\r\nRRULE:FREQ=MONTHLY;BYDAY=1FR,2FR;BYSETPOS=5",
        10_000,
    ),
    Family("calendar: zones", ".ics", _zones, 2_000),
    # Words whose beginnings spell a domain in ever so many ways.
    _lines(
        "initials",
        lambda n: [f"ORGANIZER:mailto:hr@{'a' * 60}.example", "DESCRIPTION:" + "A Aa Aaa of Ab " * n],
        20_000,
    ),
    Family("calendar: zones of four rules", ".ics", lambda n: _zones(n, 4), 8_000),
    Family("calendar: begins", ".ics", lambda n: b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * n, 300_000),
]


def _attached(family: Family) -> Family:
    """The calendar as an attachment: a person need not keep a folder of calendars for it to arrive."""

    def build(n: int) -> bytes:
        body = base64.encodebytes(family.build(n)).decode().replace("\n", "\r\n")
        head = "--b\r\nContent-Type: text/calendar; method=REQUEST\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        return mail(f"{head}{body}\r\n--b--", "multipart/mixed; boundary=b")

    return Family(family.name.replace("calendar:", "attached:"), ".eml", build, family.worst)


# --- events of the Calendar API -------------------------------------------------------------------------------------


def _resource(**fields: object) -> bytes:
    times = {"start": {"dateTime": "2026-03-09T10:00:00Z"}, "end": {"dateTime": "2026-03-09T10:45:00Z"}}
    return json.dumps({"id": "a1", "summary": "Interview with Acme", **times, **fields}).encode()


RESOURCES = [
    Family(
        "api: guests",
        ".json",
        lambda n: _resource(
            attendees=[{"email": f"jo{at}@acme.example", "displayName": f"Jo R{at}"} for at in range(n)]
        ),
        15_000,
    ),
    *(
        Family(
            f"api: {one.name.partition(': ')[2]}",
            ".json",
            lambda n, unit=unit: _resource(description=_repeated(unit, n)),
            900_000 // len(_repeated(unit, 1)),
        )  # type: ignore[misc]
        for one, unit in (
            (CALENDARS[1], "Interviewer: {name}\n"),
            (CALENDARS[2], "10:00 - 10:45 {name}, Engineering Manager\n"),
            (CALENDARS[3], "You will meet with {name} and Jo Roe and "),
            (CALENDARS[4], "Call {name} at +49 30 123{number}, (020) 7946 0958\n"),
            (CALENDARS[5], "<b>a</b>"),
            (CALENDARS[7], "x"),
        )
    ),
    Family("api: title", ".json", lambda n: _resource(summary="Interview with Jane Doe, " * n), 40_000),
    Family("api: place", ".json", lambda n: _resource(location="+49 30 1234567 " * n), 60_000),
    Family("api: links", ".json", lambda n: _resource(conferenceData={"entryPoints": [{"uri": "x:a"}] * n}), 60_000),
    Family(
        "api: names", ".json", lambda n: _resource(organizer={"displayName": "Jane " * n, "email": "a@" * n}), 130_000
    ),
    Family("api: depth", ".json", lambda n: b'{"id":' + b"[" * n + b"]" * n + b"}", 500_000),
]

# --- what a mail and its events say together -------------------------------------------------------------------------

_ROW = "10:00 - 10:45 Jane Doe\\, Engineering Manager\\n"
_CROWD = "\r\n".join(f"ATTENDEE;CN=Jo Roe {at}:mailto:jo{at}@acme.example" for at in range(70))
_FULL = (
    ("timetables", f"DESCRIPTION:{_ROW * 200}"),
    ("crowds", _CROWD),
    ("pages", "DESCRIPTION:" + "<p>a</p>" * 1_000),
    ("numbers", "DESCRIPTION:" + "call +49 30 1234567 or 12 345 678\\n" * 250),
    ("words", "DESCRIPTION:" + "\\, ".join(_interview_words(700))),
    ("meetings", "DESCRIPTION:" + "You will meet Jane Doe and me\\, then Jo Roe interviews you.\\n" * 120),
)
FULL = [
    _events(f"many {name}", lambda at, full=full: f"UID:{at}\r\nDTSTART:20260309T100000Z\r\n{full}", 20)  # type: ignore[misc]
    for name, full in _FULL
]


def _letter_with_events(n: int) -> bytes:
    event = "BEGIN:VEVENT\r\nUID:{}\r\nDTSTART:20260309T100000Z\r\nEND:VEVENT\r\n"
    text = "You will meet with Jane Doe at 10:00.\r\n" * n
    letter = f"--b\r\nContent-Type: text/plain\r\n\r\n{text}--b\r\nContent-Type: text/calendar\r\n\r\n"
    return mail(letter + calendar(more="".join(map(event.format, range(20)))).decode() + "--b--", _MIXED)


def _calendars(n: int) -> bytes:
    one = calendar(
        more="".join(f"BEGIN:VEVENT\r\nUID:{at}\r\nDTSTART:20260309T100000Z\r\nEND:VEVENT\r\n" for at in range(20))
    )
    return mail(f"--b\r\nContent-Type: text/calendar\r\n\r\n{one.decode()}" * n + "--b--", _MIXED)


_MIXED = "multipart/mixed; boundary=b"
TOGETHER = [
    Family("attached: under a long letter", ".eml", _letter_with_events, 1_000),
    Family("attached: many calendars", ".eml", _calendars, 100),
]

FAMILIES = [
    *(*TEXTS, *HTMLS, *HEADS, *SHAPES, *CALENDARS),
    *map(_attached, (*CALENDARS, *FULL)),
    *(*TOGETHER, *RESOURCES),
]
