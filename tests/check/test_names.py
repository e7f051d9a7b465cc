"""Is the person of the translation the person of the source?"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.check import CheckContext
from toolkit.check.names import NAMES
from toolkit.text import Finding, SegmentPair


def check(korean: str, english: str, reverse: bool = False) -> list[Finding]:
    pair = SegmentPair("1", english, korean, "en", "ko") if reverse else SegmentPair("1", korean, english)
    return list(NAMES.run([pair], CheckContext()))


CLEAN = [
    ("스티븐 비건 대표는 이도훈 본부장을 만났다.", "Representative Stephen Biegun met Lee Do-hoon."),
    ("이 본부장은 비건 대표와 협의했다.", "Lee held talks with Biegun."),
    (
        "왕이 중국 외교부장과 뤄자오후이 부부장이 방문했다.",
        "Chinese Foreign Minister Wang Yi and Luo Zhaohui visited.",
    ),
    ("라도반 카라지치가 체포됐다고 변호사가 말했다.", "Radovan Karadzic was arrested, his lawyer said."),
    ("다키자키 시게키 국장을 만난다.", "He is to meet Shigeki Takizaki."),
    (
        "통일부는 개성공단을 방문했다고 밝혔다.",
        "The Ministry of Unification said it visited the Kaesong complex.",
    ),
    ("존 유 교수는 하버드대에서 강의했다.", "Professor John Yoo lectured at Harvard."),
    ("데이빗 죤슨은 이렇게 말한다.", "David Johnson puts it like this."),
]
NO_PERSONS = [
    (
        "모르포나비의 날개에서 배운 화폐는 위조하기 어렵다.",
        "Banknotes that borrow from the wings of the morpho butterfly are hard to forge.",
    ),
    (
        "남아프리카공화국의 서퍼 티안 판더메르베는 파도를 탄다.",
        "South African surfer Tian van der Merwe rides the waves.",
    ),
    (
        "네덜란드의 하키 선수 산네 데용은 결승전을 치렀다.",
        "Dutch hockey player Sanne de Jong played in the final.",
    ),
    ("칭기즈칸의 무덤은 나오지 않았다.", "The tomb of Genghis Khan did not turn up."),
    (
        "마담 장제스로 알려진 쑹메이링은 연설했다.",
        "Soong Mei-ling, known as Madame Chiang Kai-shek, gave a speech.",
    ),
    (
        "부활절 아침 스리랑카의 성당과 호텔을 노린 테러",
        "Easter morning bombings at churches and hotels in Sri Lanka",
    ),
    ("데라부그티는 가스전이 있다.", "Dera Bugti is home to gas fields."),
    (
        "신생아 둘이 바뀐 지 38년이 지났다.",
        "Thirty-eight years have passed since two newborns were switched.",
    ),
    (
        "가벼운 엉덩방아에도 척추가 내려앉을 수 있다.",
        "Osteoporosis patients can suffer a collapsed vertebra from a mild fall.",
    ),
    ("허블 우주망원경이 찍은 사진", "photos taken by the Hubble Space Telescope"),
    ("클리블랜드 관현악단의 음악감독", "the music director of the Cleveland Orchestra"),
    ("항공 영상에서 노부부가 발견됐다.", "Aerial footage revealed an elderly couple."),
    ("타자 아르준 나이르는 187점을 올렸다.", "Batter Arjun Nair made 187."),
    ("미 해병대는 오키나와에 연대를 둔다.", "The U.S. Marines will station a regiment in Okinawa."),
]
SWAPPED = [
    (
        "라도반 카라지치가 체포됐다고 변호사가 말했다.",
        "Radovan Cherchesov was arrested, his lawyer said.",
        "카라지치",
        "Cherchesov",
    ),
    ("이도훈 본부장은 워싱턴을 방문한다.", "Park Ji-won will visit Washington.", "이도훈", "Park Ji-won"),
    ("천웨이둥 중국 대표가 말했다.", "Chinese negotiator Zhao Guoqiang said.", "천웨이둥", "Zhao Guoqiang"),
    (
        "월포위츠의 향후 거취는 이사회가 정한다.",
        "The board will decide on Salgado's future.",
        "월포위츠",
        "Salgado",
    ),
]


def test_true_pairs_are_quiet() -> None:
    assert [f.message for korean, english in CLEAN for f in check(korean, english)] == []
    assert [f.message for korean, english in CLEAN for f in check(korean, english, reverse=True)] == []


def test_common_nouns_and_names_with_particles_are_no_swapped_persons() -> None:
    assert [f.message for korean, english in NO_PERSONS for f in check(korean, english)] == []
    assert [f.message for korean, english in NO_PERSONS for f in check(korean, english, reverse=True)] == []


def test_a_word_that_korean_calls_otherwise_may_be_a_first_name() -> None:
    (found,) = check(
        "비너스 세리나코바는 결승에 올랐다고 말했다.", "Venus Dombrowski said she reached the final."
    )
    assert found.severity in ("error", "warning")


def test_a_name_with_particles_may_be_swapped() -> None:
    (found,) = check("서퍼 티안 판더메르베는 파도를 탄다.", "Surfer Tian van der Bosch rides the waves.")
    assert found.severity in ("error", "warning")


def test_swapped_persons_are_found_with_their_places() -> None:
    for korean, english, hangul, latin in SWAPPED:
        (found,) = check(korean, english)
        assert found.severity in ("error", "warning") and found.side == "target" and found.check == "names"
        assert found.source[slice(*found.source_span or (0, 0))] == hangul
        assert found.target[slice(*found.target_span or (0, 0))] == latin
        (turned,) = check(korean, english, reverse=True)
        assert turned.target[slice(*turned.target_span or (0, 0))] == hangul
        assert turned.source[slice(*turned.source_span or (0, 0))] == latin


def test_the_press_spelling_is_expected_of_a_korean_name() -> None:
    pair = SegmentPair("1", "김복동 할머니는 말했다.", "Yuan Shikai said so.")
    found = list(NAMES.run([pair], CheckContext(style="ap")))
    assert not found or found[0].expected in ("", "Kim Bok Dong")


def test_other_languages_are_left_alone() -> None:
    pair = SegmentPair("1", "Angela Merkel sprach.", "Emmanuel Macron spoke.", "de", "en")
    assert not list(NAMES.run([pair], CheckContext()))


def test_empty_sides() -> None:
    assert check("", "Stephen Biegun spoke.") == check("비건 대표는 말했다.", "") == []


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text(korean: str, english: str) -> None:
    for found in check(korean, english):
        for text, span in ((found.source, found.source_span), (found.target, found.target_span)):
            assert span is None or 0 <= span[0] < span[1] <= len(text)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["카라지치", "이도훈", "은", "본부장", " ", "비건", "-", "라도반", "·"]), max_size=8
    ),
    st.lists(
        st.sampled_from(["Radovan", "Salgado", "'s", " ", "Lee", "Mr. ", "-", "Do-hoon", "Al-", "."]),
        max_size=8,
    ),
)
def test_pieces_of_names(korean: list[str], english: list[str]) -> None:
    for found in check("".join(korean), "".join(english)):
        for text, span in ((found.source, found.source_span), (found.target, found.target_span)):
            assert span is None or 0 <= span[0] < span[1] <= len(text)


def test_ordinary_words_and_places_are_no_persons() -> None:
    assert not check("오스만 제국과 러시아가 맞섰다.", "The Ottoman Empire and Russia faced each other.")
    assert not check("대신 참다랑어가 그물에 걸린다.", "Yellowtail are caught in the nets instead.")
    assert not check("악마 대통령이라고 트럼프가 말했다.", "Trump spoke of Mr Evil President.")


def test_title_beyond_the_country_makes_it_certain() -> None:
    (found,) = check(
        "천웨이둥 중국 대표는 서울을 방문한다.", "Zhao Guoqiang, China's envoy, will visit Seoul."
    )
    assert found.severity == "error"
