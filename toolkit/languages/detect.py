"""Which language a text is in, told by its script and, for Latin script, by its commonest words.

Made to tell Korean from English and to notice a third language, not to name
every language there is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

_SAMPLE = 20_000  # characters looked at


@dataclass(frozen=True, slots=True)
class Detection:
    """The language found ("und" where the text gives no hold), the share of its script among the
    letters (0 to 1), and whether the evidence is strong enough to contradict a label."""

    language: str
    share: float
    certain: bool


# Commonest words, for languages in Latin script; words that English has too are left out of the others.
_FUNCTION_WORDS: dict[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "the of and to in a is that for it on was with as he at by be his from are has had have an not they "
        "which this will said but its their were been she who would her you we or after about more when",
        "fr": "le la les des et est une du que dans qui pour sur au pas par il avec ce aux sont plus ne sa cette "
        "été ont mais elle son ses leur nous vous l d qu",
        "de": "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es wird an nach "
        "werden aus er hat dass sie bei einer einem über wurde",
        "es": "el la de que los en y las del se por un una con para su es lo como más al fue ha pero sus este "
        "también según entre",
        "it": "il di che la è e un per una sono della con non del si le gli da dei nel alla più anche ha lo come "
        "delle ma",
        "pt": "o que do da em um para com não uma os no se na por mais as dos como mas foi ao ele das à seu sua "
        "são também pelo",
        "nl": "de het een van en dat niet te zijn met voor op aan die er maar om bij ook als door naar wordt werd "
        "heeft",
        "vi": "của và là có được cho không các trong với người những đã này một để về khi đến từ",
        "id": "yang dan di dengan untuk tidak dari pada ini itu akan dalam adalah oleh telah ke karena bisa juga "
        "mereka",
        "tr": "ve bir bu için ile da de çok olarak daha olan gibi kadar sonra ancak ise değil her",
        "pl": "się na nie że jest do z w i to jak po od przez dla są jego był ale oraz",
        "sv": "och att det som en är av för den på med inte har till var om ett jag de men han från",
        "tl": "ang ng sa na mga ay ni kay para hindi ito siya nila kung",
    }.items()
}
_SCRIPTS = {"CYRILLIC": "ru", "ARABIC": "ar", "DEVANAGARI": "hi", "THAI": "th", "GREEK": "el", "HEBREW": "he"}
_WORD = re.compile(r"[^\W\d_]+")


def script_of(letter: str) -> str:
    """Script of a letter by its Unicode name: "HANGUL", "LATIN", "CJK", "HIRAGANA" ...; "" for others."""
    code = ord(letter)
    if code < 0x250:
        return "LATIN" if letter.isalpha() else ""
    if 0xAC00 <= code <= 0xD7A3 or 0x1100 <= code <= 0x11FF or 0x3130 <= code <= 0x318F:
        return "HANGUL"
    if not letter.isalpha():
        return ""
    return unicodedata.name(letter, "").split(" ", 1)[0]


def detect(text: str) -> Detection:
    """Language of `text`: ko, en, ja, zh, another ISO 639-1 code, or "und"."""
    sample = text if len(text) <= _SAMPLE else text[: _SAMPLE // 2] + text[-_SAMPLE // 2 :]
    scripts = Counter(script_of(c) for c in sample)
    scripts.pop("", None)
    total = scripts.total()
    if not total:
        return Detection("und", 0.0, False)
    hangul = scripts["HANGUL"]
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    han = scripts["CJK"]
    # A syllable block says as much as two or three letters.
    weighted = total + 1.5 * (hangul + kana + han)
    if hangul and 2.5 * hangul >= 0.3 * weighted and hangul >= kana + 0.3 * han:
        share = 2.5 * hangul / weighted
        return Detection("ko", round(share, 4), hangul >= 10 and share > 0.5)
    if 2.5 * (kana + han) >= 0.3 * weighted:
        share = 2.5 * (kana + han) / weighted
        return Detection(
            "ja" if kana > 0.05 * (kana + han) else "zh", round(share, 4), kana + han >= 10 and share > 0.5
        )
    script, count = scripts.most_common(1)[0]
    if script != "LATIN":
        return Detection(_other(script, sample), round(count / total, 4), count >= 20 and count > 0.5 * total)
    language, certain = _latin(sample)
    return Detection(language, round(count / total, 4), certain and count > 0.6 * total)


def _other(script: str, text: str) -> str:
    if script == "CYRILLIC" and any(c in "іїєґІЇЄҐ" for c in text):
        return "uk"
    return _SCRIPTS.get(script, "und")


def _latin(text: str) -> tuple[str, bool]:
    words = Counter(w.lower() for w in _WORD.findall(text))
    total = words.total()
    counts = {code: sum(words[w] for w in known) for code, known in _FUNCTION_WORDS.items()}
    english = counts.pop("en")
    other = max(counts, key=lambda code: (counts[code], code))
    if counts[other] > 1.5 * english and counts[other] >= 3 and counts[other] > 0.08 * total:
        return other, total >= 20 and counts[other] > 0.12 * total and counts[other] > 2 * english
    return "en", total >= 20 and english > 0.12 * total
