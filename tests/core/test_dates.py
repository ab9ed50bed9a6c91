"""Dates in prose: when they decide, and when somebody is back. All mails are of Wednesday, 4 March 2026."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from afterword.core.language.dates import decision, return_date
from afterword.core.language.quoting import own_text

SENT = datetime(2026, 3, 4, 15, 0, tzinfo=timezone(timedelta(hours=1)))

PROMISES = {
    "We will decide by the end of next week.": ("03-04", "03-13"),
    "We'll get back to you within ten business days.": ("03-04", "03-18"),
    "We'll tell you by Friday.": ("03-04", "03-06"),
    "We will let you know by March 20.": ("03-04", "03-20"),
    "You should hear from us in about two weeks.": ("03-18", "03-18"),
    "I expect to have a decision early next week.": ("03-09", "03-11"),
    "We hope to get back to you in the next few days.": ("03-04", "03-07"),
    "A final decision will be made in mid-April.": ("04-11", "04-20"),
    "You will hear from us next Friday.": ("03-06", "03-13"),
    "We'll be in touch in 5 to 10 business days.": ("03-11", "03-18"),
    "We are meeting candidates this week and will let you know by Wednesday.": ("03-04", "03-11"),
    "If you have not heard from us by 16 March, do call me.": ("03-04", "03-16"),
    "Wir melden uns bis Ende nächster Woche bei Ihnen.": ("03-04", "03-13"),
    "Wir werden Ihnen bis Freitag Bescheid geben.": ("03-04", "03-06"),
    "Eine Entscheidung fällt Anfang Dezember.": ("12-01", "12-10"),
    "Sie erhalten spätestens am 15.03. eine Rückmeldung von uns.": ("03-04", "03-15"),
    "Wir melden uns in KW 12 bei Ihnen.": ("03-16", "03-20"),
    "Nous reviendrons vers vous d'ici la fin de la semaine prochaine.": ("03-04", "03-13"),
    "Nous vous donnerons une réponse avant le 20 mars.": ("03-04", "03-20"),
    "Te daremos una respuesta antes del viernes.": ("03-04", "03-06"),
    "Nos pondremos en contacto contigo a finales de la próxima semana.": ("03-12", "03-13"),
    "Le faremo sapere entro venerdì.": ("03-04", "03-06"),
    "La ricontatteremo entro due settimane.": ("03-04", "03-18"),
    "Daremos uma resposta até sexta-feira.": ("03-04", "03-06"),
    "We laten je uiterlijk vrijdag iets weten.": ("03-04", "03-06"),
    "Je hoort binnen twee weken van ons.": ("03-04", "03-18"),
    "Damy Państwu odpowiedź do końca przyszłego tygodnia.": ("03-04", "03-13"),
    "Vi återkommer med besked senast den 20 mars.": ("03-04", "03-20"),
    "3月20日までにご連絡いたします。": ("03-04", "03-20"),
    "一週間以内に結果をお知らせいたします。": ("03-04", "03-11"),
    "我们会在下周五之前通知您结果。": ("03-04", "03-13"),
    "我們將於3月20日前回覆您。": ("03-04", "03-20"),
}


@pytest.mark.parametrize(("text", "expected"), PROMISES.items(), ids=PROMISES.keys())
def test_the_employer_names_when_it_will_decide(text: str, expected: tuple[str, str]) -> None:
    window = decision(text, SENT)
    assert window is not None
    assert (f"{window.earliest:%m-%d}", f"{window.latest:%m-%d}") == expected


NO_PROMISES = [
    "Please let us know by Friday.",
    "We need your decision by Friday.",
    "Could you reply by Friday?",
    "We met on Tuesday and will be in touch.",
    "The interview takes place on Friday at 10:00.",
    "Bitte geben Sie uns bis Freitag Bescheid.",
    "Merci de nous confirmer votre présence avant vendredi.",
    "The offer expires on Friday.",
    "We will be in touch.",
    "I will decide what to wear.",
]


@pytest.mark.parametrize("text", NO_PROMISES)
def test_what_is_asked_of_the_reader_or_takes_place_is_no_promise(text: str) -> None:
    assert decision(text, SENT) is None


def test_a_promise_in_a_quoted_part_is_not_read() -> None:
    text = "Thank you, Ada.\n\nOn Mon, 2 Mar 2026, Ada wrote:\n> You said we would hear from you by Friday."
    assert decision(own_text(text), SENT) is None


def test_a_day_is_counted_in_the_offset_of_the_message() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=timezone(timedelta(hours=-8)))
    window = decision("We will let you know tomorrow.", late)
    assert window is not None
    assert window.latest == date(2026, 3, 5)


def test_slashes_are_month_first_in_american_offsets_only() -> None:
    american = datetime(2026, 3, 4, 9, 0, tzinfo=timezone(timedelta(hours=-5)))
    text = "You will hear from us by 4/5."
    there, here = decision(text, american), decision(text, SENT)
    assert there is not None
    assert here is not None
    assert (there.latest, here.latest) == (date(2026, 4, 5), date(2026, 5, 4))


def test_a_date_without_a_year_in_january_belongs_to_the_year_to_come() -> None:
    window = decision("We will decide by 10 January.", datetime(2026, 12, 20, tzinfo=UTC))
    assert window is not None
    assert window.latest == date(2027, 1, 10)


def test_a_promise_that_has_passed_is_none() -> None:
    assert decision("We will decide by 20 February.", SENT) is None


def test_impossible_dates_are_passed_over() -> None:
    assert decision("We will decide by 31.02.2026.", SENT) is None
    assert decision("We will let you know in 99999999 weeks.", SENT) is None


NOTES = {
    "I am out of the office until Thursday, March 12th.": "03-12",
    "I'm away this week, back on Monday.": "03-09",
    "I will be on vacation from March 18-26.": "03-27",
    "I am away through Friday, 13 March.": "03-16",
    "Ich bin bis zum 20.03.2026 im Urlaub.": "03-23",
    "Ich bin ab dem 16. März wieder erreichbar.": "03-16",
    "Je suis absent jusqu'au 20 mars.": "03-23",
    "Estaré fuera de la oficina hasta el 20 de marzo.": "03-23",
    "Sono in ferie fino al 20 marzo. Rientro il 24 marzo.": "03-24",
    "Estarei de férias de 10 a 20 de março.": "03-23",
    "Ik ben op vakantie tot en met 20 maart.": "03-23",
    "Jestem na urlopie do 20 marca.": "03-23",
    "Jag är på semester till och med 20 mars.": "03-23",
    "Jeg er på ferie, tilbake mandag.": "03-09",
    "Olen lomalla, palaan 23. maaliskuuta.": "03-23",
    "Я в отпуске до 20 марта.": "03-23",
    "3月20日まで休暇をいただいております。": "03-23",
    "我将休假至3月20日。": "03-23",
}


@pytest.mark.parametrize(("text", "expected"), NOTES.items(), ids=NOTES.keys())
def test_a_note_says_when_somebody_is_back(text: str, expected: str) -> None:
    found = return_date(text, "", SENT)
    assert found is not None
    assert f"{found:%m-%d}" == expected


def test_the_subject_of_notes_gives_the_day_of_return() -> None:
    assert return_date("", "AUTO: Grace Hopper is out of the office (returning 2026-03-16)", SENT) == date(2026, 3, 16)


def test_apple_gives_the_end_for_machines() -> None:
    criteria = "{kind=VACATION,startDate=2026-03-01T23:00:00Z,endDate=2026-03-20T22:59:59Z}"
    assert return_date("Gone fishing", "", SENT, criteria) == date(2026, 3, 21)


def test_a_note_without_a_date_gives_none() -> None:
    assert return_date("I am out of the office.", "Automatic reply: Call", SENT) is None


def test_what_one_can_expect_is_a_promise_too() -> None:
    sent = datetime.fromisoformat("2026-03-04T10:00:00+01:00")
    for text in (
        "You can expect to hear from us by the end of next week.",
        "You may expect an answer by 13 March.",
        "You can expect our decision within seven working days.",
    ):
        window = decision(text, sent)
        assert window is not None, text
        assert window.latest == date(2026, 3, 13)


def test_one_date_that_can_only_be_american_makes_the_others_american() -> None:
    sent = datetime.fromisoformat("2026-03-04T10:00:00+00:00")
    back = return_date("I am away from 3/4/26 to 3/16/26.", "Away", sent)
    assert back == date(2026, 3, 17)
