"""Plain text as it is copied off a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.formats import read_articles, replace_blocks
from toolkit.formats.dates import find_date, is_only_date
from toolkit.formats.furniture import dateline, is_caption, is_furniture
from toolkit.formats.text import parse
from toolkit.languages import segment_article
from toolkit.text import Article, Block

ENGLISH = """The Hanbit Times

National

Seoul’s envoy urges both sides to give ground

By Oh Se-rin

Published : March 12, 2024 - 17:40

    • Link copied

SEOUL, March 12 (Yonhap) -- The envoy on Tuesday urged both sides to give ground. He was speaking at the airport on April 3, 2021.

“We have to go on,” Seo Ji-hoon, the special representative, told reporters.


Seo Ji-hoon (Yonhap) Seo Ji-hoon (Yonhap)


The talks start on Friday.

By Oh Se-rin  (news@hanbit.example)
"""

KOREAN = """한빛일보

정치

서지훈 “양측 모두 물러서야”
워싱턴 회담 앞두고 공항 회견

오세린 기자 news@hanbit.example
입력 2024.03.12 09:30
수정 2024.03.13 10:00
기사 공유하기

(서울=연합뉴스) 오세린 기자 = 서지훈 본부장은 12일 양측이 물러서야 한다고 말했다. 그는 2021년 4월 3일에도 같은 말을 했다.

▲ 서지훈 본부장이 발언하고 있다. [연합뉴스]

회담은 15일 시작된다.

오세린 기자
ⓒ 한빛일보, 무단 전재 및 재배포 금지

관련기사
북미 회담 15일 재개된다.
"""


def read(tmp_path: Path, text: str, name: str = "a.txt", encoding: str = "utf-8") -> Article:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return next(iter(read_articles(path)))


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(b.kind, b.text[:20]) for b in article.blocks]


def test_an_english_page(tmp_path: Path) -> None:
    article = read(tmp_path, ENGLISH)
    assert article.headline == "Seoul’s envoy urges both sides to give ground"
    assert article.date == date(2024, 3, 12)
    assert article.meta["author"] == "Oh Se-rin"
    assert article.language == "en"
    assert [s.text for s in segment_article(article)] == [
        "Seoul’s envoy urges both sides to give ground",
        "The envoy on Tuesday urged both sides to give ground.",
        "He was speaking at the airport on April 3, 2021.",
        "“We have to go on,” Seo Ji-hoon, the special representative, told reporters.",
        "The talks start on Friday.",
    ]
    assert ("caption", "Seo Ji-hoon (Yonhap)") in kinds(article)
    assert ("furniture", "SEOUL, March 12 (Yon") in kinds(article)


def test_a_korean_page(tmp_path: Path) -> None:
    article = read(tmp_path, KOREAN)
    assert article.headline == "서지훈 “양측 모두 물러서야”"
    assert article.date == date(2024, 3, 12)
    assert article.meta["author"] == "오세린"
    assert article.language == "ko"
    assert [s.text for s in segment_article(article)] == [
        "서지훈 “양측 모두 물러서야”",
        "워싱턴 회담 앞두고 공항 회견",
        "서지훈 본부장은 12일 양측이 물러서야 한다고 말했다.",
        "그는 2021년 4월 3일에도 같은 말을 했다.",
        "회담은 15일 시작된다.",
    ]
    assert [b.text for b in article.blocks if b.kind == "caption"] == [
        "▲ 서지훈 본부장이 발언하고 있다. [연합뉴스]"
    ]


def test_the_sample_articles_number_as_their_gold(shared: Path) -> None:
    for code, count, last in (("en", 17, "He is expected to meet"), ("ko", 19, "다키자키 시게키")):
        article = next(iter(read_articles(shared / "articles" / f"us-nk-talks.{code}.txt")))
        segments = segment_article(article)
        assert len(segments) == count
        assert segments[-1].text.startswith(last)
        assert segments[0].text == article.headline
    assert article.language == "ko"


def test_paragraphs_one_a_line(tmp_path: Path) -> None:
    article = read(
        tmp_path, "정부, 새 대책 발표\n정부는 19일 대책을 발표했다. 야당은 반발했다.\n시장은 조용했다.\n"
    )
    assert [b.kind for b in article.blocks] == ["headline", "paragraph", "paragraph"]


def test_wrapped_lines_are_joined_and_wrapped_again(tmp_path: Path) -> None:
    text = (
        "Talks resume in Geneva\n\nThe two sides met on Monday in Geneva for the first time since\n"
        "the summit of last year collapsed, and both of them said that the\nmood had been good and the work useful.\n\n"
        "They will meet again in the spring, when the snow has gone and the\nroads are open.\n"
    )
    article = read(tmp_path, text)
    assert [b.text.count("\n") for b in article.blocks] == [0, 0, 0]
    assert article.blocks[1].text.endswith(
        "since the summit of last year collapsed, and both of them said that the mood had been good and the work useful."
    )
    new = [None, Block("paragraph", "word " * 30 + "end.", 0, 0), None]
    data = replace_blocks(tmp_path / "a.txt", {"": new}, "fr").data.decode()
    assert max(map(len, data.split("\n"))) <= 70
    assert data.startswith("Talks resume in Geneva\n\nword word")
    assert data.endswith("roads are open.\n")


def test_long_lines_are_paragraphs_of_their_own(tmp_path: Path) -> None:
    line = "The committee met again on Monday and it heard from twelve witnesses who had seen the fire."
    other = "It will report in June, when the new session of the assembly has begun its work in earnest."
    article = read(tmp_path, f"A fire in Busan\n{line} {other}\n{other}\n")
    assert [b.kind for b in article.blocks] == ["headline", "paragraph", "paragraph"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_survive(tmp_path: Path, end: str) -> None:
    text = KOREAN.replace("\n", end)
    article = read(tmp_path, text)
    assert article.headline == "서지훈 “양측 모두 물러서야”"
    blocks = [Block(b.kind, "NEW", 0, 0) if b.text.startswith("회담은") else None for b in article.blocks]
    data = replace_blocks(tmp_path / "a.txt", {"": blocks}, "en").data
    assert data == text.replace("회담은 15일 시작된다.", "NEW").encode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_encodings_come_back(tmp_path: Path, encoding: str) -> None:
    text = KOREAN.replace("ⓒ", "(c)")
    article = read(tmp_path, text, encoding=encoding)
    assert article.headline == "서지훈 “양측 모두 물러서야”"
    blocks = [
        Block(b.kind, "새 문장이다.", 0, 0) if b.text.startswith("회담은") else None for b in article.blocks
    ]
    done = replace_blocks(tmp_path / "a.txt", {"": blocks}, "ko")
    assert done.data == text.replace("회담은 15일 시작된다.", "새 문장이다.").encode(encoding)
    assert not done.notes


def test_what_cp949_cannot_hold_becomes_utf8_and_is_said(tmp_path: Path) -> None:
    article = read(tmp_path, "정부는 대책을 발표했다.\n", encoding="cp949")
    assert article.meta["encoding"] == "cp949"
    done = replace_blocks(tmp_path / "a.txt", {"": [Block("paragraph", "naïve ☃", 0, 0)]}, "en")
    assert done.encoding == "utf-8"
    assert done.data == "naïve ☃\n".encode()
    assert "cp949" in done.notes[0]


@pytest.mark.parametrize(
    "line",
    [
        "By Park Han-na",
        "By Park Han-na  (hnpark@example.com)",
        "By Kim Min-ji and Lee Soo-jin",
        "Published : Sept. 19, 2019 - 18:09",
        "Updated : 2019-09-19 18:30",
        "• Link copied",
        "Share | Print | Facebook",
        "입력 2019.09.19 18:09",
        "입력 :2019-09-19 18:09:00",
        "기사입력 2019년 9월 19일 오후 6시 9분",
        "[등록 2019.09.19 18:09]",
        "홍길동 기자",
        "홍길동 기자 hong@example.co.kr",
        "워싱턴=김철수 특파원",
        "[홍길동 기자 hong@example.co.kr]",
        "hkd@example.co.kr",
        "ⓒ 한빛일보, 무단 전재 및 재배포 금지",
        "<저작권자(c) 연합뉴스, 무단 전재-재배포 금지>",
        "Copyright 2019 Hanbit. All rights reserved.",
        "기사 공유하기",
        "글자 크기 조절",
        "2019.09.19 18:09",
        "2019년 9월 19일",
        "Sept. 19, 2019",
        "(END)",
        "(끝)",
        "홈 > 정치 > 국회",
        "All News 11:30 May 02, 2021",
        "37",
        "* * *",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "By the time he arrived, the talks were over.",
        "By 2030 the plant will employ 3,000 people.",
        "기자는 현장을 찾았다.",
        "홍길동 기자는 상을 받았다.",
        "2019년 9월 19일 정부는 대책을 발표했다.",
        "On Sept. 19, 2019, the two met.",
        "입력 장치를 만드는 회사다.",
        "Share prices fell on Monday.",
        "공유 경제가 커지고 있다.",
        "그는 문의처로 help@example.com을 적었다.",
        "끝이 보이지 않는다.",
        "Published papers rose 5 percent in 2019.",
        "날씨는 맑았다.",
        "Copyright is protected for 70 years after the author's death.",
        "정부는 저작권자를 찾기 어려운 자료를 먼저 쓰자는 안을 내놓았다.",
        "무단 복제 사이트를 추적한 기록이 책으로 나왔다.",
    ],
)
def test_sentences_are_no_furniture(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "Lee Do-hoon (Yonhap) Lee Do-hoon (Yonhap)",
        "President Moon speaks at Cheong Wa Dae on Thursday. (Yonhap)",
        "장관이 발언하고 있다. [연합뉴스]",
        "장관이 발언하고 있다. /사진=뉴스1",
        "사진=연합뉴스",
        "문재인 대통령과 조 바이든 미국 대통령. /뉴시스·로이터",
        "회담장 전경 /홍길동 기자",
        "▲ 회담장 전경. (사진=통일부 제공)",
    ],
)
def test_captions(line: str) -> None:
    assert is_caption(line)


def test_no_captions() -> None:
    assert not is_caption("The envoy (left) spoke to Yonhap on Monday.")
    assert not is_caption("그는 연합뉴스와의 통화에서 말했다.")
    assert not is_caption("very very")


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("(서울=연합뉴스) 홍길동 기자 = 정부는", "(서울=연합뉴스) 홍길동 기자 = "),
        ("[서울=뉴시스]홍길동 기자 = 정부는", "[서울=뉴시스]홍길동 기자 = "),
        (
            "(워싱턴·서울=연합뉴스) 홍길동 특파원 김철수 기자 = 정부는",
            "(워싱턴·서울=연합뉴스) 홍길동 특파원 ",
        ),
        ("[한빛일보 홍길동 기자] 정부는", "[한빛일보 홍길동 기자] "),
        ("SEOUL, Sept. 19 (Yonhap) -- The", "SEOUL, Sept. 19 (Yonhap) -- "),
        ("WASHINGTON (AP) — The", "WASHINGTON (AP) — "),
        ("정부는 19일", ""),
        ("The U.S. (and Japan) agreed", ""),
        ("(그는 웃었다) 정부는", ""),
    ],
)
def test_datelines(text: str, head: str) -> None:
    assert text[: dateline(text)] == head


@pytest.mark.parametrize(
    "text",
    [
        "Published : Sept. 19, 2019 - 18:09",
        "2019.09.19",
        "2019년 9월 19일",
        "입력 :2019-09-19",
        "19 September 2019",
        "20190919",
        "2019/9/19 3:00",
        "2019-09-19T18:09:00+09:00",
        "September 19th, 2019",
        "2019. 9. 19.",
    ],
)
def test_dates(text: str) -> None:
    assert find_date(text) == date(2019, 9, 19)


def test_no_dates() -> None:
    assert find_date("2019.13.19") is None
    assert find_date("Sept. 19") is None
    assert find_date("02-123-4567") is None
    assert is_only_date("2019년 9월 19일 (목) 오후 6:09")
    assert not is_only_date("2019년 9월 19일 서울")


def test_the_date_of_the_body_is_not_taken(tmp_path: Path) -> None:
    assert (
        read(
            tmp_path, "He was born on Sept. 19, 1957.\n\nHe died last year, and the town still misses him.\n"
        ).date
        is None
    )
    assert read(tmp_path, "He left on Monday.\n", name="2024-05-06-left.txt").date == date(2024, 5, 6)


def test_a_headline_that_asks(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "집값, 정말 잡힐까?\n\n정부는 19일 새 대책을 발표했다. 시장은 조용했다.\n\n야당은 반발했다.\n",
    )
    assert article.headline == "집값, 정말 잡힐까?"
    assert not read(tmp_path, "정부는 19일 새 대책을 발표했다.\n\n야당은 반발했다.\n").headline


def test_lists_and_subheads(tmp_path: Path) -> None:
    article = read(
        tmp_path,
        "정부, 새 대책 발표\n\n정부는 19일 대책을 발표했다.\n\n■ 세 가지 대책\n\n▲ 예산을 늘린다.\n▲ 인력을 뽑는다.\n\n시장 반응\n\n시장은 조용했다.\n",
    )
    assert [b.kind for b in article.blocks] == [
        "headline",
        "paragraph",
        "subhead",
        "list-item",
        "list-item",
        "subhead",
        "paragraph",
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from(list("\n\n\n \t가나다.기자입력1920:@()[]=ⓒbyBY>•▲\r\f\u200b")),
            st.characters(codec="utf-8"),
        ),
        max_size=300,
    )
)
def test_blocks_lie_in_order_in_any_text(raw: str) -> None:
    last = 0
    covered = ""
    for piece in parse(raw):
        assert last <= piece.start < piece.end <= len(raw)
        covered += raw[piece.start : piece.end]
        last = piece.end
    assert sorted("".join(covered.split())) == sorted(
        "".join(
            raw.translate(dict.fromkeys(map(ord, "\ufeff\u200b\x1a\v\f\x1c\x1d\x1e\x85\u2028\u2029"))).split()
        )
    ) or any(c in raw for c in "\ufeff\u200b\x1a\v\f\x1c\x1d\x1e\x85\u2028\u2029")


def test_a_huge_text_is_read_in_linear_time() -> None:
    for piece in ("가나다 ", "a", "By ", "(", "입력 ", "\n", "가. \n"):
        assert parse(piece * 20_000) is not None
