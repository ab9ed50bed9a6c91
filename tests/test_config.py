"""The configuration: what is accepted, what is said about the rest, where the memory is kept."""

from __future__ import annotations

import dataclasses
import json
from datetime import time
from pathlib import Path

import pytest

from afterword.config import Config, advice, default_path, example, load, surroundings
from afterword.config.schema import _NUMBERS
from afterword.core.model import Me
from afterword.core.planning.cadence import PRESETS, Cadence, Hours
from afterword.errors import ConfigProblem, Problem

LEAST = """
[me]
name = "Robin Sample"
email = "robin@mail.example"
time_zone = "Europe/Berlin"
[local]
mail = "mail"
calendars = "calendars/work"
follow_ups = "calendars/follow-ups"
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def loaded(folder: Path, more: str = "", least: str = LEAST) -> Config:
    return load(written(folder, least + more))


def problems(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(ConfigProblem) as caught:
        load(written(folder, text))
    return caught.value.problems


def problem(folder: Path, text: str | bytes) -> Problem:
    (only,) = problems(folder, text)
    return only


# --- what is accepted ---------------------------------------------------------------------------------------------


def test_the_least_configuration_gets_every_default(tmp_path: Path) -> None:
    config = loaded(tmp_path)

    assert config.chosen_cadence() == PRESETS["week"]
    assert config.working_hours() == Hours()
    assert (config.local.drafts, config.local.sent) == (".Drafts", ".Sent")
    assert config.templates.folder is None
    assert config.zone == "Europe/Berlin"


def test_who_the_person_is_comes_in_the_cores_own_words(tmp_path: Path) -> None:
    config = loaded(tmp_path, least=LEAST.replace('"robin@mail.example"', '["Robin@Mail.example", "rs@work.example"]'))

    assert config.me() == Me("Robin Sample", frozenset({"robin@mail.example", "rs@work.example"}))
    assert (config.profile().email, config.profile().zone) == ("robin@mail.example", "Europe/Berlin")


def test_relative_paths_start_at_the_files_folder_and_a_tilde_at_home(tmp_path: Path, surroundings: Path) -> None:
    config = loaded(tmp_path, least=LEAST.replace('"calendars/work"', '["~/work", "../other", "/srv/third"]'))

    assert config.local.mail == tmp_path / "mail"
    assert config.local.calendars == (surroundings / "work", tmp_path.parent / "other", Path("/srv/third"))


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_can_be_chosen(tmp_path: Path, preset: str) -> None:
    assert loaded(tmp_path, f'[cadence]\npreset = "{preset}"').chosen_cadence() == PRESETS[preset]


def test_every_number_of_a_cadence_can_be_overridden_by_its_name(tmp_path: Path) -> None:
    other = {each.name: another(each.default) for each in dataclasses.fields(Cadence)}
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in other.items())

    assert dataclasses.asdict(loaded(tmp_path, f"[cadence]\n{text}").chosen_cadence()) == other


def another(default: object) -> object:
    match default:
        case bool():
            return not default
        case int():
            return default + 8
    return "wait-again"


def test_what_is_not_overridden_stays_as_the_preset_has_it(tmp_path: Path) -> None:
    chosen = loaded(tmp_path, '[cadence]\npreset = "patient"\ncall_days = 10').chosen_cadence()

    assert chosen == dataclasses.replace(PRESETS["patient"], call_days=10)


def test_every_number_of_a_cadence_is_explained() -> None:
    assert list(_NUMBERS) == [each.name for each in dataclasses.fields(Cadence)]


def test_hours_may_be_toml_times_or_texts_and_days_long_or_short(tmp_path: Path) -> None:
    config = loaded(tmp_path, '[hours]\nfrom = 10:30:00\nto = "16:00"\ndays = ["Sunday", "mon"]')

    assert config.working_hours() == Hours(time(10, 30), time(16), frozenset({6, 0}))


def test_without_a_zone_the_systems_own_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kathmandu")

    assert loaded(tmp_path, least=LEAST.replace('time_zone = "Europe/Berlin"', "")).zone == "Asia/Kathmandu"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert load(written(tmp_path, b"\xef\xbb\xbf" + LEAST.replace("\n", "\r\n").encode())).zone == "Europe/Berlin"


def test_the_sample_is_valid(tmp_path: Path) -> None:
    assert load(written(tmp_path, example())).chosen_cadence() == PRESETS["week"]


def test_every_line_of_the_sample_can_be_uncommented(tmp_path: Path) -> None:
    settings = [line.removeprefix("# ") if " = " in line else line for line in example().splitlines()]

    config = load(written(tmp_path, "\n".join(settings)))

    assert config.person.country == "DE-BY"
    assert config.templates.folder == tmp_path / "templates"
    assert config.chosen_cadence() == PRESETS["week"]


# --- what is said about the rest ----------------------------------------------------------------------------------


def test_all_problems_are_told_at_once_each_with_its_place(tmp_path: Path) -> None:
    text = """
        [me]
        nam = "Robin"
        email = "robin"
        time_zone = "Europe/Berln"
        [cadence]
        preset = "weak"
        calls = -1
        call_again_days = 3
        [hours]
        from = 9
        """

    found = {each.key: each for each in problems(tmp_path, text)}

    assert set(found) == {
        *("[me] name", "[me] nam", "[me] email.1", "[me] time_zone"),
        *("[cadence] preset", "[cadence] calls", "[cadence] call_again_days", "[hours] from"),
        *("[local] mail", "[local] calendars", "[local] follow_ups"),
    }
    assert all(each.file == str(tmp_path / "config.toml") for each in found.values())
    assert found["[me] nam"].hint == 'Did you mean "name"?'
    assert found["[me] time_zone"].hint == 'Did you mean "Europe/Berlin"?'
    assert found["[cadence] preset"].found == '"weak"'
    assert "at least 7" in found["[cadence] call_again_days"].expected
    assert '[provider] kind is "local"' in found["[local] follow_ups"].expected


@pytest.mark.parametrize(
    ("more", "key", "words"),
    [
        ("[cadense]\n", "[cadense]", 'no section. Did you mean "cadence"?'),
        ("[whatever]\n", "[whatever]", "no section. There are: [me], [cadence]"),
        ("[state]\ncalls = 2\n", "[state] calls", "no setting of [state]. It belongs under [cadence]."),
        ("[state]\nzzz = 2\n", "[state] zzz", "There are: folder, keep_days."),
        ("[cadence]\nsame_evening = 1\n", "[cadence] same_evening", "must be true or false (found: 1)."),
        ("[cadence]\ncalls = true\n", "[cadence] calls", "must be a whole number"),
        ("[cadence]\ncall_days = 999\n", "[cadence] call_days", "must be at most 365"),
        ('[cadence]\nafter_answer = "wait"\n', "[cadence] after_answer", 'must be "stop" or "wait-again"'),
        ("[cadence]\nthank_you_day = 5\n", "[cadence]", "thank_you_day (5) must not be later than thank_you_days (3)"),
        ('[hours]\nfrom = "17:00"\nto = "09:00"\n', "[hours]", "from must be at least an hour before to"),
        ('[hours]\nfrom = "25:00"\n', "[hours] from", "must be a time of day"),
        ('[hours]\ndays = ["mon", "someday"]\n', "[hours] days.2", "Choose from mon, tue"),
        ("[hours]\ndays = []\n", "[hours] days", "must not be empty"),
        ('[provider]\nkind = "imap"\n', "[provider] kind", 'must be "local" or "google"'),
        ("[templates]\nfolder = 3\n", "[templates] folder", "must be the path of a folder"),
        ('[templates]\nfolder = ""\n', "[templates] folder", "must be the path of a folder"),
        ('[templates]\nfolder = "~no-such-user-here/x"\n', "[templates] folder", "home directory that does not exist"),
    ],
)
def test_a_mistake_is_named_with_what_to_do(tmp_path: Path, more: str, key: str, words: str) -> None:
    found = problem(tmp_path, LEAST + more)

    assert found.key == key
    assert words in str(found)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('"robin@mail.example"', '"Robin <robin@mail.example>"', "[me] email.1"),
        ('"robin@mail.example"', "[]", "[me] email"),
        ('"robin@mail.example"', '"a@b.example, c@d.example"', "[me] email.1"),
        ('"Robin Sample"', '""', "[me] name"),
        ('"Robin Sample"', '"Robin\\nBcc: x@y.example"', "[me] name"),
        ('"Robin Sample"', '"Robin"\nphone = "call me"', "[me] phone"),
        ('"Robin Sample"', '"Robin"\ncountry = "Germany"', "[me] country"),
        ('"Europe/Berlin"', '"../../etc/passwd"', "[me] time_zone"),
        ('"Europe/Berlin"', '""', "[me] time_zone"),
        ('"mail"', '"mail"\ndrafts = "../elsewhere"', "[local] drafts"),
        ('"mail"', '"mail"\ndrafts = ".Sent"', "[local]"),
    ],
)
def test_a_value_that_can_not_be_meant_is_refused(tmp_path: Path, old: str, new: str, key: str) -> None:
    assert problem(tmp_path, LEAST.replace(old, new)).key == key


GOOGLE = '[me]\nname = "Robin"\nemail = "robin@mail.example"\ntime_zone = "UTC"\n[provider]\nkind = "google"\n'


def test_google_asks_for_no_local_folders_and_has_a_default_for_everything(tmp_path: Path) -> None:
    google = load(written(tmp_path, GOOGLE)).google

    assert (google.credentials, google.calendars) == (tmp_path / "credentials.json", ("primary",))
    assert (google.follow_ups, google.read_bodies, google.poll_seconds) == ("Afterword", True, None)
    assert google.calendar_endpoint == "https://www.googleapis.com/calendar/v3"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ('gmail_endpoint = "http://mail.example"', "https://"),
        ('gmail_endpoint = "https://user:secret@mail.example"', "https://"),
        ('gmail_endpoint = "https://gmail.googleapis.com/gmail/v1"', "must not end in /gmail/v1"),
        ('calendar_endpoint = "https://www.googleapis.com"', "must end in /calendar/v3"),
        ("poll_seconds = 5", "at least 30"),
        ("calendars = []", "must not be empty"),
    ],
)
def test_what_is_wrong_with_the_google_settings_is_said(tmp_path: Path, setting: str, expected: str) -> None:
    assert expected in problem(tmp_path, f"{GOOGLE}[google]\n{setting}\n").expected


def test_google_may_be_asked_on_this_machine_without_encryption(tmp_path: Path) -> None:
    config = load(written(tmp_path, f'{GOOGLE}[google]\ngmail_endpoint = "http://127.0.0.1:8080/"\n'))

    assert config.google.gmail_endpoint == "http://127.0.0.1:8080"


def test_a_missing_client_file_is_told_unless_somebody_is_logged_in(tmp_path: Path) -> None:
    config = load(written(tmp_path, f'{GOOGLE}[state]\nfolder = "state"\n'))

    assert [problem.key for problem in surroundings(config)] == ["[google] credentials"]
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "google-token.json").write_text("{}")
    assert surroundings(config) == ()


def test_the_login_is_kept_in_the_state_folder_or_handed_in_by_systemd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = load(written(tmp_path, f'{GOOGLE}[state]\nfolder = "state"\n'))
    assert config.token_file() == (tmp_path / "state" / "google-token.json", True)

    (tmp_path / "handed").mkdir()
    (tmp_path / "handed" / "google-token.json").write_text("{}")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "handed"))
    assert config.token_file() == (tmp_path / "handed" / "google-token.json", False)

    named = load(written(tmp_path, f'{GOOGLE}[google]\ntoken = "mine.json"\n'))
    assert named.token_file() == (tmp_path / "mine.json", True)


def test_a_slip_of_syntax_is_told_with_its_line(tmp_path: Path) -> None:
    found = problem(tmp_path, '[me]\nname = "Robin\nemail = 1\n')

    assert found.key == "line 2"
    assert "not valid TOML" in found.expected


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    path = tmp_path / "my folder" / "none.toml"
    with pytest.raises(ConfigProblem, match=r"afterword config example > '.*/my folder/none.toml'"):
        load(path)


def test_another_encoding_and_a_folder_in_its_place_are_told_as_such(tmp_path: Path) -> None:
    assert "UTF-8" in problem(tmp_path, LEAST.replace("Robin", "René").encode("latin-1")).expected
    with pytest.raises(ConfigProblem, match="can't be read"):
        load(tmp_path)


def test_a_section_that_is_no_section_is_told(tmp_path: Path) -> None:
    assert ("[hours]", "must be a section") in {
        (each.key, each.expected) for each in problems(tmp_path, "hours = 3" + LEAST)
    }


# --- what only looking can tell -----------------------------------------------------------------------------------


def furnished(folder: Path) -> Path:
    for name in ("mail/cur", "mail/new", "mail/tmp", "mail/.Drafts/cur", "mail/.Sent/cur", "calendars/work"):
        (folder / name).mkdir(parents=True)
    return folder


def test_folders_that_are_there_are_fine(tmp_path: Path) -> None:
    config = loaded(furnished(tmp_path))

    assert surroundings_of(config) == {}
    assert advice(config) == ()


def test_folders_that_are_not_there_are_told_with_advice(tmp_path: Path) -> None:
    found = surroundings_of(loaded(tmp_path, '[templates]\nfolder = "texts"'))

    assert set(found) == {"[local] mail", "[local] calendars", "[templates] folder"}
    assert str(tmp_path / "mail") in found["[local] mail"]


def test_a_folder_above_the_maildir_is_told_where_it_is(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "mail" / "inbox" / name).mkdir(parents=True)
    (tmp_path / "calendars" / "work").mkdir(parents=True)

    assert f"Inside it there is {tmp_path}/mail/inbox" in surroundings_of(loaded(tmp_path))["[local] mail"]


def test_a_sent_folder_by_another_name_is_advised(tmp_path: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (tmp_path / "mail" / ".Sent Items" / name).mkdir(parents=True)
    (tmp_path / "mail" / ".Drafts").mkdir()

    (remark,) = advice(loaded(tmp_path))

    assert "Did you mean .Sent Items?" in remark


@pytest.mark.parametrize(("country", "told"), [("DE-BY", False), ("US", False), ("XX", True), ("DE-XX", True)])
def test_a_country_is_looked_up_among_those_whose_holidays_are_known(tmp_path: Path, country: str, told: bool) -> None:
    config = loaded(furnished(tmp_path), least=LEAST.replace("[local]", f'country = "{country}"\n[local]'))

    assert ("[me] country" in surroundings_of(config)) is told


def surroundings_of(config: Config) -> dict[str, str]:
    return {each.key: str(each) for each in surroundings(config)}


# --- where the memory is kept -------------------------------------------------------------------------------------


def usual(text: str = LEAST) -> Path:
    default_path().parent.mkdir(parents=True, exist_ok=True)
    default_path().write_text(text)
    return default_path()


def test_the_usual_configuration_keeps_its_memory_in_the_state_folder(surroundings: Path) -> None:
    usual()

    assert load().state_folder() == surroundings / ".state" / "afterword"


def test_naming_the_usual_file_by_hand_means_the_same_memory() -> None:
    assert load(usual()).state_folder() == load().state_folder()


def test_two_configurations_never_share_a_memory(tmp_path: Path, surroundings: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    folders = {loaded(tmp_path / name).state_folder() for name in ("a", "b")} | {load(usual()).state_folder()}

    assert len(folders) == 3
    assert all(each.is_relative_to(surroundings / ".state" / "afterword") for each in folders)


def test_one_configuration_by_two_paths_is_one_memory(tmp_path: Path) -> None:
    real = loaded(tmp_path)
    (tmp_path / "link.toml").symlink_to(tmp_path / "config.toml")

    assert load(tmp_path / "link.toml").state_folder() == real.state_folder()


def test_the_usual_file_may_be_a_link_to_where_it_really_lies(tmp_path: Path, surroundings: Path) -> None:
    real = written(tmp_path, LEAST)
    default_path().parent.mkdir(parents=True)
    default_path().symlink_to(real)

    assert load().state_folder() == load(real).state_folder() == surroundings / ".state" / "afterword"


def test_under_systemd_its_state_directory_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual()
    monkeypatch.setenv("STATE_DIRECTORY", f"{tmp_path}/one:{tmp_path}/two")

    assert load().state_folder() == tmp_path / "one"


def test_a_state_folder_that_is_named_is_taken(tmp_path: Path) -> None:
    assert loaded(tmp_path, '[state]\nfolder = "memory"').state_folder() == tmp_path / "memory"
