"""Numbers, amounts, dates and times as they stand in Korean text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date as Date
from functools import lru_cache

from ..base import Quantity, QuantityKind
from ..units import SYMBOLS, plain
from .dates import RELATIVE, read_date, read_relative, read_weekday
from .numerals import NATIVE, NATIVE_RANGES, NUMBER, Numeral, read_numeral, read_sino, to_number

_KEEP = 4096
"""How many texts are remembered as read: the checks of one document read each of its segments twice."""

# What follows a number: word -> (kind, unit, factor to the unit).
_AFTER: dict[str, tuple[QuantityKind, str, float]] = {}


def _unit(kind: QuantityKind, unit: str, words: str, factor: float = 1.0) -> None:
    for word in words.split():
        _AFTER[word] = (kind, unit, factor)


_unit("percentage-point", "%p", "%포인트 %p %P 퍼센트포인트 %point 포인트%")
_unit("percent", "%", "% 퍼센트 프로 %대 퍼센트대 %선")
for _code, _words in {
    "KRW": "원 원대 원선",
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
_unit("duration", "year", "년 년간 년여 개년 해 주년")
_unit("duration", "month", "개월 개월간 달 달간")
_unit("duration", "week", "주 주일 주간 주일간")
_unit("duration", "day", "일 일간")
_unit("duration", "hour", "시간")
_unit("duration", "minute", "분 분간")
_unit("duration", "second", "초 초간")
_unit("duration", "century", "세기")
_unit("age", "year", "살 세 번째생일")
_unit("decade", "year", "년대")
_unit("ordinal", "번째", "번째 위 등 차 호 회째 번째로 번 째 주째 일째 년째 대째 학년 조 항 장 절")
_unit("cardinal", "배", "배 갑절")
_unit("cardinal", "point", "점 포인트 p P pt")
for _word in (
    "명 인 사람 개 건 대 회 차례 권 마리 곳 군데 가지 종 표 석 팀 층 편 곡 골 승 패 무 척 채 쌍 개국 국 자 자루 세트 이닝 안타 홈런 매 통 줄 병 잔 "
    "그루 가구 세대 쪽 페이지 경기 게임 라운드 타 타수 타점 구 발 기 량 필 벌 켤레 조각 상자 박스 그릇 끼 박 인분 평 주 개사 사 개교 개소 개주 개월 "
    "부 문장 문항 문제 단계 단 급 도 동 시 군 구 면 읍 나라 국가 개국가 도시 가족 자녀 남매 형제 사건 회사 업체 기업 학교 대학 여자 남자 여성 남성 아이 "
    "어린이 학생 의원 환자 시즌 판 식 번 만에 정 조 분 행 칸 톨 알 움큼 방울 대목 갈래 켠 판 접 두 수 장 마디 글자 단어 막 대회"
).split():
    _AFTER.setdefault(_word, ("cardinal", _word, 1.0))
_LONGEST = max(map(len, _AFTER))
_HANGUL_UNIT_ENDS = frozenset("%㎞㎝㎜㎏㎡㎢㎥")

# A counter that is only the head of another word is none: 원칙, 일본, 시즌, 분기, ...
_NOT_AFTER = re.compile(
    r"원(?:칙|전|자|인|소|정|내|고|장|안|래|료|조|색|동|유(?!로)|본)|일(?:본|반|부|요|자리|상|정|제|등|원)|시(?:즌|장|민|청|도|리|위|스|작|험|설|범|각|기|대|점|내)"
    r"|분(?:기|의|야|당|석|열|위|쟁|배|노|데|류|명|산|량|단)|초(?:점|기|반|과|등|청|대|선)|대(?:통|표|학|회|중|선|비|북|미|일|형|부|상|책|변|사(?!람)|국|한|기업|남|만|전|신)|명(?:예|분|령|절|단|백|칭|성|소)"
    r"|인(?:치|천|상|권|기|도|간(?!은|이)|수|근|공|종|류|민|터|사|식|정|구|물|해|하)|세(?:계|기|트|대|금|력|미|관|상|종|포|무|월)|개(?:월|국|발|최|혁|막|인|시|선|방|정|통|헌|편|설|회)|회(?:사|담|의|장|원|복|생|견|동|색|피)|주(?:요|민|장|택|식|목|말|년|변|도|지사|최|일|간|의|체|관|류|술|전|재|차|석|당|거|기)"
    r"|차(?:관|량|이|별|례|세|장|지|단|트|원|체|기)|위(?:원|안|해|험|기|협|치|반|성|한|상|법|축)|자(?:동|신|리|금|유|본|치|회|녀|체|원|전|문|택|연|료|선|격|살|국|민)|장(?:관|소|기|비|애|면|차|교|남|녀|군|려|례|마|점|르)|호(?:텔|주|남|수|흡|감|소|실)|조(?:사|건|직|치|선|항|약|정|합|기|언|금|작|각|성)|도(?:시|로|움|쿄|전|착|입|심|지사|발|중|널|달|박|매|서|피|망|난|약|청|의|살|달|요|록|둑|구)|등(?:록|장|급|산|교|의)|점(?:수|유|검|심|령|차|거|포|화)|건(?:물|설|강|축|의|국|전|수)|배(?:우|경|터|럴|치|포|당|상|출|급|달|후|수|분|심|려|제|송|추)|번(?:호|역|영|개|화|지)|부(?:부|터|문|산|모|족|정|채|작|근|담|사|실|상|위|동|지|품|통|총|장|회|의|인)|기(?:자|업|관|간|록|술|준|대|존|온|구|소|금|회|반|지|타|여|계|록|차|사|획|억|념|독|상|후)|구(?:조|매|성|역|체|속|간|급|입|단|경|축|상|두|글|호)|사(?:람|건|고|회|업|망|실|용|이|태|진|상|무|법|장|단|이|살|형|령|전|퇴|기|례)|조(?:차)|동(?:안|시|의|물|남|북|일|계|맹|포|유|아|행|작|료|참|생)|정(?:부|도|상|치|책|당|확|보|규|식|권|지|리|밀|전|말|신|오)|면(?:적|접|담|세|허|역)|수(?:백|천|십|만|사|도|준|출|입|술|상|업|익|석|비|행|천|감|색|단|사|치|량|습|요|원|백)|군(?:사|인|대|부|당|함)|단(?:체|독|순|지|계|일|기|위|속|식|행)|급(?:증|락|등|여|성)|종(?:로|교|료|일|합|류|목|업|전|양|사)|표(?:적|면|현|시|준|정|절)|석(?:유|방|탄|사)|무(?:기|역|장|료|산|력|시|소|인|승|패|려)|판(?:매|결|단|사|정|문)|발(?:표|생|전|언|견|사|행|효|동|급|송|매|굴|목)|식(?:당|품|사|량|물|민|중|탁)|평(?:가|균|양|화|소|창|일|론)|조|종교|구|두|행(?:사|동|정|위|진|복|보|방|렬|성|인)|알(?:려|아|카|리|렸|바|고|았|수|라)|통(?:합|해|신|일|계|화|상|제|과|보|행|역|치|증)|줄(?:이|었|어|고|인|일|리)|잔(?:류|액|여|인|혹|디)|막(?:을|았|고|판|대|강|론|후)|달(?:라(?!러)|러(?!)|성|리|했|하|라|릴|랬|아|았)|살(?:인|해|던|고|았|아|려|리|며|면|수|포|균|펴|상)|해(?:외|결|당|서|체|군|양|안|야|소|수|변|고|명|설|임|제|킹|병|저|상|왔|온|이|를)|시(?:진)"
)
_LATIN_NEXT = re.compile(r"[A-Za-z]")

_ROMAN = {"Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "Ⅴ": 5, "Ⅵ": 6}
_NATIVE_WORDS = "|".join(sorted([*NATIVE, *NATIVE_RANGES], key=len, reverse=True))
_COUNTERS = (
    "명|사람|개|번|차례|살|시간|시(?![장민즌청도리위스작험설범])|달|주(?![요민장택식목변도최의체관류술전재차석당거])|해(?![외결당서체군양안야소수])|가지|마리|대(?![통표학회중선비북부형])|곳|채|척|장(?![관소기비애면])|권|배|쌍|군데|나라|국가|가구|가족|팀"
    "|골|째|건|회(?![사담의장원])|분(?![기야석열위])|자리|자루|잔|병|켤레|벌|그루|송이|통|편|줄|판|조각|자녀|아들|딸|아이|남자|여자|여성|남성|남매|형제|자매|회사|도시|사건|사안|주간|주일|차원|측|정상|지역|경기|세트|학교|대학|후보|의원|선수|단계|방울|모금|쪽|손|발|다리|눈|귀|나라|부분|가닥|갈래|끼|그룹|마디|사례|종류|기업|업체|번째"
)
_START = re.compile(
    rf"""(?<![0-9])(?P<few>[1-9]),\s?(?P<next>[2-9])(?=\s?(?:년|개월|명|일(?!본)|주|시간|분|차례|개|배|회|번|곳|살|세))
    |(?P<digit>[0-9])
    |(?<![가-힣])(?=[어오이당전내다모지올재작금엊그])(?P<relative>{RELATIVE})
    |(?P<weekday>[월화수목금토일]요일)
    |(?<![가-힣])(?:
      (?P<many>(?:수|몇)\s?[십백천만억조]+(?=여|\s|명|개|건|대|회|번|차례|년|달러|원|곳|마리|가지|권|장|톤|배|km|m|점|편|채|표|만|억|조|일|시간|주)|십수(?=\s?(?:년|명|개|차례|만|억|일|건|곳)))
     |(?P<sino>(?![일이삼사오육칠팔구]조(?!\s?(?:원|달러|유로|엔|위안)))[일이삼사오육칠팔구]?[십백천만억조][일이삼사오육칠팔구십백천만억조]*)(?P<odd>여\s?|\s)?(?=(?:만|억|조)?\s?(?:명|개|건|대|회|번|차례|년|달러|달라|원|유로|엔|위안|파운드|곳|마리|가지|권|장|톤|배|킬로|km|㎞|미터|%|퍼센트|점|편|채|표|일(?!본)|시간|주|살|세|분|초|가구|석|평|대|인|여))
     |(?!한편(?!\s(?:의|을|이))|한번\s?도|한때)(?P<native>열\s(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)|{_NATIVE_WORDS})(?=\s?(?:여\s)?(?:{_COUNTERS}))
     |(?P<bare>두|세|다섯|여섯|일곱|여덟|아홉|열|스무|하나|둘|셋|넷|서너|두세|한두|대여섯)(?=\s|[은는이가을를의로과와도만,.]|$)
     |(?P<fixed>첫|절반|반(?=\s?(?:값|으로|이상|이하|가량|년|세기))|하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레|열흘|보름|한나절|반나절|반세기|갑절|곱절|정오|자정|과반)
    )
    |(?P<half>[0-9]?(?<=[가-힣])\s반(?=\s|만|이|을|동))
    """,
    re.X,
)
_FIXED: dict[str, tuple[QuantityKind, float, str]] = {
    "첫": ("ordinal", 1, "번째"),
    "절반": ("fraction", 0.5, ""),
    "반": ("fraction", 0.5, ""),
    "과반": ("fraction", 0.5, ""),
    "하루": ("duration", 1, "day"),
    "이틀": ("duration", 2, "day"),
    "사흘": ("duration", 3, "day"),
    "나흘": ("duration", 4, "day"),
    "닷새": ("duration", 5, "day"),
    "엿새": ("duration", 6, "day"),
    "이레": ("duration", 7, "day"),
    "여드레": ("duration", 8, "day"),
    "아흐레": ("duration", 9, "day"),
    "열흘": ("duration", 10, "day"),
    "보름": ("duration", 15, "day"),
    "한나절": ("duration", 0.5, "day"),
    "반나절": ("duration", 0.25, "day"),
    "반세기": ("duration", 50, "year"),
    "갑절": ("cardinal", 2, "배"),
    "곱절": ("cardinal", 2, "배"),
    "정오": ("time", 720, "pm"),
    "자정": ("time", 0, "am"),
}
_FRACTION = re.compile(rf"\s?분의\s?({NUMBER}|[일이삼사오육칠팔구])")
_AVERAGE = re.compile(r"할(?![인머 ]|아|당|부|리|거|복|증|애|례)(?:\s?([0-9])푼)?(?:\s?([0-9])리)?|할(?![가-힣])")
_CLOCK = re.compile(
    r"(?P<h>[01]?[0-9]|2[0-4])(?:\s?시(?!간|즌|장|민|청|도|리|위|스|작|험|설|범)(?:\s?(?P<m>[0-5]?[0-9])분(?!기|의)|\s?(?P<half>반))?|:(?P<cm>[0-5][0-9])(?![0-9:]))"
)
_HALF_DAY = re.compile(r"(?P<w>오전|오후|새벽|아침|낮|저녁|밤|심야|정오|한낮)\s?$")
_LAP = re.compile(r"(?:(?P<h>[0-9]{1,3})시간\s?)?(?P<m>[0-9]{1,3})분(?!의|기)\s?(?:(?P<s>[0-9]{1,2})초\s?(?P<c>[0-9]{1,3})?)?|(?P<s2>[0-9]{1,3})초\s?(?P<c2>[0-9]{1,3})(?![0-9]|분|시|명|개)")
_LAP_COLON = re.compile(r"(?:(?P<h>[0-9]{1,2}):)?(?P<m>[0-9]{1,2}):(?P<s>[0-9]{2}(?:\.[0-9]+)?)(?![0-9:])")
_SCORE = re.compile(r"\s?(?:대|-|:)\s?([0-9]{1,3})(?![0-9.,:-]|\s?[%월일년만억천]|[가-힣]?\s?분)(?![mk㎞])")
_RANGE = re.compile(rf"\s?(?:~|-|에서\s|\s?내지\s?)\s?(?={NUMBER})")
_MONEY_BEFORE = re.compile(r"(?:(?P<c>US|A|C|HK|NZ|S|NT)?(?P<s>[$€£¥₩])|(?P<code>USD|KRW|EUR|JPY|CNY|GBP))\s?$")
_COUNTRY_DOLLAR = {"US": "USD", "A": "AUD", "C": "CAD", "HK": "HKD", "NZ": "NZD", "S": "SGD", "NT": "TWD"}
_DOLLAR_OF = re.compile(r"(미국|미|캐나다|호주|홍콩|싱가포르|뉴질랜드|대만|스위스)\s(?=달러|달라|프랑)")
_ARTICLE = re.compile(r"(?:법|헌법|조약|헌장|규정|조례|협약|제)\s?$")
_ORDINAL = re.compile(r"제\s?$")
_ABOUT_BEFORE = re.compile(r"(?:약|대략|거의|최소|최대|최고|평균|무려|근|적어도|족히)\s?$")
_ABOUT_AFTER = re.compile(r"(?:여|남짓|가량|쯤|정도|안팎|이상|이하|가까|넘|미만|초반|중반|후반|대(?![0-9가-힣])|선\b|에 달|에 육박|을 웃|를 웃|을 넘|를 넘|에 이)")
_SOFT_BEFORE = re.compile(r"[A-Za-z_/@#.-]$")
_DAY_AGE = re.compile(r"\s?[,)]")


def quantities(text: str, date: Date | None = None) -> list[Quantity]:
    """Quantities of `text` in order, none overlapping; `date` is the day of the article.

    Dates that the text gives in part (19일, 지난 2월, 다음 달) are resolved when
    `date` is given; the parts that follow from it stand in soft quantities.
    """
    return list(_read(text, date))


@lru_cache(_KEEP)
def _read(text: str, date: Date | None) -> tuple[Quantity, ...]:
    original, text = text, plain(text)
    found: list[Quantity] = []
    at = 0
    month: tuple[int, int] | None = None  # month of the last date and where it ended
    search = _START.search
    while m := search(text, at):
        start = m.start()
        name = m.lastgroup
        if name == "odd":
            name = "sino"
        q: Quantity | None = None
        if name == "digit":
            near = month[0] if month and start - month[1] <= 8 else None
            q = _digits(text, start, date, near)
            if q is None:
                at = start + 1
                while at < len(text) and text[at] in "0123456789":
                    at += 1
                continue
        elif name == "relative":
            q = read_relative(text, start, date)
        elif name == "weekday":
            q = read_weekday(text, start, date)
        elif name == "fixed":
            kind, value, unit = _FIXED[m.group()]
            q = Quantity(kind, value, start, m.end(), m.group(), unit, hard=value > 2 and kind == "duration")
        elif name in ("native", "bare"):
            q = _native(text, m)
        elif name == "many":
            q = _many(text, m)
        elif name == "sino":
            q = _sino(text, m)
        elif name == "next":
            q = _few(text, m)
        if q is None:
            at = start + 1 if name == "next" else max(m.end(), at + 1)
            if name == "next" and (q := _digits(text, start, date, None)):
                found.append(q)
                at = q.end
            continue
        if q.kind == "date" and q.month and (q.day or q.unit == "month"):
            month = (q.month, q.end)
        found.append(q)
        at = q.end
    if original is not text:
        return tuple(_with_text(q, original) for q in found)
    return tuple(found)


def _with_text(q: Quantity, text: str) -> Quantity:
    """`q` with the words of the original; an entity that it begins inside of belongs to it."""
    start = q.start
    if text[start] == ";":
        start = max(0, text.rfind("&", 0, start))
    return replace(q, start=start, text=text[start : q.end])


def _digits(text: str, start: int, date: Date | None, month: int | None) -> Quantity | None:
    before = text[max(0, start - 8) : start]
    last = before[-1:]
    money = _MONEY_BEFORE.search(before) if last in "$€£¥₩ DWRYP" and last else None
    if money is None and (not last or last not in ".,"):
        if q := read_date(text, start, date, month):
            return q
        if q := _time(text, start, before):
            return q
    number = read_numeral(text, start)
    if number is None:
        return None
    low, end = number.value, number.end
    rest = text[end : end + 1]
    if rest and rest in " 분할" and not number.scaled:
        if m := _FRACTION.match(text, end):
            top = m.group(1)
            value = (to_number(top) if top[0].isdigit() else float("일이삼사오육칠팔구".index(top) + 1)) / (low or 1)
            return Quantity("fraction", value, start, m.end(), text[start : m.end()], hard=low > 2)
        if rest == "할" and (m := _AVERAGE.match(text, end)) and low < 10:
            value = low / 10 + int(m.group(1) or 0) / 100 + int(m.group(2) or 0) / 1000
            return Quantity("percent", value * 100, start, m.end(), text[start : m.end()], "%")
    hard = not (last and _SOFT_BEFORE.match(last))
    high: float | None = None
    scaled = number.scaled
    if rest and rest in " ~-에내":
        if (m := _RANGE.match(text, end)) and (second := read_numeral(text, m.end())) and not (
            rest == "-" and _is_score(text, start, end, number, second)
        ):
            if second.value > low or (second.scaled and not scaled):
                if second.scaled and not scaled and low < 1000:
                    low = _carried(text, m.end(), low, second)
                if second.value > low and _unit_at(text, second.end) or "~" in m.group():
                    high, end, scaled = second.value, second.end, second.scaled
    if high is None and not scaled and (m := _SCORE.match(text, end)) and low <= 200 and low == int(low):
        other = m.group(1)
        joined = text[end : m.start(1)].strip()
        if joined != "대" or not _unit_at(text, m.end()) or _unit_at(text, m.end()) == ("cardinal", "대", 1.0, m.end()):
            return Quantity("score", low, start, m.end(), text[start : m.end()], high=float(other), hard=hard)
    if money is not None:
        code = _COUNTRY_DOLLAR.get(money["c"] or "", "") or (SYMBOLS[money["s"]] if money["s"] else money["code"])
        begin = start - (len(before) - money.start())
        return Quantity("money", low, begin, end, text[begin:end], code, high, hard)
    approximate = number.approximate
    if text[end : end + 1] == "여" and text[end + 1 : end + 2] != "성":
        approximate = True
        end += 1
    return _with_unit(text, start, end, low, high, before, hard, approximate, scaled)


def _is_score(text: str, start: int, end: int, first: Numeral, second: Numeral) -> bool:
    return not first.scaled and not second.scaled and first.value <= 200 and second.value <= 200 and not _unit_at(text, second.end)


def _carried(text: str, start: int, low: float, second: Numeral) -> float:
    """3~4만: the scale word after the second number is meant for the first as well."""
    m = re.compile(NUMBER).match(text, start)
    first = to_number(m.group()) if m else 0
    return low * second.value / first if first and second.value / first >= 10 else low


def _unit_at(text: str, end: int) -> tuple[QuantityKind, str, float, int] | None:
    """Kind, unit and factor of the counter or unit at `end` (one space may stand before), and its end."""
    stop = end + 6
    while text[end : end + 1] == " " and end < stop:
        end += 1
    c = text[end : end + 1]
    if not c or c in "0123456789.,()":
        return None
    if c in "미캐호홍싱뉴대스" and (m := _DOLLAR_OF.match(text, end)):
        word = m.group(1)
        joined = word + text[m.end() : m.end() + 2]
        found = _AFTER.get(joined)
        if found:
            return (*found, m.end() + 2)
    for length in range(min(_LONGEST, len(text) - end), 0, -1):
        found = _AFTER.get(text[end : end + length])
        if found:
            stop = end + length
            if c.isascii() and c.isalpha() and stop < len(text) and text[stop].isascii() and text[stop].isalnum():
                continue
            if _NOT_AFTER.match(text, end) and not (length > 1):
                return None
            return (*found, stop)
    return None


def _with_unit(
    text: str, start: int, end: int, low: float, high: float | None, before: str, hard: bool, approximate: bool, scaled: bool
) -> Quantity:
    kind: QuantityKind = "cardinal"
    unit = ""
    found = _unit_at(text, end)
    if found:
        kind, unit, factor, stop = found
        if unit in ("조", "항") and _ARTICLE.search(before):
            kind = "ordinal"
        if kind == "percent" and (m := _POINT.match(text, stop)):
            kind, unit, stop = "percentage-point", "%p", m.end()
        if unit == "GBP" and not scaled and (m := _WEIGHT.search(text[stop : stop + 12])):
            kind, unit = "measure", "lb"
        if unit == "°":
            kind, unit = _degrees(text, start, kind, unit)
        if unit == "km" and _SPEED.search(before):
            unit = "km/h"
        if kind == "decade":
            low, kind, unit = (low if low >= 1000 else low + (1900 if low >= 10 else 2000)), "decade", "year"
        if factor != 1.0:
            low, high = round(low * factor, 12), None if high is None else round(high * factor, 12)
        end = stop
    elif scaled and _ARTICLE.search(before) and text[end - 1] == "조":
        low, kind, unit, scaled = low / 1e12, "ordinal", "조", False
    if _ORDINAL.search(before):
        kind = "ordinal" if kind == "cardinal" else kind
    if not approximate:
        approximate = bool(_ABOUT_AFTER.match(text, end + (text[end : end + 1] == " "))) or bool(_ABOUT_BEFORE.search(before))
    if unit == "대" and low in _TENS and not approximate and not _VEHICLES.match(text, end):
        kind, unit = "decade", "year"
    if unit in ("자", "호") and _PARTIES.match(text, end):
        hard = False
    if low <= 2 and (high is None or high <= 2) and kind in ("cardinal", "ordinal", "duration", "age", "measure") and unit not in ("bbl",):
        hard = hard and low != int(low)
    if kind == "money" and high is None and _bracketed(before, text, end):
        hard = False
    return Quantity(kind, low, start, end, text[start:end], unit, high, hard, approximate)


_TENS = frozenset(map(float, range(10, 100, 10)))
_VEHICLES = re.compile(r"(?:의|를|가|로|씩)\s|\s?(?:차량|버스|트럭|승용|항공|전투|여객|비행|택시|탱크|자동차|컴퓨터|이상|정도|규모)")
_PARTIES = re.compile(r"\s?(?:회담|협의|협상|간|정상|태풍)")
_POINT = re.compile(r"\s?(?:포인트|p\b|P\b)")
_WEIGHT = re.compile(r"^(?:의 무게|\s?무게|짜리|의 몸|를 감량|를 뺐|\s?폭탄)")
_SPEED = re.compile(r"(?:시속|풍속)\s?(?:약\s?)?$")
_TEMPERATURE = re.compile(r"(?P<u>섭씨|화씨|영하|영상|기온|최고|최저|체온|수온)[^0-9]{0,4}$")


def _bracketed(before: str, text: str, end: int) -> bool:
    """Whether the amount stands in brackets of its own: a conversion (약 1600억원)."""
    return "(" in before and text[end : end + 6].lstrip("가량상당정도에 해당").startswith(")")


def _degrees(text: str, start: int, kind: QuantityKind, unit: str) -> tuple[QuantityKind, str]:
    m = _TEMPERATURE.search(text[max(0, start - 8) : start])
    if not m:
        return kind, unit
    return kind, "°F" if m["u"] == "화씨" else "°C"


def _time(text: str, start: int, before: str) -> Quantity | None:
    """A clock time (오후 5시 30분, 17:30) or a lap time and length (13초04, 1시간 20분)."""
    if m := _CLOCK.match(text, start):
        hour, minute = int(m["h"]), int(m["m"] or m["cm"] or 0)
        if m["half"]:
            minute = 30
        word = _HALF_DAY.search(before)
        begin = start - (len(before) - word.start()) if word else start
        half = ""
        if word:
            half = "am" if word["w"] in ("오전", "새벽", "아침") else "pm"
            if half == "pm" and hour < 12 and not (word["w"] in ("밤", "심야") and hour < 5):
                hour += 12
            elif half == "am" and hour == 12:
                hour = 0
        elif hour > 12:
            half = "pm"
        return Quantity("time", hour * 60 + minute, begin, m.end(), text[begin : m.end()], half, hard=False)
    if m := _LAP_COLON.match(text, start):
        seconds = int(m["h"] or 0) * 3600 + int(m["m"]) * 60 + float(m["s"])
        return Quantity("duration", seconds, start, m.end(), m.group(), "second")
    m = _LAP.match(text, start)
    if not m:
        return None
    if m["s2"]:
        return Quantity("duration", float(f"{m['s2']}.{m['c2']}"), start, m.end(), text[start : m.end()], "second")
    if not m["h"] and not m["s"]:
        return None
    minutes = int(m["h"] or 0) * 60 + int(m["m"])
    if not m["s"]:
        return Quantity("duration", minutes, start, m.end(), text[start : m.end()], "minute")
    seconds = minutes * 60 + float(f"{m['s']}.{m['c'] or 0}")
    return Quantity("duration", seconds, start, m.end(), text[start : m.end()], "second")


def _native(text: str, m: re.Match[str]) -> Quantity:
    word = m.group()
    start, end = m.span()
    high: float | None = None
    if word in NATIVE_RANGES:
        low, high = map(float, NATIVE_RANGES[word])
    else:
        low = float(NATIVE[word.replace(" ", "")])
    kind: QuantityKind = "cardinal"
    unit = ""
    if text[end : end + 1] == "여":
        end += 1
    at = end + (text[end : end + 1] == " ")
    if text.startswith("시", at) and not text.startswith("시간", at) and low <= 12:
        minutes = low * 60 + (30 if text[at + 1 : at + 3].strip().startswith("반") else 0)
        return Quantity("time", minutes, start, at + 1, text[start : at + 1], hard=False)
    if text.startswith("번째", at) or text.startswith("째", at):
        at += 2 if text[at] == "번" else 1
        return Quantity("ordinal", low, start, at, text[start:at], "번째", high, hard=False)
    found = _unit_at(text, end)
    if found and m.lastgroup == "native":
        kind, unit, _, end = found
    return Quantity(kind, low, start, end, text[start:end], unit, high, False, high is not None)


def _many(text: str, m: re.Match[str]) -> Quantity:
    """수백, 수십만, 십수: no number that could be checked, yet it may stand for one."""
    start, end = m.span()
    word = m.group().replace(" ", "")
    number = read_sino(word, 1) if word[0] in "수몇" else None
    low = number.value if number else 10.0
    found = _unit_at(text, end)
    kind: QuantityKind = "cardinal"
    unit = ""
    if found:
        kind, unit, _, end = found
    return Quantity(kind, low, start, end, text[start:end], unit, low * 9, False, True)


def _few(text: str, m: re.Match[str]) -> Quantity | None:
    """2, 3년: two or three years."""
    low, high = int(m["few"]), int(m["next"])
    found = _unit_at(text, m.end())
    if high != low + 1 or found is None:
        return None
    return Quantity(found[0], low, m.start(), found[3], text[m.start() : found[3]], found[1], high, False, True)


def _sino(text: str, m: re.Match[str]) -> Quantity | None:
    start = m.start()
    number = read_sino(text, start)
    if number is None or number.end != m.end("sino"):
        return None
    word = m["sino"]
    if len(word) == 1 and m["odd"] is None and not text.startswith(("달러", "원", "명"), number.end):
        return None
    if len(word) == 1 and text[number.end : number.end + 2] in ("명했", "명하", "원이", "원의"):
        return None
    end = number.end
    approximate = False
    if text[end : end + 1] == "여":
        approximate, end = True, end + 1
    return _with_unit(text, start, end, number.value, None, "", True, approximate, True)
