"""Units, currencies and counters that follow a number in Korean."""

from __future__ import annotations

import re

from ..base import QuantityKind

Unit = tuple[QuantityKind, str, float]
"""Kind, symbol of the unit, factor from the number to that unit."""

AFTER: dict[str, Unit] = {}
"""Word that follows a number -> what it makes of it."""


def _unit(kind: QuantityKind, unit: str, words: str, factor: float = 1.0) -> None:
    for word in words.split():
        AFTER[word] = (kind, unit, factor)


_unit("percentage-point", "%p", "%포인트 %p %P 퍼센트포인트 %point 포인트%")
_unit("percent", "%", "% 퍼센트 프로")
for _code, _words in {
    "KRW": "원",
    "USD": "달러 달라 미달러 미국달러 불",
    "EUR": "유로 유로화",
    "JPY": "엔 엔화",
    "CNY": "위안 위안화 위엔 인민폐",
    "GBP": "파운드",
    "CHF": "스위스프랑",
    "CAD": "캐나다달러 캐나다달라",
    "AUD": "호주달러 호주달라",
    "NZD": "뉴질랜드달러",
    "HKD": "홍콩달러",
    "SGD": "싱가포르달러 싱가폴달러",
    "TWD": "대만달러",
    "RUB": "루블 루블화",
    "INR": "루피",
    "BRL": "헤알 레알",
    "MXN": "페소",
    "THB": "바트 밧",
    "IDR": "루피아",
    "MYR": "링깃",
    "TRY": "리라",
    "ILS": "셰켈 세켈",
    "SEK": "크로나",
    "DKK": "크로네",
    "ZAR": "랜드",
    "SAR": "리얄",
    "DEM": "마르크",
    "FRF": "프랑",
}.items():
    _unit("money", _code, _words)
_unit("money", "USD", "센트", 0.01)
_unit("money", "GBP", "펜스", 0.01)
for _symbol, _words in {
    "mm": "mm ㎜ 밀리미터 밀리",
    "cm": "cm ㎝ 센티미터 센티 센치",
    "m": "m M 미터 메타",
    "km": "km ㎞ Km KM 킬로미터",
    "in": "인치",
    "ft": "피트 ft",
    "yd": "야드",
    "mi": "마일",
    "nmi": "해리",
    "mg": "mg ㎎ 밀리그램",
    "g": "g 그램 그람",
    "kg": "kg ㎏ Kg KG 킬로그램 킬로그람",
    "t": "t T 톤",
    "oz": "온스",
    "m2": "㎡ m² m2 제곱미터 평방미터",
    "km2": "㎢ km² km2 제곱킬로미터 평방킬로미터",
    "ha": "ha ㏊ 헥타르",
    "acre": "에이커",
    "ft2": "제곱피트 평방피트",
    "mi2": "제곱마일 평방마일",
    "pyeong": "평",
    "ml": "ml mL ㎖ 밀리리터",
    "l": "l L ℓ 리터",
    "m3": "㎥ m³ 세제곱미터 입방미터",
    "ft3": "큐빅피트 세제곱피트 입방피트",
    "gal": "갤런",
    "bbl": "배럴",
    "°C": "℃ °C",
    "°F": "℉ °F",
    "°": "도 °",
    "km/h": "km/h kph ㎞/h",
    "mph": "mph",
    "m/s": "m/s ㎧",
    "kn": "노트",
    "W": "와트 W",
    "kW": "kW KW kw ㎾ 킬로와트",
    "MW": "MW ㎿ 메가와트",
    "GW": "GW 기가와트",
    "kWh": "kWh ㎾h 킬로와트시",
    "hp": "마력",
    "KB": "KB 킬로바이트",
    "MB": "MB 메가바이트",
    "GB": "GB 기가바이트",
    "TB": "TB 테라바이트",
}.items():
    _unit("measure", _symbol, _words)
_unit("duration", "year", "년 년간 년여 년째 개년 해 해째 주년")
_unit("duration", "month", "개월 개월간 개월째 달 달간 달째")
_unit("duration", "week", "주 주일 주간 주일간 주째")
_unit("duration", "day", "일 일간 일째")
_unit("duration", "hour", "시간 시간째")
_unit("duration", "minute", "분 분간")
_unit("duration", "second", "초 초간")
_unit("ordinal", "century", "세기")
_unit("age", "year", "살 세")
_unit("decade", "year", "년대")
_unit("ordinal", "", "번째 번째로 위 등 차 호 회째 째 대째 학년 조 항 장 절")
_unit("cardinal", "times", "배 갑절")
_unit("cardinal", "caliber", "구경")
_unit("cardinal", "point", "점 포인트 p P pt")
_COUNTERS = (
    "명 인 사람 개 건 대 번 회 차례 권 마리 곳 군데 가지 종 표 석 팀 층 편 곡 골 승 패 무 척 채 쌍 개국 국 자 자루 세트 이닝 안타 홈런 매 통 줄 "
    "병 잔 그루 가구 세대 쪽 페이지 경기 게임 라운드 타 타수 타점 구 발 기 량 필 벌 켤레 조각 상자 박스 그릇 끼 박 인분 개사 사 개교 개소 부 문장 "
    "문항 문제 단계 단 급 동 시 군 면 읍 나라 국가 개국가 도시 가족 자녀 남매 형제 사건 회사 업체 기업 학교 대학 여자 남자 여성 남성 아이 어린이 "
    "학생 의원 환자 시즌 판 식 정 행 칸 톨 알 대목 갈래 접 수 마디 글자 단어 막 대회 촌"
)
for _word in _COUNTERS.split():
    AFTER.setdefault(_word, ("cardinal", _word, 1.0))
LONGEST = max(map(len, AFTER))

# A counter before one of these characters is the head of another word: 원칙, 일본, 시즌, 분기, ...
OTHER_WORD: dict[str, frozenset[str]] = {
    counter: frozenset(following)
    for counter, following in {
        "원": "칙전자인소정내고장안래료조색동본",
        "일": "본반요자상정제등원",
        "시": "즌장민청리위스작험설범각기대점내진",
        "분": "기야당석열위쟁배노데류명산량단",
        "초": "점기반등청대선",
        "대": "통표학회중선비북미형부상책변국한기남전신",
        "명": "예분령절단백칭성소",
        "인": "치천상권기수근공종류민터사식정구물해하",
        "세": "계기트대금력미관상종포무월",
        "개": "발최혁막인시선방정통헌편설회",
        "회": "담장원복생견동색피",
        "주": "요민장택식목말변최체관류술전재차석당거기",
        "차": "관량별세장지단트원체",
        "위": "원안해험기협치반성한상법축",
        "자": "동신리금유본치녀체원전문택연료선격살국민",
        "장": "관소기비애면차교남녀군려례마르",
        "호": "텔주남수흡감소실",
        "조": "사건직치선항약정합기언금작각성차",
        "도": "시움쿄전착입심지발중널달박매서피망난약청살록둑구",
        "등": "록장급산교",
        "점": "수유검심령차거포화",
        "건": "물설강축국전수",
        "배": "우경터럴치포당상출급후분심려제송추",
        "번": "호역영화지갈",
        "부": "부터문산모족정채작근담실상위동지품통총장회인",
        "기": "자업관록술준대존온구소금회반지타여계사획억념독상후",
        "구": "조매성역체속급입단경축상글호",
        "사": "람건고회망실용태진상무법장단살형령전퇴기례",
        "동": "안물남북계맹포유아행작료참생",
        "정": "부상치책당확보규식권지리밀전말신오",
        "면": "적접담세허역",
        "수": "백천십사준출입술상업익석비행감색단치량습요",
        "군": "사인대부당함",
        "단": "체독순지계기위속식행",
        "급": "증락등여성",
        "종": "교료일합류목업전양사",
        "표": "적면현시준정절",
        "석": "유방탄사",
        "무": "기역장료산력시소인승패려",
        "판": "매결단사정문",
        "발": "표생전언견사행효동급송굴목",
        "식": "당품사량물민중탁",
        "평": "균양화소창일론",
        "행": "사정위진복보방렬성",
        "알": "려아카렸바았수라",
        "통": "합해신계화상제보행역치증",
        "줄": "었어고인리",
        "잔": "류액여혹디",
        "막": "았고대강론후",
        "달": "성했하릴랬았라러",
        "살": "인던았려며면수포균펴",
        "해": "외결당서체군양안야소수변명설임제킹병저왔온",
        "국": "회내방민제무",
        "타": "격임자",
        "매": "각출우장체일력",
        "필": "요수리",
        "촌": "락",
        "접": "수촉근견대경종속전",
        "박": "사물수스람",
        "칸": "막",
        "절": "반차감",
        "항": "공구해모",
        "승": "리객부인진",
        "패": "배션소",
        "팀": "장원",
        "엔": "진지",
        "프로": "그젝야축농골배선페듀토필파모세",
    }.items()
}

_DOLLAR_OF = re.compile(r"(미국|미|캐나다|호주|홍콩|싱가포르|뉴질랜드|대만|스위스)\s(달러|달라|프랑)")


def unit_at(text: str, end: int) -> tuple[QuantityKind, str, float, int] | None:
    """Kind, unit, factor of what follows a number that ends at `end` (white space may stand between), and its end."""
    stop = end + 6
    while text[end : end + 1] == " " and end < stop:
        end += 1
    c = text[end : end + 1]
    if not c or c in "0123456789.,()":
        return None
    if c in "미캐호홍싱뉴대스" and (m := _DOLLAR_OF.match(text, end)):
        found = AFTER.get(m.group(1) + m.group(2))
        if found:
            return (*found, m.end())
    for length in range(min(LONGEST, len(text) - end), 0, -1):
        word = text[end : end + length]
        found = AFTER.get(word)
        if found is None:
            continue
        stop = end + length
        following = text[stop : stop + 1]
        if c.isascii() and c.isalpha() and following.isascii() and following.isalnum():
            if word == "m" and following.isdigit():  # 2m34
                return (*found, stop)
            continue
        if following and following in OTHER_WORD.get(word, ()):
            return None
        return (*found, stop)
    return None
