"""Exact sentence pairs made by rule: money, counts, dates, ages, names, titles.

What a small model gets wrong most is what rules get right: 3억5천만 원 is 350
million won. Each call makes one pair in news style with invented people.
"""

from __future__ import annotations

import random

Terms = tuple[tuple[str, str], ...]

SURNAMES = {
    "김": "Kim", "이": "Lee", "박": "Park", "최": "Choi", "정": "Jung", "강": "Kang", "조": "Cho", "윤": "Yoon",
    "장": "Jang", "임": "Lim", "한": "Han", "오": "Oh", "서": "Seo", "신": "Shin", "권": "Kwon", "황": "Hwang",
    "안": "Ahn", "송": "Song", "류": "Ryu", "전": "Jeon", "홍": "Hong", "고": "Ko", "문": "Moon", "양": "Yang",
    "손": "Son", "배": "Bae", "백": "Baek", "허": "Heo", "유": "Yoo", "남": "Nam", "심": "Shim", "노": "Roh",
    "하": "Ha", "곽": "Kwak", "성": "Sung", "차": "Cha", "주": "Joo", "우": "Woo", "구": "Koo", "민": "Min",
    "나": "Na", "진": "Jin", "엄": "Eom", "채": "Chae", "원": "Won", "천": "Cheon", "방": "Bang", "공": "Kong",
}  # fmt: skip
SYLLABLES = {
    "민": "min", "준": "jun", "서": "seo", "지": "ji", "현": "hyun", "우": "woo", "도": "do", "훈": "hoon",
    "영": "young", "수": "soo", "진": "jin", "호": "ho", "경": "kyung", "희": "hee", "은": "eun", "정": "jung",
    "승": "seung", "재": "jae", "성": "sung", "연": "yeon", "혜": "hye", "미": "mi", "선": "sun", "동": "dong",
    "철": "chul", "기": "ki", "상": "sang", "원": "won", "태": "tae", "석": "seok", "주": "joo", "하": "ha",
    "윤": "yoon", "병": "byung", "용": "yong", "규": "kyu", "근": "geun", "광": "kwang", "유": "yoo", "나": "na",
    "아": "ah", "인": "in", "종": "jong", "창": "chang", "형": "hyung", "홍": "hong", "환": "hwan", "식": "sik",
    "명": "myung", "대": "dae", "남": "nam", "순": "soon", "옥": "ok", "숙": "sook", "란": "ran", "빈": "bin",
}  # fmt: skip
# Title as it follows a Korean name, and as it stands before the English one.
TITLES = [
    ("의원", "Rep."),
    ("대표", ""),
    ("원내대표", "Floor leader"),
    ("대변인", "Spokesperson"),
    ("교수", "Professor"),
    ("장관", "Minister"),
    ("차관", "Vice Minister"),
    ("시장", "Mayor"),
    ("지사", "Governor"),
    ("위원장", "Chairperson"),
    ("감독", "Coach"),
    ("연구원", "Researcher"),
    ("국장", "Director General"),
    ("과장", "Director"),
    ("총장", "President"),
    ("회장", "Chairman"),
    ("사장", "President"),
    ("대사", "Ambassador"),
    ("검사", "Prosecutor"),
    ("판사", "Judge"),
    ("변호사", "Attorney"),
    ("총리", "Prime Minister"),
    ("원장", "Director"),
    ("소장", "Director"),
    ("이사장", "Chairperson"),
    ("본부장", "Director"),
    ("센터장", "Director"),
    ("기자", "Reporter"),
    ("대통령", "President"),
]
OFFICES = [
    ("외교부", "Foreign Ministry"), ("통일부", "Unification Ministry"), ("국방부", "Defense Ministry"),
    ("기획재정부", "Finance Ministry"), ("교육부", "Education Ministry"), ("보건복지부", "Health Ministry"),
    ("환경부", "Environment Ministry"), ("국토교통부", "Land Ministry"), ("고용노동부", "Labor Ministry"),
    ("행정안전부", "Interior Ministry"), ("농림축산식품부", "Agriculture Ministry"), ("법무부", "Justice Ministry"),
    ("산업통상자원부", "Industry Ministry"), ("금융위원회", "Financial Services Commission"),
    ("공정거래위원회", "Fair Trade Commission"), ("한국은행", "Bank of Korea"), ("통계청", "Statistics Korea"),
    ("기상청", "Korea Meteorological Administration"), ("질병관리청", "Korea Disease Control and Prevention Agency"),
    ("국가정보원", "National Intelligence Service"), ("경찰청", "National Police Agency"), ("검찰", "prosecution"),
    ("국세청", "National Tax Service"), ("소방청", "National Fire Agency"), ("서울시", "Seoul city government"),
    ("부산시", "Busan city government"), ("감사원", "Board of Audit and Inspection"), ("법원", "court"),
]  # fmt: skip
OFFICIALS = [
    ("한반도평화교섭본부장", "special representative for Korean Peninsula peace and security affairs"),
    ("북핵외교기획단장", "director general for North Korean nuclear affairs"),
    ("국가안보실장", "national security adviser"),
    ("대북정책특별대표", "special representative for North Korea"),
    ("통상교섭본부장", "trade minister"),
    ("합동참모의장", "chairman of the Joint Chiefs of Staff"),
    ("대통령 비서실장", "presidential chief of staff"),
    ("국무조정실장", "minister of government policy coordination"),
    ("국회의장", "National Assembly speaker"),
    ("헌법재판소장", "president of the Constitutional Court"),
    ("대법원장", "chief justice of the Supreme Court"),
    ("검찰총장", "prosecutor general"),
    ("육군참모총장", "Army chief of staff"),
    ("유엔 사무총장", "U.N. secretary-general"),
    ("주한 미국대사", "U.S. ambassador to South Korea"),
    ("정책위의장", "chief policymaker"),
    ("비상대책위원장", "emergency committee chair"),
    ("금융감독원장", "governor of the Financial Supervisory Service"),
]
PLACES = [
    ("서울", "Seoul"), ("부산", "Busan"), ("대구", "Daegu"), ("인천", "Incheon"), ("광주", "Gwangju"),
    ("대전", "Daejeon"), ("울산", "Ulsan"), ("세종", "Sejong"), ("수원", "Suwon"), ("춘천", "Chuncheon"),
    ("전주", "Jeonju"), ("제주", "Jeju"), ("포항", "Pohang"), ("강릉", "Gangneung"), ("워싱턴", "Washington"),
    ("도쿄", "Tokyo"), ("베이징", "Beijing"), ("런던", "London"), ("파리", "Paris"), ("베를린", "Berlin"),
    ("하노이", "Hanoi"), ("제네바", "Geneva"), ("모스크바", "Moscow"), ("뉴욕", "New York"),
]  # fmt: skip
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WEEKDAYS = list(
    zip(
        "월화수목금토일",
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        strict=True,
    )
)
THINGS = [
    ("매출", "sales"), ("영업이익", "operating profit"), ("순이익", "net profit"), ("수출액", "exports"),
    ("예산", "budget"), ("부채", "debt"), ("투자액", "investment"), ("무역수지 흑자", "trade surplus"),
    ("연구개발비", "research and development spending"), ("기부금", "donations"),
]  # fmt: skip
RATES = [
    ("실업률", "unemployment rate"), ("물가 상승률", "inflation rate"), ("투표율", "turnout"),
    ("출산율", "birth rate"), ("지지율", "approval rating"), ("기준금리", "key interest rate"),
    ("점유율", "market share"), ("고용률", "employment rate"), ("성장률", "growth rate"),
]  # fmt: skip
NATIVE = ["", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"]
WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = {20: "스무", 30: "서른", 40: "마흔", 50: "쉰", 60: "예순", 70: "일흔", 80: "여든", 90: "아흔"}


def korean_number(value: int, rng: random.Random) -> str:
    """A number as news writes it: 350000000 is 3억5천만, 3억5000만 or 3억 5천만."""
    space = " " if rng.random() < 0.4 else ""
    thousands = rng.random() < 0.55
    parts = []
    for unit, name in ((10**12, "조"), (10**8, "억"), (10**4, "만")):
        digits, value = divmod(value, unit)
        if digits:
            if thousands and digits >= 1000 and digits % 1000 == 0:
                parts.append(f"{digits // 1000}천{name}")
            elif digits >= 1000 and rng.random() < 0.6:
                parts.append(f"{digits:,}{name}")
            else:
                parts.append(f"{digits}{name}")
    if value:
        if thousands and value % 1000 == 0 and parts:
            parts.append(f"{value // 1000}천")
        else:
            parts.append(f"{value:,}" if value >= 1000 else str(value))
    return space.join(parts) or "0"


def english_number(value: int) -> str:
    """A number as news writes it: 350 million, 1.2 trillion, 84,500."""
    for unit, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if value >= unit:
            scaled = value / unit
            text = f"{scaled:.4f}".rstrip("0").rstrip(".")
            if float(text) * unit == value:
                return f"{text} {name}"
    return f"{value:,}" if value >= 1000 else str(value)


def count(n: int) -> str:
    """A small count as news spells it: words below ten."""
    return WORDS[n] if n < 10 else f"{n:,}"


def plural(n: int, one: str, many: str) -> str:
    """The count with its noun."""
    return f"{count(n)} {one if n == 1 else many}"


def large(rng: random.Random, low: int = 4, high: int = 13) -> int:
    """A round number as news has them: two or three figures and zeros."""
    digits = rng.randrange(1, 1000) if rng.random() < 0.7 else rng.randrange(1, 10000)
    value = digits * 10 ** rng.randint(max(0, low - 3), high - 3)
    return max(value, 10**low)


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th."""
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def name(rng: random.Random) -> tuple[str, str]:
    """An invented name and its press spelling: 이도훈, Lee Do-hoon."""
    surname = rng.choice(list(SURNAMES))
    given = rng.sample(list(SYLLABLES), 2)
    while (surname + "".join(given)) in ("이도훈",):
        given = rng.sample(list(SYLLABLES), 2)
    first, second = (SYLLABLES[s] for s in given)
    return surname + "".join(given), f"{SURNAMES[surname]} {first.capitalize()}-{second}"


def day(rng: random.Random) -> tuple[str, str]:
    """A day as a phrase of time: 15일, on the 15th; 3월 2일, on March 2."""
    kind = rng.randrange(5)
    month, date = rng.randrange(12), rng.randint(1, 28)
    if kind == 0:
        return f"{date}일", f"on the {ordinal(date)}"
    if kind == 1:
        return f"{month + 1}월 {date}일", f"on {MONTHS[month]} {date}"
    if kind == 2:
        year = rng.randint(1960, 2027)
        return f"{year}년 {month + 1}월 {date}일", f"on {MONTHS[month]} {date}, {year}"
    if kind == 3:
        ko, en = rng.choice(WEEKDAYS)
        return f"{month + 1}월 {date}일({ko})", f"on {en}, {MONTHS[month]} {date}"
    return f"지난달 {date}일", f"on the {ordinal(date)} of last month"


def hour(rng: random.Random) -> tuple[str, str]:
    """A time of day: 오후 3시 20분, 3:20 p.m."""
    half, mark = rng.choice((("오전", "a.m."), ("오후", "p.m.")))
    h, m = rng.randint(1, 11), rng.choice((0, 0, 10, 15, 20, 30, 40, 45, 5, 53))
    return (f"{half} {h}시 {m}분", f"{h}:{m:02d} {mark}") if m else (f"{half} {h}시", f"{h} {mark}")


def josa(word: str, with_final: str, without: str) -> str:
    """The word with the particle that fits its last syllable."""
    code = ord(word[-1]) - 0xAC00
    closed = 0 <= code < 11172 and code % 28 != 0
    if not 0 <= code < 11172:
        closed = word[-1] in "013678"
    return word + (with_final if closed else without)


def cap(text: str) -> str:
    """The text with its first letter capital."""
    return text[:1].upper() + text[1:]


def _money(rng: random.Random) -> tuple[str, str, Terms]:
    ko_thing, en_thing = rng.choice(THINGS)
    value, other = large(rng, 6), large(rng, 6)
    unit_ko, unit_en = rng.choice(
        (("원", "won"), ("원", "won"), ("원", "won"), ("달러", "dollars"), ("엔", "yen"), ("유로", "euros"))
    )
    gap = rng.choice(("", " "))
    a, b = f"{korean_number(value, rng)}{gap}{unit_ko}", f"{english_number(value)} {unit_en}"
    c, d = f"{korean_number(other, rng)}{gap}{unit_ko}", f"{english_number(other)} {unit_en}"
    who_ko, who_en = rng.choice(OFFICES)
    pct = f"{rng.randint(1, 89)}.{rng.randint(0, 9)}" if rng.random() < 0.6 else str(rng.randint(2, 90))
    year = rng.randint(1990, 2026)
    quarter = rng.randint(1, 4)
    q_en = ["first", "second", "third", "fourth"][quarter - 1]
    up = value > other
    verb = "rose" if up else "fell"
    ko_verb = "늘었다" if up else "줄었다"
    terms: Terms = ((who_ko, who_en),)
    plural_thing = en_thing in ("sales", "exports", "donations")
    was = "were" if plural_thing else "was"
    return rng.choice((
        (f"지난해 {josa(ko_thing, '은', '는')} {josa(a, '으로', '로')} 전년보다 {pct}% {ko_verb}.", f"Last year's {en_thing} {verb} {pct} percent from a year earlier to {b}.", ()),
        (f"{josa(who_ko, '은', '는')} {year}년 {josa(ko_thing, '이', '가')} {a}이라고 밝혔다." if unit_ko == "원" else f"{josa(who_ko, '은', '는')} {year}년 {josa(ko_thing, '이', '가')} {a}에 이른다고 밝혔다.", f"The {who_en} said {en_thing} in {year} {was} {b}.", terms),
        (f"{quarter}분기 {josa(ko_thing, '은', '는')} {a}에 그쳤다.", f"{cap(en_thing)} in the {q_en} quarter came to just {b}.", ()),
        (f"{josa(ko_thing, '이', '가')} {c}에서 {josa(a, '으로', '로')} {ko_verb}.", f"{cap(en_thing)} {verb} from {d} to {b}.", ()),
        (f"정부는 이 사업에 {josa(a, '을', '를')} 투입하기로 했다.", f"The government decided to spend {b} on the project.", ()),
        (f"피해액은 약 {josa(a, '으로', '로')} 추산된다.", f"The damage is estimated at about {b}.", ()),
        (f"법원은 회사가 피해자에게 {josa(a, '을', '를')} 배상해야 한다고 판결했다.", f"The court ruled that the company must pay the victim {b} in damages.", ()),
        (f"{who_ko} 예산은 {a} 규모다.", f"The {who_en}'s budget stands at {b}.", terms),
    ))  # fmt: skip


def _rate(rng: random.Random) -> tuple[str, str, Terms]:
    ko, en = rng.choice(RATES)
    low, step = round(rng.uniform(0.5, 60), rng.choice((0, 1, 1, 2))), round(rng.uniform(0.1, 9), 1)
    first = f"{low:g}"
    up = rng.random() < 0.5
    second = f"{low + step:.1f}" if up else f"{max(low - step, 0.1):.1f}"
    month = rng.randrange(12)
    who_ko, who_en = rng.choice(OFFICES)
    return rng.choice((
        (f"{month + 1}월 {josa(ko, '은', '는')} {first}%를 기록했다.", f"The {en} stood at {first} percent in {MONTHS[month]}.", ()),
        (f"{josa(ko, '이', '가')} {first}%에서 {second}%로 {'올랐다' if up else '떨어졌다'}.", f"The {en} {'rose' if up else 'fell'} from {first} percent to {second} percent.", ()),
        (f"{josa(ko, '은', '는')} 전달보다 {step}%포인트 {'상승' if up else '하락'}했다.", f"The {en} {'rose' if up else 'fell'} {step} percentage points from the previous month.", ()),
        (f"{josa(who_ko, '은', '는')} {month + 1}월 {josa(ko, '이', '가')} {second}%로 {step}%포인트 {'올랐다' if up else '내렸다'}고 발표했다.", f"The {who_en} announced that the {en} {'rose' if up else 'fell'} {step} percentage points to {second} percent in {MONTHS[month]}.", ((who_ko, who_en), (ko, en))),
        (f"응답자의 {first}%는 찬성했고 {second}%는 반대했다.", f"Of the respondents, {first} percent were in favor and {second} percent were against.", ()),
    ))  # fmt: skip


def _people(rng: random.Random) -> tuple[str, str, Terms]:
    n = rng.choice(
        (rng.randint(2, 30), rng.randint(11, 999), large(rng, 3, 7), rng.randrange(10000, 10_000_000, 1000))
    )
    number = korean_number(n, rng)
    crowd = rng.randrange(20_000, 9_900_000, rng.choice((1, 100, 1000)))
    people = f"{english_number(n) if n >= 10 else count(n)} people"
    place_ko, place_en = rng.choice(PLACES)
    when_ko, when_en = day(rng)
    hour_ko, hour_en = hour(rng)
    m = rng.randint(1, 9)
    terms: Terms = ((place_ko, place_en),)
    years = rng.randint(2, 40)
    return rng.choice((
        (f"{when_ko} {place_ko}에서 열린 집회에는 {number}명이 참가했다.", f"{cap(people)} took part in a rally held in {place_en} {when_en}.", terms),
        (f"이 사고로 {number}명이 다치고 {NATIVE[m]} 명이 숨졌다.", f"The accident injured {people} and killed {count(m)}.", ()),
        (f"행사는 {when_ko} {hour_ko} {place_ko}에서 시작된다.", f"The event begins at {hour_en} {when_en} in {place_en}.", terms),
        (f"{place_ko}의 인구는 {korean_number(crowd, rng)}명으로 {years}년 만에 가장 적었다.", f"The population of {place_en} was {english_number(crowd)}, the smallest in {years if years > 9 else count(years)} years.", terms),
        (f"지난해 {josa(place_ko, '을', '를')} 찾은 관광객은 {number}명에 달했다.", f"{cap(english_number(n) if n >= 10 else count(n))} tourists visited {place_en} last year.", terms),
        (f"회의는 {when_ko}부터 {NATIVE[m] if m > 1 else '이틀'}{' 차례' if m > 1 else ' 동안'} {place_ko}에서 열린다.", f"The meeting will be held {'for two days' if m == 1 else count(m) + ' times'} in {place_en} starting {when_en}.", terms),
        (f"참가자 {number}명 가운데 3분의 2가 여성이었다.", f"Two-thirds of the {english_number(n)} participants were women.", ()),
        (f"이 건물은 지하 {m}층, 지상 {years}층 규모로 지어진다.", f"The building will have {years if years > 9 else count(years)} stories above ground and {count(m)} below.", ()),
    ))  # fmt: skip


def _person(rng: random.Random) -> tuple[str, str, Terms]:
    ko, en = name(rng)
    title_ko, title_en = rng.choice(TITLES)
    office_ko, office_en = rng.choice(OFFICES)
    place_ko, place_en = rng.choice(PLACES)
    when_ko, when_en = day(rng)
    age = rng.randint(19, 88)
    other_ko, other_en = name(rng)
    called = f"{title_en} {en}".strip()
    surname = en.split()[0]
    full: Terms = ((f"{ko} {title_ko}", called),) if rng.random() < 0.5 else ((ko, en),)
    rank = rng.randint(1, 20)
    return rng.choice((
        (f"{ko} {josa(title_ko, '은', '는')} {when_ko} 기자회견을 열고 “책임을 통감한다”고 말했다.", f'{called} held a news conference {when_en} and said, "I feel deeply responsible."', full),
        (f"{ko} {josa(title_ko, '은', '는')} {other_ko} 씨를 만나 사과했다.", f"{called} met {other_en} and apologized.", (*full, (other_ko, other_en))),
        (f"경찰은 {ko}({age}) 씨를 사기 혐의로 체포했다.", f"Police arrested {en}, {age}, on charges of fraud.", ((ko, en),)),
        (f"{josa(ko, '은', '는')} 세계랭킹 {rank}위에 올랐다.", f"{en} rose to No. {rank} in the world rankings.", ((ko, en),)),
        (f"{ko} {josa(title_ko, '은', '는')} {when_ko} {josa(place_ko, '을', '를')} 방문했다.", f"{called} visited {place_en} {when_en}.", (*full, (place_ko, place_en))),
        (f"{office_ko} 관계자는 {ko} {josa(title_ko, '이', '가')} 곧 사임할 것이라고 전했다.", f"A {office_en} official said {called} would soon resign.", (*full, (office_ko, office_en))),
        (f"{josa(ko[0] + ' ' + title_ko, '은', '는')} 질문에 답하지 않았다.", f"{surname} did not answer questions.", ((f"{ko[0]} {title_ko}", surname),)),
        (f"{ko} 씨는 올해 {age}세로, {place_ko}에 산다.", f"{en}, {age} this year, lives in {place_en}.", ((ko, en), (place_ko, place_en))),
        (f"“합의에 이르지 못했다”고 {ko} {josa(title_ko, '이', '가')} {when_ko} 밝혔다.", f'"We failed to reach an agreement," {called} said {when_en}.', full),
    ))  # fmt: skip


def _official(rng: random.Random) -> tuple[str, str, Terms]:
    title_ko, title_en = OFFICIALS[0] if rng.random() < 0.35 else rng.choice(OFFICIALS[1:])
    ko, en = name(rng)
    other_ko, other_en = name(rng)
    office_ko, office_en = rng.choice(OFFICES[:3])
    place_ko, place_en = rng.choice(PLACES)
    when_ko, when_en = day(rng)
    terms: Terms = ((title_ko, title_en), (ko, en))
    the = title_en if title_en == "trade minister" else f"the {title_en}"
    return rng.choice((
        (f"{ko} {office_ko} {josa(title_ko, '은', '는')} {when_ko} {place_ko}에 도착했다.", f"{en}, {title_en} at the {office_en}, arrived in {place_en} {when_en}.", (*terms, (office_ko, office_en))),
        (f"{ko} {josa(title_ko, '이', '가')} {when_ko} {josa(place_ko, '으로', '로')} 출국했다.", f"{en}, {the}, left for {place_en} {when_en}.", (*terms, (place_ko, place_en))),
        (f"정부는 새 {title_ko}에 {josa(ko, '을', '를')} 임명했다.", f"The government appointed {en} as the new {title_en}.", terms),
        (f"{josa(title_ko, '은', '는')} {when_ko} 기자들과 만나 회담 결과를 설명했다.", f"{cap(the)} met reporters {when_en} and explained the outcome of the talks.", terms[:1]),
        (f"{josa(ko, '과', '와')} {other_ko} {josa(title_ko, '은', '는')} {place_ko}에서 만나 대화 재개 방안을 논의했다.", f"{en} and {other_en}, {the}, met in {place_en} and discussed ways to resume dialogue.", (*terms[:1], (ko, en), (other_ko, other_en))),
        (f"{ko} 전 {josa(title_ko, '은', '는')} 강연에서 인내를 당부했다.", f"{en}, a former {title_en}, urged patience in a lecture.", terms),
        (f"{place_ko}를 방문 중인 {ko} {josa(title_ko, '은', '는')} “대화의 문은 열려 있다”고 말했다." if (ord(place_ko[-1]) - 0xAC00) % 28 == 0 else f"{place_ko}을 방문 중인 {ko} {josa(title_ko, '은', '는')} “대화의 문은 열려 있다”고 말했다.", f'"The door to dialogue is open," said {en}, {the}, who is visiting {place_en}.', (*terms, (place_ko, place_en))),
        (f"{office_ko}는 {title_ko}의 방미 일정을 {when_ko}로 연기했다." if office_ko.endswith("부") else f"{office_ko}은 {title_ko}의 방미 일정을 연기했다.", f"The {office_en} postponed the {title_en}'s trip to the United States until {when_en.removeprefix('on ')}.", ((title_ko, title_en), (office_ko, office_en))),
    ))  # fmt: skip


KINDS = (_money, _money, _rate, _people, _people, _person, _person, _official)


def synthetic_pair(rng: random.Random) -> tuple[str, str, Terms]:
    """One pair (Korean, English, terms) of a random kind."""
    while True:
        ko, en, terms = rng.choice(KINDS)(rng)
        if len({a for a, _ in terms}) == len(terms):
            return ko, en, terms
