"""`bitext pair`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.cli.pair import command
from toolkit.errors import InputError, OptionError

STORIES = {
    "rate": (
        "한국은행이 기준금리를 연 3.25%로 내렸다. 이창용 총재는 물가가 안정됐다고 말했다.",
        "The Bank of Korea cut its key rate to 3.25 percent. Gov. Rhee Chang-yong said prices had stabilised.",
    ),
    "match": (
        "축구 대표팀이 일본을 2-1로 이겼다. 손흥민이 결승골을 넣었다.",
        "The national soccer team beat Japan 2-1. Son Heung-min scored the winner.",
    ),
}


def run(*arguments: object, given: str | None = None) -> Result:
    result = CliRunner().invoke(command, [str(a) for a in arguments], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    for k, (name, (korean, english)) in enumerate(STORIES.items()):
        for folder, text, file in (("ko", korean, f"{name}.txt"), ("en", english, f"story{9 - k}.txt")):
            path = tmp_path / "batch" / folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n", encoding="utf-8")
    (tmp_path / "batch" / "ko" / "rain.txt").write_text(
        "밤사이 큰비가 내렸다. 피해는 없었다.\n", encoding="utf-8"
    )
    return tmp_path / "batch"


def rows_of(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_directory(batch: Path) -> None:
    result = run(batch)
    assert result.exit_code == 0
    rows = rows_of(result)
    assert [set(r) for r in rows] == [{"source_file", "source_id", "target_file", "target_id", "score"}] * 3
    found = {r["source_file"]: r["target_file"] for r in rows}
    assert found == {"ko/rate.txt": "en/story9.txt", "ko/match.txt": "en/story8.txt", "ko/rain.txt": None}
    assert "2 pairs, 1 articles without a counterpart" in result.stderr


def test_two_directories_and_a_file(batch: Path, tmp_path: Path) -> None:
    out = tmp_path / "pairs.jsonl"
    result = run(batch / "ko", batch / "en", "-o", out, "-q")
    assert result.exit_code == 0 and result.stdout == "" and result.stderr == ""
    found = {r["source_file"]: r["target_file"] for r in map(json.loads, out.read_text().splitlines())}
    assert found["rate.txt"] == "story9.txt"


def test_articles_of_one_file_have_ids(tmp_path: Path) -> None:
    for language, side in (("ko", 0), ("en", 1)):
        lines = [
            json.dumps({"id": f"{language}-{n}", "text": s[side], "language": language}, ensure_ascii=False)
            for n, s in STORIES.items()
        ]
        (tmp_path / f"wire.{language}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = rows_of(run(tmp_path))
    assert {(r["source_id"], r["target_id"]) for r in rows} == {
        ("ko-rate", "en-rate"),
        ("ko-match", "en-match"),
    }


def test_what_cannot_be_done_says_so(batch: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="3 paths"):
        run(batch, batch, batch)
    with pytest.raises(InputError):
        run(tmp_path / "none")


def test_one_side_as_json_lines_from_standard_input(batch: Path) -> None:
    lines = [
        json.dumps({"id": name, "language": "ko", "text": korean}) for name, (korean, _) in STORIES.items()
    ]
    result = run("-", batch / "en", given="\n".join(lines) + "\n")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    made = {(r["source_file"], r["source_id"], r["target_file"]) for r in rows if r["source_file"]}
    assert made == {("-", "rate", "story9.txt"), ("-", "match", "story8.txt")}
    with pytest.raises(InputError) as caught:
        run("-", batch / "en", given="no json\n")
    assert (str(caught.value.path), caught.value.line) == ("-", 1)
    with pytest.raises(OptionError, match="named twice"):
        run("-", "-", given="")
