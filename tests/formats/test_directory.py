"""A directory of articles: languages, names, and what cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from toolkit.errors import InputError
from toolkit.formats import Reading, read_directory

KO = "정부, 새 대책 발표\n\n정부는 19일 대책을 발표했다. 야당은 반발했다.\n"
EN = (
    "Government announces plan\n\nThe government announced a plan on Thursday. The opposition was not happy with it, "
    "and it said that the plan was late.\n"
)
JA = "政府は月曜日に新しい政策を発表した。来年から実施される予定だという。\n"
FR = (
    "Le gouvernement a annoncé lundi une nouvelle politique, et l'opposition n'est pas satisfaite de la décision. "
    "La loi est prête et elle sera votée dans les prochains jours par les députés.\n"
)


def fill(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def test_folders_suffixes_and_mixtures(tmp_path: Path) -> None:
    batch = read_directory(
        fill(
            tmp_path,
            {
                "ko/a.txt": KO,
                "en/a.txt": EN,
                "b.ko.txt": KO,
                "b.en.md": EN,
                "2024/ko/c.html": f"<article><p>{KO}</p></article>",
                "d.txt": EN,
                "e.ko.txt": KO.encode("cp949"),
                ".hidden.txt": KO,
                ".git/x.txt": KO,
                "README.md": "# About",
                "notes.toml": "a = 1",
                "photo.jpg": b"\xff\xd8\xff",
            },
        )
    )
    assert not batch.errors
    assert [(a.file, a.language) for a in batch.articles] == [
        ("2024/ko/c.html", "ko"),
        ("b.en.md", "en"),
        ("b.ko.txt", "ko"),
        ("d.txt", "en"),
        ("e.ko.txt", "ko"),
        ("en/a.txt", "en"),
        ("ko/a.txt", "ko"),
    ]


def test_bad_files_do_not_stop_the_batch(tmp_path: Path) -> None:
    batch = read_directory(
        fill(
            tmp_path,
            {
                "ko/good.txt": KO,
                "ko/empty.txt": b"",
                "ko/binary.txt": b"\x00\x01\x02\x03" * 100,
                "ko/broken.txt": KO.encode() + b"\xff\xfe\xfd" + KO.encode(),
                "ja.txt": JA,
                "fr.txt": FR,
                "ko/furniture.txt": "홍길동 기자\n2019.09.19 18:09\n",
                "long.ko.txt": "가나다 " * 1_300_000,
                "old.ko.hwp": b"\xd0\xcf\x11\xe0",
                "wrong.ko.txt": EN * 2,
                "rows.jsonl": '{"id": "1", "text": "비가 왔다. 그쳤다."}\n{bad\n{"id": "1", "text": "눈이 왔다."}\n{"id": "2", "text": "해가 떴다."}\n',
            },
        )
    )
    assert [a.key for a in batch.articles] == ["ko/good.txt", "rows.jsonl#1", "rows.jsonl#2"]
    said = {str(e) for e in batch.errors}
    for part in (
        "ko/empty.txt: the file is empty",
        "ko/binary.txt: this is a binary file",
        "ko/broken.txt: broken encoding",
        "ja.txt: is in Japanese, not in Korean or English",
        "fr.txt: is in French, not in Korean or English",
        "ko/furniture.txt: there is no story text",
        "long.ko.txt: a line or paragraph of 5,199,999 characters",
        "old.ko.hwp: .hwp files cannot be read",
        "wrong.ko.txt: is in English, but the path says Korean",
        "rows.jsonl:2: not JSON",
        "rows.jsonl: two articles have the id '1'",
    ):
        assert any(part in s for s in said), (part, said)
    assert len(said) == 11
    assert all(e.hint for e in batch.errors)


def test_two_articles_of_one_name(tmp_path: Path) -> None:
    batch = read_directory(fill(tmp_path, {"ko/a.txt": KO, "a.ko.txt": KO, "x/a.ko.txt": KO}))
    assert [a.file for a in batch.articles] == ["a.ko.txt", "x/a.ko.txt"]
    assert [str(e) for e in batch.errors] == ["ko/a.txt: same name and language as a.ko.txt"]


def test_results_and_output_inside_are_left_out(tmp_path: Path) -> None:
    fill(
        tmp_path,
        {
            "ko/a.txt": KO,
            "out/x.txt": EN,
            "run1/results.json": "{}",
            "run1/findings.jsonl": "",
            "run1/translations/a.txt": EN,
            "gold/pairs.jsonl": '{"source_file": "a", "target_file": "b"}\n',
            "memory.tmx": "<tmx/>",
        },
    )
    batch = read_directory(tmp_path, leave_out=[tmp_path / "out"])
    assert [a.file for a in batch.articles] == ["ko/a.txt"]
    assert not batch.errors


def test_other_languages_by_request(tmp_path: Path) -> None:
    fill(tmp_path, {"a.ja.txt": JA, "fr/a.txt": FR})
    batch = read_directory(tmp_path, languages=("ja", "fr"))
    assert [(a.file, a.language) for a in batch.articles] == [("a.ja.txt", "ja"), ("fr/a.txt", "fr")]
    forced = read_directory(tmp_path, languages=("ko", "xx"), reading=Reading(language="xx"))
    assert [a.language for a in forced.articles] == ["xx", "xx"]


def test_directories_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such directory"):
        read_directory(tmp_path / "none")
    with pytest.raises(InputError, match="no articles in this directory") as caught:
        read_directory(tmp_path)
    assert ".txt" in caught.value.hint
    path = tmp_path / "a.txt"
    path.write_text(KO)
    with pytest.raises(InputError, match="a file, not a directory"):
        read_directory(path)


def test_a_link_to_nothing(tmp_path: Path) -> None:
    fill(tmp_path, {"a.ko.txt": KO})
    (tmp_path / "b.ko.txt").symlink_to(tmp_path / "none")
    batch = read_directory(tmp_path)
    assert [str(e) for e in batch.errors] == ["b.ko.txt: a link to nothing"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read anything")
def test_an_unreadable_file(tmp_path: Path) -> None:
    fill(tmp_path, {"a.ko.txt": KO, "b.ko.txt": KO})
    (tmp_path / "b.ko.txt").chmod(0)
    batch = read_directory(tmp_path)
    assert [str(e) for e in batch.errors] == ["b.ko.txt: may not be read"]
