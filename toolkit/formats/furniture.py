"""Telling a story from the page it was copied off: rules for single lines of Korean and English news pages.

A rule fires only on lines that carry no sentence of the story: it asks for the
whole line, or for a beginning that no sentence has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .dates import find_date, is_only_date

LONG = 140  # a line longer than this is never furniture, but for copyright notices

_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_NAME_KO = r"[가-힣]{2,4}"
_ROLE_KO = r"(?:선임|수습|전문|인턴|객원|대학생)?\s?(?:기자|특파원|논설위원|편집위원|앵커|리포터|통신원|PD)"

_BUTTONS = re.compile(
    r"""(?:[•·∙▶▷|>+\-*\s]*)(?:
      link\ copied | copy\ link | (?:share|print|save|tweet|like|comments?|facebook|twitter|x|instagram|linkedin|kakaotalk
      |e-?mail|bookmark|subscribe|sign\ in|log\ in|font\ size|text\ size|listen|translate|reply|menu|search|home|close
      |advertisement|ad|sponsored|top|scrap|url|url\ copied|more|next|previous|prev|read\ more|go\ to\ top)
      | share\ this(?:\ (?:article|story))? | (?:resize|change)\ (?:font|text) | follow\ us.* | send\ to\ .*
      | [가감]{0,1}(?:기사\s?)?(?:공유|공유하기|인쇄|인쇄하기|스크랩|프린트|저장|댓글|댓글\ ?\d+|좋아요|좋아요\ ?\d+|싫어요|구독|구독하기|로그인|목록|닫기|메뉴
      |검색|글자\ ?크기(?:\ ?(?:조절|변경|설정))?|글씨\ ?크기(?:\ ?조절)?|폰트\ ?크기|본문\ ?듣기|음성\ ?재생|번역|이메일|메일|카카오톡|카카오스토리|네이버|네이버\ ?밴드|페이스북|트위터
      |링크\ ?복사|주소\ ?복사|url\ ?복사|기사\ ?듣기|기사\ ?저장|이\ 기사를\ 공유합니다|복사하기|광고|요약|홈|더보기|가|가가|가\ 가|확대|축소|원본보기|이미지\ ?크게\ ?보기)
    )(?:[\s|/·,•]*(?:link\ copied|share|print|save|tweet|like|comments?|facebook|twitter|e-?mail|kakaotalk|공유(?:하기)?|인쇄|스크랩|댓글|페이스북|트위터|카카오톡|네이버|밴드|이메일|url\ ?복사|링크\ ?복사|\d+|[\-+]))*[\s:|•·]*""",
    re.I | re.X,
)
_STAMP = re.compile(
    r"[\[(<]?\s*(?:published|posted|updated|last\ updated|modified|first\ published|date|입력|수정|최종\s?수정|최종\s?업데이트|업데이트|등록|승인"
    r"|기사\s?입력|기사\s?승인|송고|작성|게재|발행|발행일|최초\s?입력)(?:\s?일시|\s?시간|\s?일|\s?시각)?\s*[:：|]?\s*(?=.{0,14}\d)",
    re.I | re.X,
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}|\d{1,2}시")
_UPDATED = re.compile(r"updated|modified|수정|업데이트", re.I)
_BYLINE_EN = re.compile(
    rf"(?:by|written\ by|reported\ by|compiled\ by)\s+(?P<a>[A-Z][\w.'’-]*(?:,?\s+(?:(?:and|&|of)\s+)?[A-Z][\w.'’-]*){{0,8}})"
    rf"\s*(?:[|,/]\s*[\w .-]{{1,40}})?\s*(?:[(<\[]?\s*{_MAIL}\s*[)>\]]?\s*(?:,|and)?\s*)*",
    re.X | re.I,
)
_BYLINE_KO = re.compile(
    rf"[\[(<▲■/]*\s*(?:[가-힣A-Za-z]{{2,10}}\s?[=|/·]\s?)?(?:글\s*[·/,]?\s*사진\s*)?(?P<a>{_NAME_KO}(?:\s*[·,]\s*{_NAME_KO})*)\s*"
    rf"(?:[가-힣]{{2,6}}\s?)?{_ROLE_KO}\s*[=\])>]*\s*[(<\[|]?\s*(?:{_MAIL})?\s*[)>\]]?\s*(?:{_NAME_KO}\s?{_ROLE_KO}\s*(?:{_MAIL})?\s*)*"
)
_MAIL_LINE = re.compile(rf"[\w\s.,:/|()\[\]<>=·-]{{0,40}}{_MAIL}[\s)\]>,.]*(?:{_MAIL}[\s)\]>,.]*)*")
_RIGHTS = re.compile(
    r"무단\s?전재|무단\s?복제|재배포\s?금지|저작권자\s?[ⓒ©(]|all rights reserved|^\W*(?:ⓒ|©|\(c\)\s?\d{4})"
    r"|^\W*copyright\s*(?:[ⓒ©(:]|\d{4}|by\b)|^\W*(?:제보는|기사\s?제보|카카오톡\s?(?:제보|:)|▷|네이버에서 .{0,12}구독)",
    re.I,
)
_TELLS = re.compile(r"[가-힣]다\.$")
_END = re.compile(r"\W*(?:end|끝|###|-30-|\(끝\)|\(end\))\W*", re.I)
_MORE = re.compile(
    r"[\W\d]*(?:관련\s?(?:기사|뉴스|글)|많이\s?본|추천\s?(?:기사|뉴스)|인기\s?(?:기사|뉴스)|실시간\s?(?:인기|뉴스)|이\s?시각\s?(?:주요|헤드라인)|주요\s?뉴스|핫\s?(?:뉴스|이슈)"
    r"|오늘의\s?(?:주요|핫)|다른\s?기사|이전\s?기사|다음\s?기사|함께\s?(?:볼|보면)|most\s(?:popular|read|viewed)|related\s(?:articles?|stories|news|links?)|more\s(?:from|stories|news|headlines)"
    r"|recommended|editors?['’]?\s?picks?|you\s(?:may|might)\s(?:also|like)|latest\snews|trending|also\sread|read\salso)\b.{0,40}",
    re.I,
)
_SECTIONS = frozenset(
    re.split(
        r"\s*\|\s*",
        """national|politics|business|economy|world|international|sports|sport|culture|life & culture|lifestyle|opinion|editorial|society|social affairs|foreign affairs|north korea|entertainment|k-pop|technology|tech|science|finance|market|markets|industry|column|korea|news|breaking news|home|latest|health|environment|education|law & crime|defense|diplomacy|it
|정치|경제|사회|국제|세계|문화|스포츠|연예|생활|생활/문화|it/과학|과학|오피니언|사설|칼럼|북한|외교|국방|국회|청와대|대통령실|산업|증권|금융|부동산|교육|전국|지역|종합|속보|뉴스|홈|단독|사람들|건강|날씨|축구|야구|정치일반|경제일반|사회일반|정치/외교|외교/안보|외교·안보""",
    )
)
_MASTHEADS = re.compile(
    r"(?:the\s)?(?:korea\s(?:herald|times|joongang\sdaily|economic\sdaily|biz\s?wire|net)|joongang(?:\silbo|\sdaily)?|dong-?a\silbo|chosun(?:\silbo|biz)?|hankyoreh"
    r"|kyunghyang(?:\sshinmun)?|yonhap(?:\snews(?:\sagency)?)?|pulse|maeil\sbusiness(?:\snews(?:paper)?)?|reuters|associated\spress|ap|afp|arirang(?:\snews)?|kbs(?:\sworld)?|newsis|news1"
    r"|nk\snews|daily\snk|new\syork\stimes|washington\spost|guardian|bbc(?:\snews)?|cnn)(?:\.com|\.co\.kr)?"
    r"|(?:[가-힣]{1,5}\s?)?(?:연합뉴스|뉴시스|뉴스1|조선일보|중앙일보|동아일보|한겨레|경향신문|한국일보|서울신문|세계일보|국민일보|문화일보|매일경제|한국경제|코리아헤럴드|코리아타임스|머니투데이|이데일리|노컷뉴스|오마이뉴스|프레시안|연합뉴스TV|아시아경제|헤럴드경제|파이낸셜뉴스|데일리안|뉴스핌)"
    r"|[가-힣]{2,6}(?:일보|신문|뉴스|타임스|경제|방송)|[A-Za-z .&-]{2,24}\s(?:herald|times|daily|post|news|gazette|tribune|journal|chronicle|observer)",
    re.I,
)
_CREDIT = (
    r"(?:yonhap(?:\snews(?:\sagency)?)?|ap(?:[-/]yonhap)?|afp(?:[-/]yonhap)?|epa(?:[-/]yonhap)?|reuters(?:[-/]yonhap)?|xinhua|kyodo|tass|getty(?:\simages)?|newsis|news1|kcna(?:[-/]yonhap)?|"
    r"(?:pool\s)?photo|file\sphoto|pool|courtesy\sof\s[\w .,'’&-]+|provided\sby\s[\w .,'’&-]+|photo\sby\s[\w .,'’&-]+|[\w .,'’&-]+(?:/(?:the\s)?korea\s(?:herald|times))"
    r"|사진\s?[=:].{1,30}|.{1,20}\s?제공|연합뉴스(?:\s?자료\s?사진)?|자료\s?사진|뉴시스|뉴스1|AP\s?연합뉴스|AFP\s?연합뉴스|로이터\s?연합뉴스|.{0,12}(?:캡처|캡쳐|갈무리))"
)
_AGENCY = r"(?:연합뉴스|뉴시스|뉴스1|로이터|AP|AFP|EPA|신화|교도|게티이미지(?:코리아)?|[가-힣]{2,5}(?:일보|신문|뉴스)|[가-힣]{2,4}\s?기자)"
_CAPTION_END = re.compile(
    rf"[\[(<]\s*{_CREDIT}\s*[\])>]\W*|\s?[/=]\s?(?:사진\s?[=:]?)?\s?{_AGENCY}(?:[·,/\s]{{1,2}}{_AGENCY}){{0,2}}\W*|/사진\s?[=:]?\s?.{{1,20}}",
    re.I,
)
_CAPTION_START = re.compile(
    r"[\[(▲△▶<]*\s*(?:사진\s?[=:|]|\[사진\]|사진설명|photo\s?[:=]|image\s?[:=]|caption\s?:|photo\scredit|\(?photo(?:\sby|\scourtesy))",
    re.I,
)
_DATELINE = re.compile(
    rf"(?:[(\[【<]\s?[가-힣A-Za-z·, .]{{1,16}}\s?=\s?[가-힣A-Za-z0-9 ]{{2,14}}\s?[)\]】>]\s*(?:{_NAME_KO}(?:\s?[·,]\s?{_NAME_KO})*\s?(?:[가-힣]{{2,4}}\s?)?{_ROLE_KO}\s*)?=?"
    rf"|[(\[【<]\s?[가-힣A-Za-z0-9]{{2,12}}(?:\s(?:=|ㅣ|\|))?\s?{_NAME_KO}\s?{_ROLE_KO}\s?[)\]】>]\s*=?"
    rf"|[가-힣]{{2,6}}\s?=\s?{_NAME_KO}\s?{_ROLE_KO}\s+"
    rf"|[(\[]\s?[A-Z][A-Za-z. -]{{2,20}}\s?=\s?[A-Za-z0-9 ]{{2,14}}[)\]]\s*[A-Z][\w-]+(?:\s[A-Z][\w-]+){{1,2}}\s*=?"
    r"|[A-Z][A-Z’'. -]{2,24}(?:,\s?[A-Z][A-Za-z. ]{1,20}){0,2}(?:,\s?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s?\d{1,2})?\s*\((?:Yonhap|Reuters|AP|AFP|Kyodo|Xinhua|UPI|Korea Bizwire)[^)]{0,24}\)\s*(?:--?|—|–)?"
    r"|[A-Z][A-Z’'. -]{2,24}(?:,\s?[A-Z][A-Za-z. ]{1,20}){0,2},\s?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\s?\d{1,2}\s*(?:--|—|–)"
    r")\s*"
)
_FINAL = re.compile(r"[.!?…。][\"'”’」』)\]]*$")
_ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.){2,}$|\b(?:Inc|Corp|Co|Ltd|Jr|Sr)\.$")


def has_final_mark(line: str) -> bool:
    """Whether a line ends as a sentence does."""
    line = line.rstrip()
    return bool(_FINAL.search(line)) and not _ABBREVIATED_END.search(line)


def is_doubled(line: str) -> bool:
    """Whether a line says the same thing twice, as captions do that are copied with their alternative text."""
    words = line.split()
    half = len(words) // 2
    return len(words) >= 2 and len(words) % 2 == 0 and words[:half] == words[half:]


def is_caption(line: str) -> bool:
    """Whether a line is the caption of a picture: doubled, or with a photographer's credit."""
    text = line.strip()
    if len(text) > 400:
        return False
    if is_doubled(text) and len(text.split()) >= 4:
        return True
    if _CAPTION_START.match(text):
        return True
    tail = text[-80:]
    return any(match.end() == len(tail) for match in _CAPTION_END.finditer(tail))


def is_furniture(line: str) -> bool:
    """Whether a line belongs to the page: byline, date, button, e-mail address, rights, end mark."""
    text = line.strip()
    if len(text) <= 300 and _RIGHTS.search(text[:200]) and ("금지" in text or not _TELLS.search(text)):
        return True
    if not text or len(text) > LONG:
        return False
    if not re.search(r"[^\W\d_]", text):
        return not re.search(r"[…?!]", text) and len(text) <= 20  # rules, counters of comments
    return (
        (_STAMP.match(text) is not None and (find_date(text) is not None or _CLOCK.search(text) is not None))
        or is_only_date(text)
        or (
            len(text) <= 60
            and not has_final_mark(text)
            and find_date(text) is not None
            and _CLOCK.search(text) is not None
        )
        or author(text) != ""
        or any(p.fullmatch(text) is not None for p in (_BUTTONS, _MAIL_LINE, _END))
        or (
            text.count(">") >= 1
            and re.fullmatch(r"[\w\s/&·]{2,20}(?:\s*>\s*[\w\s/&·]{2,20})+", text) is not None
        )
    )


def is_masthead(line: str) -> bool:
    """Whether a line is the name of a newspaper or of one of its sections."""
    text = line.strip().strip("[]<>|■◆●▶ ")
    return text.lower() in _SECTIONS or _MASTHEADS.fullmatch(text) is not None


def starts_other_stories(line: str) -> bool:
    """Whether a line heads a list of other articles."""
    return len(line) < 60 and _MORE.fullmatch(line.strip()) is not None


def author(line: str) -> str:
    """The name in a byline, "" where the line is none."""
    text = line.strip()
    if len(text) > LONG:
        return ""
    match = _BYLINE_EN.fullmatch(text)
    if match and not has_final_mark(match["a"].rstrip(".")) and re.match(r"[A-Z]", match["a"]):
        return re.sub(r"\s+", " ", match["a"]).strip(" ,")
    match = _BYLINE_KO.fullmatch(text)
    return re.sub(r"\s+", " ", match["a"]).strip() if match else ""


def dateline(paragraph: str) -> int:
    """Length of the agency's dateline at the head of a paragraph, as in "(서울=연합뉴스) 홍길동 기자 = "; 0 where none."""
    match = _DATELINE.match(paragraph[:200])
    return match.end() if match and paragraph[match.end() :].strip() else 0


def stamp_rank(line: str) -> int:
    """How good a source of the article's date a furniture line is: 0 is best, 3 none."""
    text = line.strip()
    if find_date(text) is None or len(text) > LONG:
        return 3
    if _STAMP.match(text):
        return 1 if _UPDATED.match(text.strip("[(< ")) else 0
    return 2 if is_furniture(text) or is_only_date(text) else 3


def headline_index(lines: Sequence[str]) -> int | None:
    """Which of the unexplained lines above the first paragraph is the headline: the first that is no masthead."""
    best = None
    for number, line in enumerate(lines):
        text = line.strip()
        if is_masthead(text) or len(text) > 200:
            continue
        if (
            re.search(r"[.。][\"'”’)\]]*$", text)
            and not _ABBREVIATED_END.search(text)
            and not text.endswith(("..", "…"))
        ):
            continue
        if best is None or (_is_tag(lines[best]) and not _is_tag(text)):
            best = number
    return best


def _is_tag(line: str) -> bool:
    """A word or two, such as a section or the label of a series, beside which a longer line is the headline."""
    text = line.strip()
    if re.search("[가-힣]", text):
        return len(text) <= 7
    return len(text.split()) <= 2
