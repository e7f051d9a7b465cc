"""Language by script and by the commonest words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.languages.detect import detect

TEXTS = {
    "ko": "정부는 19일 AI 정책을 발표했다. 야당은 이에 반발했다.",
    "en": "The government announced a new policy on Thursday, and the opposition was not happy with it. "
    "It has been a long week for the ruling party, which will meet again on Monday.",
    "ja": "政府は月曜日に新しい政策を発表した。来年から実施される。",
    "zh": "政府星期一宣布了新的经济政策，反对党对此表示不满。",
    "ru": "Правительство объявило о новых мерах в понедельник, оппозиция недовольна.",
    "uk": "Уряд оголосив про нові заходи, і опозиція їх критикує.",
    "fr": "Le gouvernement a annoncé lundi une nouvelle politique, et l'opposition n'est pas satisfaite de la "
    "décision. La loi est prête et elle sera votée dans les prochains jours par les députés.",
    "de": "Die Regierung hat am Montag eine neue Politik angekündigt, und die Opposition ist nicht zufrieden mit "
    "der Entscheidung. Das Gesetz ist fertig und wird von den Abgeordneten in den nächsten Tagen gelesen.",
    "es": "El gobierno anunció el lunes una nueva política, y la oposición no está satisfecha con la decisión de "
    "los ministros. La ley se votará en los próximos días en el congreso de la nación.",
    "vi": "Chính phủ đã công bố các biện pháp mới và phe đối lập không hài lòng với những thay đổi này của luật.",
    "ar": "أعلنت الحكومة عن سياسة جديدة يوم الاثنين",
    "th": "รัฐบาลประกาศนโยบายใหม่เมื่อวันจันทร์",
}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_languages(code: str) -> None:
    assert detect(TEXTS[code]).language == code


@pytest.mark.parametrize("code", ["ko", "en", "ja", "zh", "ru", "fr", "de", "es"])
def test_a_paragraph_is_certain(code: str) -> None:
    assert detect(TEXTS[code] * 2).certain


def test_mixed_text_goes_by_its_main_script() -> None:
    assert (
        detect("삼성전자(Samsung Electronics)는 HBM3E 12단 제품을 NVIDIA에 공급한다고 밝혔다.").language
        == "ko"
    )
    assert (
        detect("The hanok (한옥) and kimchi (김치) are known to all who have been in the country.").language
        == "en"
    )
    assert detect("Sony の新製品を発表した").language == "ja"
    assert detect("韓美 정상회담이 열렸다. 兩國은 합의했다.").language == "ko"


def test_short_text_is_never_certain() -> None:
    assert not detect("Moon meets Trump").certain
    assert not detect("La vie").certain
    assert detect("123 - 45").language == "und"
    assert detect("").language == "und"


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    found = detect(text)
    assert 0 <= found.share <= 1
    assert found.language == "und" or len(found.language) == 2
