"""Where Korean sentences end.

A rule system over the marks in a block, and over verb endings that close a
sentence where the mark is missing. A quotation that a particle carries on
("...다.”라고 말했다") goes on; each sentence inside it is one of its own.
"""

from __future__ import annotations

import re

from ...text import Span
from ..generic import Mark, bare_addresses, split

# What carries a quotation on: 라고, 고, 라며, 는 ... with or without a space before it.
_PARTICLE = re.compile(
    r"(?:이?라(?:고|는|며|면서|던|지만|서|도|면)?|이란|란|고|며|면서|는|라고도|이라고도|하고|하며|하는|하면서|했다고|등|등의|등을|등이|등으로)"
    r"(?=[\s,.”\"]|[가-힣]{1,4}(?:다|며|고|면서|는|한|했)\b|말|밝|전했|강조|덧붙|주장|설명|외치|외쳤|적)"
)
# Directly behind the closing mark any particle or ending does.
_GLUED_PARTICLE = re.compile(
    r"(?:이?라|이?란|고|며|면|는|은|을|를|이|가|의|에|로|으로|와|과|도|만|까지|부터|보다|처럼|하|했|한|할|할지|던|였|이었|인|일|임|뿐|등|식|다|라서|조차|밖|마저|이나|나|든|여|로써)"
)
_SPEAKING = r"(?:말했|말한|말하였|보도했|밝혔|덧붙였|전했|물었|적었|썼|외쳤|답했|강조했|설명했|주장했|반문했|토로했|털어놨|털어놓았|회상했)"
# Behind a quotation: "그가 말했다.", "바로 앞에 있는 관중을 가리키며 트럼프가 말했다."
_SPEAKER = re.compile(
    rf"(?:[^.!?…,“”\"‘’]{{0,40}}?[가-힣]{{1,8}}(?:가|이)\s(?:\S+(?:에서|에게|에|며|게)\s)?|(?:그는|그녀는|그들은)\s){_SPEAKING}(?:습니)?다(?=[.\s]|$)"
)
# "He said this:" - the quotation that follows belongs to it.
_AS_FOLLOWS = re.compile(
    rf"(?:다음과 같이|다음과 같은|이같이|이렇게|아래와 같이|이처럼|다음의|계속해서)\s[^.!?“”\"]{{0,20}}(?:{_SPEAKING}|말합니|말하|쓰여 있|새겨져 있|적혀 있)(?:습니|었|였)?다$"
)
_VERB_END = re.compile(r"[다요까죠][\"”’)]?\s+$")
_ENDING = re.compile(r"(?:[다요까죠네]|니다|함|음|임|됨|것)$")
# Behind these a full stop is part of the word: initials, abbreviations.
_LATIN = re.compile(
    r"(?:[A-Za-z]\.)*[A-Za-z]|[A-Z][a-z]\.[A-Z]|(?:Mrs?|Ms|Dr|St|No|Jr|Sr|Co|Inc|Ltd|Corp|Prof|Gen|Sen|Gov|Rev|Rep|Capt|Maj|Brig|Adm|Sgt|Lt|Col|Mt|Vol|Fig|Art)"
    r"|(?:vs|v|e\.g|i\.e|cf|feat|pp?|vol|no)"
)
_LATIN_TAIL = re.compile(r"(?<![A-Za-z0-9.-])[A-Za-z][A-Za-z.]*$")
_CREDIT = re.compile(r"[(\[][^()\[\].!?]{1,30}[)\]]\s*")  # (서울=연합뉴스), [연합뉴스]
_NUMBER = re.compile(r"\d{1,3}|[가나다라마바사아자차카타파하]|하나|둘|셋|넷|다섯|[ivxIVX]{1,4}|[A-Za-z]")
_NO_MARK = re.compile(
    r"(?:(?P<past>[가-힣])다|습니다|합니다|됩니다|입니다|십니다|겠습니다|한다|된다|는다|준다|낸다)(?P<close>[)\]]?)[ \t]+(?=[^\s.!?…])"
)
# After such an ending these go on: 했다 하더라도, 왔다 갔다, 있다 보니, 한다 해도 ...
_GOES_ON = re.compile(
    r"(?:하|해|했|한|할|함|치|쳐|칠|안|말|며|고|면|는|보니|보면|손|싶|못|갔|가|오|와|왔|풀려|석방|재개|다시|되|취소|철회|번복|돌아|빠져|멈|이러|저러|그러(?!나)|뿐|뭐|등|혹은|또는|및|[,()\[\]/:;—–~·…=>-]|[”’\"](?=\s|$))"
)


def _ends(mark: Mark) -> bool:
    rest = mark.rest()
    token = mark.token()
    last = token[-1:]
    quoted = any(c in "\"”’'″」』" for c in mark.close)
    if not mark.spaced:
        if mark.close:
            if not quoted or _GLUED_PARTICLE.match(rest):
                return False
            return "가" <= rest[0] <= "힣" and _ENDING.search(token) is not None and not _SPEAKER.match(rest)
        if mark.mark == ".":
            return (
                last in "다요까죠"
                and last != ""
                and ("가" <= rest[0] <= "힣" or rest[0].isdigit() or rest[0] in "“\"‘'")
                and len(token) > 1
            )
        return (
            mark.mark[-1] in "?!"
            and last != ""
            and "가" <= last <= "힣"
            and "가" <= rest[0] <= "힣"
            and not _GLUED_PARTICLE.match(rest)
        )
    if quoted and (_PARTICLE.match(rest) or _SPEAKER.match(rest)):
        return False
    if rest[:1] in ",:;)" or _CREDIT.fullmatch(mark.rest()) or _in_title(mark):
        return False
    if set(mark.mark) <= {".", "…", "‥"} and mark.mark != ".":
        if not mark.close and not token:
            return False  # dots that stand alone mark what is left out
        return mark.close != "" or _ENDING.search(token) is not None
    if mark.mark == "." and not mark.close:
        if not token:
            # "…했다 ." - a full stop that lost its place still ends the sentence.
            return _VERB_END.search(mark.text[max(mark.sentence, mark.start - 8) : mark.start]) is not None
        if _NUMBER.fullmatch(token) and mark.start - len(token) <= mark.sentence + 1:
            return False  # the number of a list item
        if token.isdigit() and (rest[:1].isdigit() or _in_date(mark, token)):
            return False
        latin = _LATIN_TAIL.search(token)
        if latin and _LATIN.fullmatch(latin.group()):
            return False
    if rest[:1] in "“\"‘'" and not quoted and mark.mark == ".":
        before = mark.text[max(mark.sentence, mark.start - 60) : mark.start]
        if _AS_FOLLOWS.search(before):
            return False
    return not rest[:1].islower() or "가" <= last <= "힣"


def _in_title(mark: Mark) -> bool:
    """Whether the mark stands inside a name or a motto in single quotation marks: the title ‘끝. 그리고 시작’이다."""
    if mark.close == "’":
        return mark.token()[-1:].isascii()  # ‘Made in Korea.’ 문구
    before = mark.text[max(mark.sentence, mark.start - 30) : mark.start]
    opened = before.rfind("‘")
    if opened <= 0 or "’" in before[opened:]:
        return False
    after = mark.text[mark.end : mark.end + 30]
    closed = after.find("’")
    return closed >= 0 and "‘" not in after[:closed] and _GLUED_PARTICLE.match(after, closed + 1) is not None


def _in_date(mark: Mark, token: str) -> bool:
    """Whether the number is the day of a date written with full stops, "2019. 9. 19."."""
    before = mark.text[max(0, mark.start - 16) : mark.start]
    return re.search(r"(?:\d{4}\.\s?)?\d{1,2}\.\s?$", before[: len(before) - len(token)]) is not None


# A headline that ran into the text: plain forms of verbs that name a single event, in the first sentence only.
_HEADLINE = re.compile(
    r"(?:체포|발표|사망|공개|선언|승리|경고|촉구|비판|임명|우승|합의|패배|사임|기소|선고|출시|취임|승인|개최|폐지|도입|기각|확정|거부|"
    r"제안|구속|석방|인하|인상|급등|급락|진출|당선|탈락|파면|해임|연기)(?:하|되|시키)다(?P<a>)[ \t]+(?=\S)"
    r"|(?:이기|숨지|밝히|바라|바꾸|내리|올리)다(?P<b>)[ \t]+(?=\S)"
)
# The month that dates a headline in a list: "...우려 2005.10 뉴욕서 ...".
_MONTH_STAMP = re.compile(
    r"(?<=[가-힣 ])(?:19|20)\d\d\.(?:0[1-9]|1[0-2])(?P<a>)[ \t]+(?![\d~–-]|(?:기준|현재|이후|이전|부터|까지|월|년|에|중|말|초)(?:\s|$))(?=\S)"
)
# A headline that the first words of the text repeat: "...나선 사우디 아라비아 사우디 아라비아의 ...".
_REPEATED = re.compile(
    r"(?<= )(?P<a>[가-힣]{2,10} [가-힣]{2,10})[ \t]+(?=(?P=a)(?:의|은|는|이|가|을|를|에|에서|도)\s)"
)
# A headline in "...할 듯" before a quotation that opens the text.
_EXPECTED = re.compile(r"[할될갈올날릴설일질칠볼줄둘쓸열벌늘들물살알] 듯(?P<a>)[ \t]+(?=[“˝\"])")
# An entry of a word list behind a sentence, "competition 경쟁": another entry, or text, begins after it.
_GLOSS = re.compile(r"(?<=[.!?] )[a-z][a-z-]{2,}(?: [a-z]+){0,2} (?=[가-힣〔(…])")
_NEXT_GLOSS = re.compile(
    r"(?<=[가-힣])(?<![은는이가을를의에로와과도만서여고지면게우및때후수])(?P<a>)[ \t]+(?=[A-Za-z]{2})|[가-힣][하되]다(?P<b>)[ \t]+(?=[가-힣A-Z])"
)
_ENTRY = re.compile(r"[a-z][a-z-]{2,}(?: [a-z]+){0,2} (?=[가-힣])")


# Past forms that close a sentence; other verbs can go on ("붙잡혔다 풀려난", "들었다 놨다").
_CLOSED = re.compile(r"(?:[했됐겠없있]|않았|밝혔|느꼈|보였|이었|였)다$")
_SUBJECT = re.compile(r"\S*(?:[가-힣0-9](?:이|가|의|에서)|[들씨원부국사당관장령표수자](?:은|는))[\s,]")


def _is_past(text: str, close: re.Match[str]) -> bool:
    """Whether a past form before white space closes its sentence."""
    if (ord(close["past"]) - 0xAC00) % 28 != 20:  # no final consonant ㅆ
        return False
    return (
        _CLOSED.search(text, max(0, close.start() - 3), close.start() + 2) is not None
        or _SUBJECT.match(text, close.end()) is not None
    )


def _unmarked(text: str) -> list[int]:
    """Ends of sentences whose mark is missing, where that is safe to tell."""
    found = []
    for close in _NO_MARK.finditer(text):
        syllable = close["past"]
        if syllable and not _is_past(text, close):
            continue
        if not _GOES_ON.match(text, close.end()):
            found.append(close.end("close"))
    head = _HEADLINE.search(text[:120])
    if head and not re.search(r"[.!?]\s", text[: head.start()]) and not _GOES_ON.match(text, head.end()):
        found.append(max(head.end("a"), head.end("b")))
    for pattern in (_MONTH_STAMP, _REPEATED, _EXPECTED):
        found += (match.end("a") for match in pattern.finditer(text))
    found += bare_addresses(text)
    for entry in _GLOSS.finditer(text):
        word: re.Match[str] | None = entry
        while word and (match := _NEXT_GLOSS.search(text, word.end(), word.end() + 40)):
            if re.search(r"[.!?]", text[word.end() : match.start()]):
                break
            found.append(max(match.end("a"), match.end("b")))
            word = _ENTRY.match(text, match.end())
    return found


def sentences(text: str) -> list[Span]:
    """Spans of the sentences of one block, without the white space around them."""
    return split(text, _ends, _unmarked(text))
