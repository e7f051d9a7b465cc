"""The main job on real articles: the sample newsroom, and batches with bad files in them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from toolkit.errors import BitextError
from toolkit.pipeline import Outcome, run
from toolkit.settings import RunOptions, read_settings


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["source_file"], row["source_id"], row["target_file"], row["target_id"]


@pytest.fixture(scope="module")
def newsroom(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Outcome]:
    """The sample articles, the results of a run on them (pseudo-translation), its outcome."""
    directory = root / "corpora/newsroom"
    output = tmp_path_factory.mktemp("run") / "out"
    options, check = read_settings(directory / "bitext.toml")
    from dataclasses import replace

    outcome = run(directory, output, replace(options, model="pseudo"), check_settings=check)
    return directory, output, outcome


def test_articles_are_paired_as_in_the_gold(newsroom: tuple[Path, Path, Outcome]) -> None:
    directory, output, _ = newsroom
    assert {_key(r) for r in _rows(output / "pairs.jsonl")} == {
        _key(r) for r in _rows(directory / "gold/pairs.jsonl")
    }


def test_sentences_are_aligned_as_in_the_gold(newsroom: tuple[Path, Path, Outcome]) -> None:
    directory, output, _ = newsroom

    def beads(path: Path) -> set[tuple[Any, ...]]:
        return {
            (*_key(r), tuple(r["source"]), tuple(r["target"]))
            for r in _rows(path)
            if r["source"] and r["target"]
        }

    found, gold = beads(output / "alignment.jsonl"), beads(directory / "gold/alignment.jsonl")
    assert 2 * len(found & gold) / (len(found) + len(gold)) >= 0.95


@pytest.mark.parametrize("number", range(11))
def test_what_was_planted_is_found(newsroom: tuple[Path, Path, Outcome], number: int) -> None:
    directory, output, _ = newsroom
    planted = _rows(directory / "gold/planted.jsonl")
    assert len(planted) == 11
    wanted = planted[number]
    about = [
        f
        for f in _rows(output / "findings.jsonl")
        if f["of"] == "human"
        and f["severity"] != "note"
        and f["source_file"] == wanted["source_file"]
        and (not wanted["source"] or wanted["source"] in f["source"])
        and (not wanted["target"] or wanted["target"] in f["target"])
    ]
    assert about, wanted


def test_results_are_complete_and_consistent(newsroom: tuple[Path, Path, Outcome]) -> None:
    _, output, outcome = newsroom
    for name in ("report.html", "report.md", "results.json", "bitext.tsv", "bitext.tmx", "findings.jsonl"):
        assert (output / name).stat().st_size > 0, name
    results = json.loads((output / "results.json").read_text(encoding="utf-8"))
    assert len(results["stories"]) == 16
    assert {s["metric"] for s in results["scores"]} >= {"BLEU", "chrF", "TER"}
    assert all(s["signature"] for s in results["scores"])
    assert "13 in both languages, 3 in one" in outcome.summary


def test_translations_come_back_in_the_format_of_their_source(newsroom: tuple[Path, Path, Outcome]) -> None:
    _, output, _ = newsroom
    english = output / "translations/en"
    page = (english / "film-festival.ko.html").read_text(encoding="utf-8")
    assert "console.log('<p>not news</p>');" in page
    assert 'href="/topics/film-festival"' in page
    assert (english / "cup-final.ko.md").read_text(encoding="utf-8").startswith("---\n")
    assert len(_rows(english / "wire.ko.jsonl")) == 2
    assert (output / "translations/ko/chip-startup.en.txt").exists()
    assert not (english / "chip-startup.en.txt").exists()


def test_a_second_run_decodes_nothing_and_gives_the_same_bytes(
    newsroom: tuple[Path, Path, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from toolkit.engines.fake import FakeEngine

    directory, output, _ = newsroom
    again = tmp_path / "out"
    again.mkdir()
    shutil.copy(output / ".journal.jsonl", again)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("decoded again")

    monkeypatch.setattr(FakeEngine, "translate", refuse)
    options, check = read_settings(directory / "bitext.toml")
    run(directory, again, replace(options, model="pseudo"), check_settings=check)
    files = [p.relative_to(output) for p in output.rglob("*") if p.is_file()]
    assert files
    for name in files:
        assert (output / name).read_bytes() == (again / name).read_bytes(), name


KO = "정부, 새 예산안 발표\n\n입력 2024.05.21 09:30\n\n정부는 21일 내년 예산을 3% 늘리겠다고 밝혔다.\n\n국회는 12월까지 심의한다.\n"
EN = "Government unveils budget\n\nPublished : May 21, 2024 - 10:00\n\nThe government said Tuesday it would raise next year's budget by 3 percent.\n\nThe National Assembly will review it through December.\n"


def test_bad_files_are_named_and_the_rest_is_done(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "a.ko.txt").write_text(KO, encoding="utf-8")
    (folder / "a.en.txt").write_text(EN, encoding="utf-8")
    (folder / "empty.ko.txt").write_bytes(b"")
    (folder / "binary.en.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "broken.ko.txt").write_bytes("한글 기사입니다. ".encode() * 50 + b"\xff\xfe\x80 ")
    (folder / "french.txt").write_text(
        "Le gouvernement a présenté mardi son budget pour l'année prochaine. Les députés voteront en décembre, "
        "mais l'opposition est contre cette loi qui est, selon elle, injuste pour les plus pauvres.\n" * 3,
        encoding="utf-8",
    )
    outcome = run(folder, tmp_path / "out", RunOptions(model="pseudo"))
    assert len(outcome.report.paired) == 1
    assert {p.file for p in outcome.report.problems} == {
        "empty.ko.txt",
        "binary.en.txt",
        "broken.ko.txt",
        "french.txt",
    }
    assert all(p.message for p in outcome.report.problems)
    assert "not done: empty.ko.txt" in outcome.summary
    assert "empty.ko.txt" in (tmp_path / "out/report.html").read_text(encoding="utf-8")


def test_a_directory_without_articles_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch/x.ko.txt").write_bytes(b"")
    with pytest.raises(BitextError, match=r"x\.ko\.txt"):
        run(tmp_path / "batch", tmp_path / "out", RunOptions(model="pseudo"))
    assert not (tmp_path / "out/report.html").exists()


def test_nothing_is_written_outside_the_output_directory(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "a.ko.txt").write_text(KO, encoding="utf-8")
    (folder / "a.en.txt").write_text(EN, encoding="utf-8")
    before = sorted(p.name for p in folder.iterdir())
    run(folder, tmp_path / "out", RunOptions(model="pseudo"))
    assert sorted(p.name for p in folder.iterdir()) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["batch", "out"]


def test_an_output_directory_among_the_articles_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "a.ko.txt").write_text(KO, encoding="utf-8")
    (folder / "a.en.txt").write_text(EN, encoding="utf-8")
    for _ in range(2):
        outcome = run(folder, folder / "out", RunOptions(model="pseudo"))
        assert len(outcome.report.stories) == 1


def test_the_real_article_with_its_page_furniture(shared: Path, tmp_path: Path) -> None:
    outcome = run(shared / "articles", tmp_path / "out", RunOptions(model="pseudo", leave_out=("README.md",)))
    (story,) = outcome.report.paired
    assert story.source is not None and story.target is not None
    assert str(story.source.date) == str(story.target.date) == "2019-09-19"
    gold = set()
    for line in (shared / "articles/us-nk-talks.gold.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or line.startswith("en\t"):
            continue
        en, ko = (tuple(int(n) for n in side.split(",") if n) for side in line.split("\t"))
        if en and ko:
            gold.add((ko, en))
    found = {(b.source, b.target) for b in story.beads if b.source and b.target}
    assert 2 * len(found & gold) / (len(found) + len(gold)) >= 0.9
    findings = [f for f in story.findings if f.of == "human"]
    assert any("Beigun" in f.message and "Biegun" in f.message for f in findings)
    assert not [f for f in findings if f.check == "dates" and f.severity != "note"]


def test_the_adaptation_asked_for_reaches_the_aligner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.pipeline import job

    folder = tmp_path / "batch"
    folder.mkdir()
    (folder / "a.ko.txt").write_text(KO, encoding="utf-8")
    (folder / "a.en.txt").write_text(EN, encoding="utf-8")
    asked: list[str] = []
    align = job.align_batch

    def watched(pairs: Any, encoder: Any, options: Any, **rest: Any) -> Any:
        asked.append(options.adapt)
        return align(pairs, encoder, options, **rest)

    monkeypatch.setattr(job, "align_batch", watched)
    run(folder, tmp_path / "out", RunOptions(translate=False, adapt="none"))
    assert asked == ["none"]
