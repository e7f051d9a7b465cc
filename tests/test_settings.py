"""bitext.toml: read, refused with file and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import InputError, OptionError
from toolkit.settings import RunOptions, check_options, read_settings


def _write(folder: Path, text: str) -> Path:
    path = folder / "bitext.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_settings_override_defaults_and_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    path = _write(tmp_path, 'terms = ["starter", "desk.tsv"]\nledger = "archive.db"\ntranslate = false\n')
    options, check = read_settings(path)
    assert options.terms == ("starter", str(tmp_path / "desk.tsv"))
    assert options.ledger == str(tmp_path / "archive.db")
    assert options.translate is False
    assert options.model == RunOptions().model
    assert check == {}


def test_a_single_string_stands_for_a_list_of_one(tmp_path: Path) -> None:
    options, _ = read_settings(_write(tmp_path, 'leave_out = "gold"\n'))
    assert options.leave_out == ("gold",)


def test_the_table_of_the_checks_is_handed_on(tmp_path: Path) -> None:
    _, check = read_settings(
        _write(tmp_path, '[[check.ignore]]\ncheck = "names"\ntext = "Kim"\nnote = "x"\n')
    )
    assert check == {"ignore": [{"check": "names", "text": "Kim", "note": "x"}]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("modle = 'x'\n", "unknown key 'modle'"),
        ("translate = 'yes'\n", "not a bool"),
        ("leave_out = [1]\n", "not a list of strings"),
        ("quality = 'superb'\n", "quality = 'superb'"),
        ("model = \n", "not TOML"),
        ("check = 3\n", "'check' is not a table"),
        ("source_language = 'en'\n", "both 'en'"),
    ],
)
def test_what_makes_no_sense_is_refused_with_the_file(tmp_path: Path, text: str, message: str) -> None:
    path = _write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_settings(path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_options_from_the_command_line_are_checked_too() -> None:
    with pytest.raises(OptionError, match="fail_on"):
        check_options(RunOptions(fail_on="sometimes"))
