"""From nothing to a running service in one sitting; and nothing half-written, wherever it is broken off."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.cli.inside import Inside, commands
from tests.cli.terminal import Terminal
from tests.engine.world import World, at

from afterword.config.finding import country_of, look
from afterword.config.writing import edited


@pytest.fixture
def home(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person with a Maildir, a calendar, and a name in git."""
    world = World(surroundings)
    world.interview(at("2026-03-03", "09:00"))
    world.write(at("2026-03-01"), "jane@acme-robotics.example")
    world.mail.rename(surroundings / "Maildir")
    (surroundings / ".calendars").mkdir()
    world.calendar.rename(surroundings / ".calendars" / "personal")
    (surroundings / ".gitconfig").write_text("[user]\nname = Robin Sample\nemail = Robin@work.example\n")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    return surroundings


@pytest.fixture
def afterword(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Inside]:
    with commands(home, monkeypatch, capsys) as run:
        yield run


def config_of(home: Path) -> Path:
    return home / ".config" / "afterword" / "config.toml"


def written(home: Path) -> dict:
    return tomllib.loads(config_of(home).read_text())


# --- without a person -----------------------------------------------------------------------------------------------


def test_with_yes_it_takes_what_this_machine_tells(home, afterword):
    done = afterword("init", "--yes")
    assert done.returncode == 0, done.stderr
    assert "drafted a thank-you to Jane Doe" in done.stdout
    assert written(home) == {
        "provider": {"kind": "local"},
        "me": {
            "name": "Robin Sample",
            "email": ["robin@mail.example", "robin@work.example"],
            "country": "DE",
        },
        "local": {
            "mail": "~/Maildir",
            "calendars": ["~/.calendars/personal"],
            "follow_ups": "~/.calendars/follow-ups",
        },
        "cadence": {"preset": "week"},
    }
    assert config_of(home).stat().st_mode & 0o077 == 0
    assert not (home / ".state").exists()
    assert not (home / ".calendars" / "follow-ups").exists()
    assert afterword("config", "check").returncode == 0


def test_a_second_time_it_changes_what_is_said_and_keeps_the_rest(home, afterword):
    afterword("init", "--yes")
    file = config_of(home)
    mine = file.read_text() + '\n# hands off\n[hours]\nfrom = "10:00" # late riser\n'
    file.write_text(mine)
    assert afterword("init", "--yes").returncode == 0
    assert file.read_text() == mine
    done = afterword("init", "--yes", "--cadence", "patient", "--phone", "+49 30 1234567")
    assert f"{file}.bak" in done.stdout
    assert (file.with_name("config.toml.bak")).read_text() == mine
    assert written(home)["cadence"] == {"preset": "patient"}
    assert written(home)["me"]["phone"] == "+49 30 1234567"
    assert '# hands off\n[hours]\nfrom = "10:00" # late riser\n' in file.read_text()


def test_what_is_missing_is_named_with_its_flags_all_at_once(home, afterword):
    (home / "Maildir").rename(home / "elsewhere")
    (home / ".gitconfig").unlink()
    done = afterword("init", "--yes", "--provider", "local")
    assert done.returncode == 2
    for flag in ("--email", "--mail"):
        assert flag in done.stderr
    assert not config_of(home).exists()


def test_a_wrong_answer_by_flag_is_refused_before_anything_is_written(home, afterword):
    done = afterword("init", "--yes", "--time-zone", "Europe/Berlni", "--mail", "/nowhere", "--email", "robin")
    assert done.returncode == 2
    for words in ("--time-zone", "Europe/Berlin", "--mail", "--email"):
        assert words in done.stderr
    assert not config_of(home).exists()


def test_nobody_at_the_terminal_is_told_so(home, afterword):
    done = afterword("init")
    assert (done.returncode, "--yes" in done.stderr) == (2, True)


def test_a_file_that_is_no_toml_is_not_written_over(home, afterword):
    config_of(home).parent.mkdir(parents=True)
    config_of(home).write_text("[me\nname")
    assert afterword("init", "--yes").returncode == 2
    assert config_of(home).read_text() == "[me\nname"


def test_what_is_wrong_in_the_configuration_is_found_out_again(home, afterword):
    config_of(home).parent.mkdir(parents=True)
    config_of(home).write_text('[me]\nname = 7\ntime_zone = "Mars"\n[local]\nmail = "/nowhere"\n')
    done = afterword("init", "--yes")
    assert done.returncode == 0, done.stderr
    assert (written(home)["me"]["name"], written(home)["local"]["mail"]) == ("Robin Sample", "~/Maildir")


@pytest.mark.parametrize("text", ["me = 5\n", "[nobody]\nknows = 1\n"])
def test_what_can_not_be_mended_is_said_and_nothing_is_written(home, afterword, text):
    config_of(home).parent.mkdir(parents=True)
    config_of(home).write_text(text)
    done = afterword("init", "--yes")
    assert (done.returncode, config_of(home).read_text()) == (2, text)
    assert "Traceback" not in done.stderr


def test_google_without_a_login_says_what_comes_next(home, afterword):
    done = afterword("init", "--yes", "--provider", "google")
    assert done.returncode == 0, done.stderr
    assert "afterword login" in done.stdout
    assert written(home)["google"] == {"credentials": "~/.config/afterword/credentials.json"}
    assert "local" not in written(home)


# --- what is found, and how it is written -----------------------------------------------------------------------------


def test_a_bare_machine_tells_nothing_of_mail(surroundings):
    found = look(surroundings)
    assert (found.mails, found.calendars, found.emails) == ((), (), ())


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Asia/Kolkata", "IN"), ("UTC", ""), ("", "")],
)
def test_a_zone_tells_the_country(zone, country):
    assert country_of(zone) == country


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[me]\nname = "A"\n',
        '[me] # you\n  name="A"\nemail = ["a@b.example",\n  "c@d.example"]\n\n[local]\nmail = "m"\n',
        '[hours]\ndays = [\n  "mon",\n]\n[me]\nemail = [ # all\n  "a@b.example",\n]\nname = "A" # mine\n',
        'me = { name = "A" }\n',
    ],
)
def test_an_edit_gives_what_was_wanted_and_nothing_else(text):
    settings = {"me": {"name": 'Robin "R" Sämple', "email": ["r@mail.example"]}, "cadence": {"preset": "week"}}
    before = tomllib.loads(text)
    after = tomllib.loads(edited(text, settings))
    assert after["me"] == {**before.get("me", {}), **settings["me"]}
    assert after["cadence"] == settings["cadence"]
    assert {name: values for name, values in after.items() if name not in settings} == {
        name: values for name, values in before.items() if name not in settings
    }


# --- with a person at a terminal --------------------------------------------------------------------------------------


PROMPTS = ("1 to 2", "Is that right?", "phone number", "1 to 5", "Write this to")


def test_one_sitting_from_nothing_to_a_configuration(home):
    terminal = Terminal("init", "--no-service")
    answers = ("\n", "n\n", "Robin S. Sample\n", "\n", "Europe/Berlni\n", "Europe/Vienna\n", "AT\n", "\n", "\n", "\n")
    questions = ("1 to 2", "Is that right?", "Your name", "address", "time zone", "time zone", "country")
    questions = (*questions, "Maildir", "folders of .ics", "own calendar")
    for question, answer in zip(questions, answers, strict=True):
        terminal.until(question)
        terminal.say(answer)
    for question, answer in (("phone number", "\n"), ("1 to 5", "2\n"), ("Write this to", "\n")):
        terminal.until(question)
        terminal.say(answer)
    assert terminal.end() == 0, terminal.seen
    assert 'Did you mean "Europe/Berlin"' in terminal.seen
    me = written(home)["me"]
    assert (me["name"], me["time_zone"], me["country"]) == ("Robin S. Sample", "Europe/Vienna", "AT")
    assert written(home)["cadence"]["preset"] == "patient"


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 2)], ids=["Ctrl-C", "end of input"])
@pytest.mark.parametrize("at_prompt", [0, len(PROMPTS) - 1])
def test_broken_off_at_a_prompt_nothing_is_written(home, key, code, at_prompt):
    before = {path for path in home.rglob("*") if path.is_file()}
    terminal = Terminal("init", "--no-service")
    for prompt in PROMPTS[:at_prompt]:
        terminal.until(prompt)
        terminal.say("\n")
    terminal.until(PROMPTS[at_prompt])
    if key == "\x03":
        terminal.interrupt()
    else:
        terminal.say(key)
    assert terminal.end() == code, terminal.seen
    assert "Nothing was written" in terminal.seen
    assert "Traceback" not in terminal.seen
    assert {path for path in home.rglob("*") if path.is_file()} == before


def test_no_at_the_end_writes_nothing(home):
    terminal = Terminal("init", "--no-service")
    for prompt in PROMPTS:
        terminal.until(prompt)
        terminal.say("n\n" if prompt == PROMPTS[-1] else "\n")
    assert terminal.end() == 0
    assert not config_of(home).exists()
