"""Numbers, amounts, dates and times as they stand in Korean text."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date as Date
from functools import lru_cache

from ..base import Quantity, QuantityKind
from ..units import SYMBOLS, plain, read_version, tidy
from .clock import read_time
from .dates import RELATIVE, read_date, read_relative, read_weekday
from .numerals import NATIVE, NATIVE_RANGES, NUMBER, SINO, Numeral, read_numeral, read_sino, to_number
from .units import unit_at

_KEEP = 1024
"""How many texts are remembered as read."""

_COUNTERS = (
    "명|사람|개|번|차례|살|시간|시(?![장민즌청도리위스작험설범])|달|주(?![요민장택식목변도최의체관류술전재차석당거])|해(?![외결당서체군양안야소수])|가지|마리|대(?![통표학회중선비북부형])|곳|채|척"
    "|장(?![관소기비애면])|권|배|쌍|군데|나라|국가|가구|가족|팀|평(?![균가화양])|골|째|건|회(?![사담의장원])|분(?![기야석열위])|자리|자루|잔|병|켤레|벌|그루|송이|통|편|줄|판|조각|자녀|아들|딸|아이"
    "|남자|여자|여성|남성|남매|형제|자매|회사|도시|사건|사안|주간|주일|차원|측|정상|지역|경기|세트|학교|대학|후보|의원|선수|단계|방울|모금|쪽|손|발|다리|눈|귀|부분|가닥|갈래|끼|그룹|마디"
    "|사례|종류|기업|업체|점|글자|바퀴|톨|층|집|날|포기"
)
_SINO_COUNTERS = "명|개|건|대(?!장)|회|번(?![갈호역개])|차례|년|달러|달라|원|유로|엔|위안|파운드|곳|마리|가지|권|장(?![자관군])|톤|배|킬로|km|㎞|미터|%|퍼센트|점|편|채|표|일(?!본)|시간|주|살|세|분|초|가구|석|평|인|통(?![합해신계화상제보행역치증일])|곡(?![물절])|그루|벌(?![금써레목])|부(?![터문산모족정자채])|쪽|보(?=[는은가를만라\\s])|마디|자루|송이|켤레|병(?![원력사])|여(?![야든덟섯])"
_NATIVE_WORDS = "|".join(sorted([*NATIVE, *NATIVE_RANGES], key=len, reverse=True))
_TENS = "열|스물|서른|마흔|쉰|예순|일흔|여든|아흔"
_HUNDRED = rf"[이삼사오육칠팔구]?백(?:(?:{_TENS})(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)?|스무|한|두|네|다섯|여섯|일곱|여덟|아홉)"
"""Native numerals of three digits: 백두, 이백여든; never 백세, which is 100 years old as well."""
_UP_TO_TEN_DAYS = "하루|이틀|사흘|나흘|닷새|엿새|이레|여드레|아흐레"
_START = re.compile(
    rf"""(?<![0-9])(?P<few>[1-9]),\s?(?P<next>[2-9])(?=\s?(?:년|개월|명|일(?!본)|주|시간|분|차례|개|배|회|번|곳|살|세))
    |(?P<digit>[0-9])
    |(?<![가-힣])(?=[어오이당전내다모지올재작금엊그])(?P<relative>{RELATIVE})
    |(?P<weekday>[월화수목금토일]요일)
    |(?<![가-힣%])(?=[수몇십일이삼사오육칠팔구백천만억조하한두세네석넉닷엿서너대예다여스마쉰아열둘셋넷첫절반나엄보갑곱정자과환회고희불지약])(?:
      (?P<many>(?:수|몇)\s?[십백천만억조]+(?=여|\s|{_SINO_COUNTERS}|m|만|억|조)|십수(?=\s?(?:년|명|개|차례|만|억|일|건|곳)))
     |(?P<days>사나흘|열흘|보름(?![달날])|한나절|반나절|(?:{_TENS}|스무)?(?!이레[나네])(?:{_UP_TO_TEN_DAYS}))
     |(?P<sino>(?!백사장|구조원)(?![일이삼사오육칠팔구]조(?!\s?(?:원|달러|유로|엔|위안)))[일이삼사오육칠팔구]?[십백천만억조][일이삼사오육칠팔구십백천만억조]*)(?P<odd>여(?![야든덟섯])\s?|\s)?(?=(?:만|억|조)?\s?(?:{_SINO_COUNTERS}))
     |(?!석권|한편(?!\s(?:의|을|이))|한번\s?도|한때|세대(?!의\s)|열\s?대)(?P<native>{_HUNDRED}|(?:{_TENS})\s(?:한|두|세(?!대)|네|다섯|여섯|일곱|여덟|아홉)|{_NATIVE_WORDS})(?=\s?(?:여\s)?(?:{_COUNTERS}))
     |(?P<bare>(?:{_TENS}|스무)(?:하나|한|둘|두|셋|세|넷|네|다섯|여섯|일곱|여덟|아홉)|스물|서른|마흔|예순|일흔|여든|아흔|열(?=에\s|이\s|\s)|쉰(?=[을이에은]|\s)
        |(?:다섯|여섯|일곱|여덟|아홉|서너|대여섯|두세|한두)|(?:두|세|네(?=\s[가-힣])|석|넉|스무|하나|둘|셋|넷)(?=\s|[은는이가을를의로과와도만에인꼴밖뿐입,.]|$))
     |(?P<fixed>첫|절반|일주일|반년|반(?=\s?(?:값|으로|이상|이하|가량|세기))|반세기|갑절|곱절|정오|자정|과반|약관(?=의\s나이)|불혹|지천명|환갑|회갑|칠순|고희|팔순|구순)
     |(?P<one>[삼사오육칠팔구])(?=일장|등분|계절|남매|형제|자매|대양|중주|각형|관왕|총사|\s?(?:년|개월|주|일|시간)\s?(?:전|동안|간|뒤|후|만에)|\s(?:주|점|년|명|개|번|차례|시간|분|배|층|회|퍼센트|달러|킬로|미터)(?![가-힣](?<![은는이가을를의에로간])))
    )
    """,
    re.X,
)
_DAYS: dict[str, float] = {"열흘": 10, "보름": 15, "한나절": 0.5, "반나절": 0.25}
_DAYS |= {
    ten + word: NATIVE.get(ten, 0) + days
    for ten in ("", "스무", *_TENS.split("|"))
    for days, word in enumerate(_UP_TO_TEN_DAYS.split("|"), 1)
}
_FIXED: dict[str, tuple[QuantityKind, float, str]] = {
    "첫": ("ordinal", 1, ""),
    "절반": ("fraction", 0.5, ""),
    "반": ("fraction", 0.5, ""),
    "과반": ("fraction", 0.5, ""),
    "일주일": ("duration", 1, "week"),
    "반년": ("duration", 0.5, "year"),
    "반세기": ("duration", 50, "year"),
    "갑절": ("cardinal", 2, "times"),
    "곱절": ("cardinal", 2, "times"),
    "정오": ("time", 720, "pm"),
    "자정": ("time", 0, "am"),
    "약관": ("age", 20, "year"),
    "불혹": ("age", 40, "year"),
    "지천명": ("age", 50, "year"),
    "환갑": ("age", 60, "year"),
    "회갑": ("age", 60, "year"),
    "칠순": ("age", 70, "year"),
    "고희": ("age", 70, "year"),
    "팔순": ("age", 80, "year"),
    "구순": ("age", 90, "year"),
}
_VULGAR = {"½": 0.5, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 0.25, "¾": 0.75}
_FRACTION = re.compile(rf"\s?분의\s?({NUMBER}|[일이삼사오육칠팔구])")
_AVERAGE = re.compile(
    r"할(?![인머 ]|아|당|부|리|거|복|증|애|례)(?:\s?([0-9])푼)?(?:\s?([0-9])리)?|할(?![가-힣])"
)
_SCORE = re.compile(
    r"\s?(?:대|-|:)\s?([0-9]{1,3})(?![0-9:-]|[.,][0-9]|\s?[%월일년만억천]|[가-힣]?\s?분)(?![mk㎞])"
)
_RANGE = re.compile(rf"\s?(?:~|-|에서\s|\s?내지\s?)\s?(?={NUMBER})")
_NUMBER = re.compile(NUMBER)
_POINTED = re.compile(r"\.[0-9]+")
_SHORT_SCALE = re.compile(
    r"\s?(?:(k|K)|(m|M|million|Million)|(bn|b|B|billion|Billion)|(tn|trillion|Trillion))(?![A-Za-z0-9])"
)
_MONEY_BEFORE = re.compile(
    r"(?:(?P<c>US|A|C|HK|NZ|S|NT)?(?P<s>[$€£¥₩])|(?P<code>USD|KRW|EUR|JPY|CNY|GBP))\s?$"
)
_COUNTRY_DOLLAR = {"US": "USD", "A": "AUD", "C": "CAD", "HK": "HKD", "NZ": "NZD", "S": "SGD", "NT": "TWD"}
_ARTICLE = re.compile(r"(?:[0-9]조(?:와|과|,|·| 및)|법|헌법|조약|헌장|규정|조례|협약|제)\s?$")
_ORDINAL = re.compile(r"제\s?$")
_ABOUT_BEFORE = re.compile(r"(?:약|대략|거의|최소|최대|최고|평균|무려|근|적어도|족히)\s?$")
_ABOUT_AFTER = re.compile(
    r"여(?!성)|남짓|가량|쯤|정도|안팎|이상|이하|가까|넘|미만|초반|중반|후반|선\b|에 달|에 육박|[을를] 웃|[을를] 넘|에 이"
)
_BAND = re.compile(r"대(?![0-9가-힣](?<![에의로를가는까초중후]))")
_HALF = re.compile(r"\s반(?=\s?(?:만|동안|가량|정도|이나|[을이의에,.]|협상)|\s|$)")
_NAMED_BEFORE = re.compile(r"[A-Za-z_/@#.-]$")
_PART_OF_NAME = re.compile(r"(?<![가-힣])[초중고]$|(?:코로나|코비드)$")
_CENTIMETRES = re.compile(
    r"\s?([0-9]{1,2})\s?(?:cm|㎝|센티미터|센티)|\s?([0-9]{2})(?![0-9,.]|\s?[a-zA-Z㎜%가-힣](?<![를을의로])(?<!로))"
)
_INCHES = re.compile(r"\s?([0-9]{1,2})\s?인치")
_POINT = re.compile(r"\s?(?:포인트|p\b|P\b)")
_WEIGHT = re.compile(r"의 무게|\s?무게|짜리|의 몸|를 감량|를 뺐|\s?폭탄")
_SPEED = re.compile(r"(?:시속|풍속)\s?(?:약\s?)?$")
_TEMPERATURE = re.compile(r"(?P<u>섭씨|화씨|영하|영상|기온|최고|최저|체온|수온)[^0-9]{0,4}$")
_VEHICLES = re.compile(
    r"(?:의|를|가|로|씩)\s|\s?(?:차량|버스|트럭|승용|항공|전투|여객|비행|택시|탱크|자동차|컴퓨터|이상|정도|규모)"
)
_DECADES = frozenset(map(float, range(10, 100, 10)))
# Numbers that are names: 6자회담, 8강, 7전 4승제, 8호 태풍, 2인 1조.
_ROUND_OF = re.compile(
    r"\s?자\s?(?:회담|협의|협상|간|정상)|강(?![당도대철물릉남북원])|학년|인제|전\s?[0-9]승제|승제|국[\s은이의을]|촌(?!락)|호\s?태풍"
)
_GENERATIONS = re.compile(
    r"([2-6]0)([3-7]0)(?=\s?(?:여성|남성|세대|청년|직장인|층|이\s|의\s|구매자|소비자|고객|유권자))"
)
_RECORD = re.compile(r"승\s?([0-9]{1,3})패(?![배션소])")
_MIXED = re.compile(r"[과와]\s?([1-9][0-9]?)분의\s?([1-9][0-9]?)")
_CENTS = {
    "USD": re.compile(r"\s?([0-9]{1,2})\s?센트"),
    "EUR": re.compile(r"\s?([0-9]{1,2})\s?센트"),
    "GBP": re.compile(r"\s?([0-9]{1,2})\s?(?:펜스|페니)"),
}
_AND_MONTHS = re.compile(r"\s?([0-9]{1,2})\s?개월(?:간|째)?")
_SECONDS_BAND = re.compile(r"\s?초(?=대[에의를로가\s])")
_SECOND_HALF = re.compile(r"(?<![가-힣])후반\s?$")


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
    month: tuple[int, int] | None = None  # month of the last date, and where that ended
    search = _START.search
    while m := search(text, at):
        start = m.start()
        name = m.lastgroup
        q: Quantity | None
        if name == "digit":
            near = month[0] if month and start - month[1] <= 8 else None
            q = _digits(text, start, date, near)
            at = start + 1
            if q is None:
                while at < len(text) and text[at] in "0123456789":
                    at += 1
        else:
            q = _words(text, m, date)
            at = start + 1 if name == "next" else max(m.end(), at + 1)
            if q is None and name == "next":
                q = _digits(text, start, date, None)
        if q is None:
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


def _words(text: str, m: re.Match[str], date: Date | None) -> Quantity | None:
    """A quantity that begins with a word."""
    start, name = m.start(), m.lastgroup
    if name == "relative":
        return read_relative(text, start, date)
    if name == "weekday":
        return read_weekday(text, start, date)
    if name == "fixed":
        kind, value, unit = _FIXED[m.group()]
        return Quantity(kind, value, start, m.end(), m.group(), unit, hard=False)
    if name == "days":
        return _days(text, m)
    if name in ("native", "bare"):
        return _native(text, m)
    if name == "many":
        return _many(text, m)
    if name == "next":
        return _few(text, m)
    if name == "one":
        return _one(text, m)
    return _sino(text, m)


def _digits(text: str, start: int, date: Date | None, month: int | None) -> Quantity | None:
    before = text[max(0, start - 8) : start]
    last = before[-1:]
    money = _MONEY_BEFORE.search(before) if last and last in "$€£¥₩ DWRYP" else None
    if money is None and (not last or last not in ".,"):
        if q := read_date(text, start, date, month):
            return q
        if q := read_time(text, start, before):
            return q
        if m := _GENERATIONS.match(text, start):
            return Quantity("decade", float(m[1]), start, m.end(), m.group(), "year", float(m[2]), hard=False)
    if version := read_version(text, start):
        return version
    number = read_numeral(text, start)
    if number is None:
        return None
    if last.isascii() and last.isalpha() and number.scaled and money is None:  # IPv4만, C4619만
        number = _bare_digits(text, start)
    elif (
        last == "." and not before[-2:-1].isalnum() and before[-2:-1] not in (".", ")") and not number.scaled
    ):
        number = _bare_digits(text, start - 1, point=True)
        start -= 1
    if q := _fraction(text, start, number):
        return q
    low, end, scaled = number.value, number.end, number.scaled
    rest = text[end : end + 1]
    if rest and rest in _VULGAR:
        low, end = low + _VULGAR[rest], end + 1
    if mixed := _MIXED.match(text, end):
        low, end = low + int(mixed[2]) / int(mixed[1]), mixed.end()
    hard = not (last and (_NAMED_BEFORE.match(last) or _PART_OF_NAME.search(before)))
    high: float | None = None
    if (
        rest
        and rest in " ~-에내"
        and (m := _RANGE.match(text, end))
        and (second := read_numeral(text, m.end()))
    ):
        tilde = "~" in m.group()
        if second.value > low or (second.scaled and not scaled):
            first = (
                _carried(text, m.end(), low, second) if second.scaled and not scaled and low < 1000 else low
            )
            if second.value > first and (tilde or unit_at(text, second.end)):
                low, high, end, scaled = first, second.value, second.end, second.scaled
    if high is None and not scaled and (q := _score(text, start, end, low, hard)):
        return q
    if money is not None:
        code = _COUNTRY_DOLLAR.get(money["c"] or "", "") or (
            SYMBOLS[money["s"]] if money["s"] else money["code"]
        )
        if not scaled and (m := _SHORT_SCALE.match(text, end)):
            factor = 1000.0 ** (m.lastindex or 1)
            low, high, end = tidy(low * factor), None if high is None else tidy(high * factor), m.end()
        begin = start - (len(before) - money.start())
        return Quantity("money", low, begin, end, text[begin:end], code, high, hard)
    if not hard and last.isascii() and last.isalpha() and high is None and not scaled:
        return Quantity("cardinal", low, start, end, text[start:end], hard=False)
    approximate = number.approximate
    if text[end : end + 1] == "여" and text[end + 1 : end + 2] != "성":
        approximate = True
        end += 1
    return _with_unit(text, start, end, low, high, before, hard, approximate, scaled)


def _bare_digits(text: str, start: int, *, point: bool = False) -> Numeral:
    """The digits at `start` alone, with no scale word after them; with `point`, a fraction such as .268."""
    m = (_POINTED if point else _NUMBER).match(text, start)
    digits = m.group() if m else "0"
    return Numeral(to_number(digits), start + len(digits), False)


def _fraction(text: str, start: int, number: Numeral) -> Quantity | None:
    """3분의 1, 600만분의 1, 2할6푼8리."""
    end = number.end
    rest = text[end : end + 1]
    if not rest or rest not in " 분할":
        return None
    if m := _FRACTION.match(text, end):
        top = to_number(m[1]) if m[1][0].isdigit() else float(SINO[m[1]])
        return Quantity(
            "fraction",
            top / (number.value or 1),
            start,
            m.end(),
            text[start : m.end()],
            hard=number.value > 2,
        )
    if rest == "할" and number.value < 10 and (m := _AVERAGE.match(text, end)):
        value = number.value * 10 + int(m[1] or 0) + int(m[2] or 0) / 10
        return Quantity("percent", value, start, m.end(), text[start : m.end()], "%")
    return None


def _score(text: str, start: int, end: int, low: float, hard: bool) -> Quantity | None:
    """3-2, 3대2, 10 대 1, 2승1패."""
    if low <= 200 and (m := _RECORD.match(text, end)):
        return Quantity("score", low, start, m.end(), text[start : m.end()], high=float(m[1]), hard=False)
    m = _SCORE.match(text, end)
    if not m or low > 200 or low != int(low):
        return None
    if text[end : m.start(1)].strip() == "대":
        unit = unit_at(text, m.end()) if text[m.end() : m.end() + 1] != " " else None
        if unit and unit[1] != "대":
            return None
    return Quantity("score", low, start, m.end(), text[start : m.end()], high=float(m[1]), hard=hard)


def _carried(text: str, start: int, low: float, second: Numeral) -> float:
    """3~4만: the scale word after the second number is meant for the first as well."""
    m = _NUMBER.match(text, start)
    first = to_number(m.group()) if m else 0.0
    return low * second.value / first if first and second.value / first >= 10 else low


def _with_unit(
    text: str,
    start: int,
    end: int,
    low: float,
    high: float | None,
    before: str,
    hard: bool,
    approximate: bool,
    scaled: bool,
) -> Quantity:
    kind: QuantityKind = "cardinal"
    unit = ""
    found = unit_at(text, end)
    if found is None and (m := _SECONDS_BAND.match(text, end)):
        found = ("duration", "second", 1.0, m.end())
    if _ROUND_OF.match(text, end) or (not scaled and before.endswith(("철인 ", "근대"))):
        hard = False
    if found:
        kind, unit, factor, stop = found
        if kind == "percent" and (m := _POINT.match(text, stop)):
            kind, unit, stop = "percentage-point", "%p", m.end()
        elif unit == "GBP" and not scaled and _WEIGHT.match(text, stop):
            kind, unit = "measure", "lb"
        elif unit == "°" and (m := _TEMPERATURE.search(text[max(0, start - 8) : start])):
            unit = "°F" if m["u"] == "화씨" else "°C"
        elif unit == "km" and _SPEED.search(before):
            unit = "km/h"
        elif unit == "m" and high is None and (m := _CENTIMETRES.match(text, stop)):
            low, stop = round(low + int(m[1] or m[2]) / 100, 2), m.end()
        elif unit == "ft" and high is None and (m := _INCHES.match(text, stop)):
            low, stop = round(low + int(m[1]) / 12, 4), m.end()
        elif kind == "decade":
            low = low if low >= 1000 else low + (1900 if low >= 10 else 2000)
        elif unit == "대" and low in _DECADES and not approximate and not _VEHICLES.match(text, stop):
            kind, unit = "decade", "year"
        if factor != 1.0:
            low, high = round(low * factor, 12), None if high is None else round(high * factor, 12)
        if high is None and kind == "money" and unit in _CENTS and (m := _CENTS[unit].match(text, stop)):
            low, stop = round(low + int(m[1]) / 100, 2), m.end()
        elif high is None and unit == "year" and kind == "duration" and (m := _AND_MONTHS.match(text, stop)):
            low, unit, stop = low * 12 + int(m[1]), "month", m.end()
        elif unit == "minute" and (m := _SECOND_HALF.search(before)):
            start -= len(before) - m.start()
        if high is None and kind in ("percent", "money", "duration") and (m := _BAND.match(text, stop)):
            stop = m.end()
            high, hard, approximate = low + _place(low) * 0.999, False, True
        elif (kind in ("duration", "cardinal")) and (m := _HALF.match(text, stop)):
            low, stop = low + 0.5, m.end()
        end = stop
    elif scaled and text[end - 1] == "조" and _ARTICLE.search(before):
        low, kind, scaled = low / 1e12, "ordinal", False
    elif scaled and text[end - 1] == "조" and before.endswith("인 "):
        low, hard = low / 1e12, False
    if _ORDINAL.search(before):
        kind = "ordinal" if kind == "cardinal" else kind
        hard = hard and unit not in ("자", "국")
    if not approximate:
        after = end + (text[end : end + 1] == " ")
        approximate = bool(_ABOUT_AFTER.match(text, after) or _ABOUT_BEFORE.search(before))
    if low <= 2 and (high is None or high <= 2) and low == int(low):
        hard = hard and (
            kind in ("percent", "percentage-point")
            or (kind == "money" and not text.startswith(("에", "당"), end))
        )
    if kind == "money" and high is None and _bracketed(before, text, end):
        hard = False
    return Quantity(kind, low, start, end, text[start:end], unit, high, hard, approximate)


def _place(value: float) -> float:
    """Value of one in the last place that is not zero: 10 for 20 and 130."""
    step = 1.0
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _bracketed(before: str, text: str, end: int) -> bool:
    """Whether the amount stands in brackets of its own: a conversion (약 1600억원)."""
    return "(" in before and _CLOSED.match(text, end) is not None


_CLOSED = re.compile(r"[가량상당정도에 해]{0,5}\)")


def _days(text: str, m: re.Match[str]) -> Quantity:
    """하루, 이틀, ... as a number of days."""
    start, end = m.span()
    if m.group() == "사나흘":
        return Quantity("duration", 3, start, end, m.group(), "day", 4, False, True)
    value = float(_DAYS[m.group()])
    return Quantity("duration", value, start, end, m.group(), "day", hard=value > 2)


def _native(text: str, m: re.Match[str]) -> Quantity:
    """A native numeral, with or without a counter: soft, for it may also be another word."""
    word = m.group().replace(" ", "")
    start, end = m.span()
    high: float | None = None
    if word in NATIVE_RANGES:
        low, high = map(float, NATIVE_RANGES[word])
    else:
        low = float(NATIVE.get(word) or _hundreds(word))
    if text[end : end + 1] == "여":
        end += 1
    at = end + (text[end : end + 1] == " ")
    if (
        text.startswith("시", at)
        and not text.startswith("시간", at)
        and m.lastgroup == "native"
        and low <= 12
    ):
        minutes, at = low * 60 + (30 if text[at + 1 : at + 3].strip().startswith("반") else 0), at + 1
        if past := _MINUTES.match(text, at):
            minutes, at = minutes + int(past[1]), past.end()
        return Quantity("time", minutes, start, at, text[start:at], hard=False)
    for suffix in ("번째", "째"):
        if text.startswith(suffix, at):
            at += len(suffix)
            return Quantity("ordinal", low, start, at, text[start:at], "", high, hard=False)
    kind: QuantityKind = "cardinal"
    unit = ""
    if m.lastgroup == "native" and (found := unit_at(text, end)):
        kind, unit, _, end = found
    if half := _HALF.match(text, end) or _HALF_AFTER_WORD.match(text, end):
        low, end = low + 0.5, half.end()
    return Quantity(kind, low, start, end, text[start:end], unit, high, False, high is not None)


def _hundreds(word: str) -> int:
    """이백여든 = 280."""
    hundreds, _, rest = word.partition("백")
    return 100 * SINO.get(hundreds, 1) + NATIVE[rest]


_HUNDRED_DAYS = re.compile(r"([백천])일(?=\s?(?:동안|만에|축제|기도|간의?\s))")
_MINUTES = re.compile(r"\s?([0-5]?[0-9])분(?![의기])")
_HALF_AFTER_WORD = re.compile(r"\s?바퀴\s반")


def _many(text: str, m: re.Match[str]) -> Quantity:
    """수백, 수십만, 십수: no number that could be checked, yet it may stand for one."""
    start, end = m.span("many")
    word = m.group("many").replace(" ", "")
    number = read_sino(word, 1) if word[0] in "수몇" else None
    low = number.value if number else 10.0
    kind: QuantityKind = "cardinal"
    unit = ""
    if found := unit_at(text, end):
        kind, unit, _, end = found
    return Quantity(kind, low, start, end, text[start:end], unit, low * 9, False, True)


def _few(text: str, m: re.Match[str]) -> Quantity | None:
    """2, 3년: two or three years."""
    low, high = int(m["few"]), int(m["next"])
    found = unit_at(text, m.end())
    if high != low + 1 or found is None:
        return None
    return Quantity(
        found[0], low, m.start(), found[3], text[m.start() : found[3]], found[1], high, False, True
    )


def _one(text: str, m: re.Match[str]) -> Quantity:
    """삼일 전, 오 주: one Sino-Korean digit, which may also be another word."""
    start, end = m.span("one")
    kind: QuantityKind = "cardinal"
    unit = ""
    if found := unit_at(text, end):
        kind, unit, _, end = found
    return Quantity(kind, SINO[m["one"]], start, end, text[start:end], unit, hard=False)


def _follows_adnominal(text: str, start: int) -> bool:
    """Whether the word before ends in ㄴ as a verb before a noun does: 밝힌 이만."""
    before = text[max(0, start - 2) : start]
    return (
        len(before) == 2
        and before[1] == " "
        and "가" <= before[0] <= "힣"
        and (ord(before[0]) - 0xAC00) % 28 == 4
    )


def _sino(text: str, m: re.Match[str]) -> Quantity | None:
    """천만 달러, 이십 년, 백여 명; one syllable only where it cannot be another word (천명 is also to proclaim)."""
    start = m.start()
    number = read_sino(text, start)
    if days := _HUNDRED_DAYS.match(text, start):
        value = 100.0 if days[1] == "백" else 1000.0
        return Quantity("duration", value, start, days.end(), days.group(), "day", hard=False)
    if number is None or number.end != m.end("sino"):
        return None
    end = number.end
    if len(m["sino"]) == 1:
        if m["odd"] is None and not text.startswith(("달러", "원", "명", "년"), end):
            return None
        if m["odd"] == " " and not _COUNTED.match(text, end + 1):
            return None  # 섞이다 만 석회, 10%만 인정, 만 여섯 살
        if text[end : end + 2] in ("명했", "명하", "명되", "명된", "명될", "명돼"):
            return None
    if m["sino"] == "이만" and _follows_adnominal(text, start):
        return None  # 밝힌 이만: only those who
    approximate = False
    if text[end : end + 1] == "여":
        approximate, end = True, end + 1
    hard = not (len(m["sino"]) == 1 and text.startswith(("년", "원"), end))
    if approximate and m["sino"] == "십":
        return replace(
            _with_unit(text, start, end, 10.0, None, "", False, True, True),
            high=19.0,
            approximate=True,
            hard=False,
        )  # a dozen or so
    return _with_unit(text, start, end, number.value, None, "", hard, approximate, True)


_COUNTED = re.compile(
    rf"(?!세\s(?:살|해))(?:{_SINO_COUNTERS.rpartition('|여')[0]})(?=$|[\s,.)\"”’]|[은는이가을를에의로으과와도만씩간쯤째나라보부였]|넘|짜리|남짓|이상)"
)
