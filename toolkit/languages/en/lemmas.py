"""Dictionary forms of inflected English words: candidates, for a look-up to choose from."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_IRREGULAR: Final = """
arise arose arisen; awake awoke awoken; bear bore borne born; beat beaten; become became; begin began begun; bend bent;
bet; bind bound; bite bit bitten; bleed bled; blow blew blown; break broke broken; breed bred; bring brought; broadcast;
build built; burn burnt; burst; buy bought; cast; catch caught; choose chose chosen; cling clung; come came; cost; creep crept;
cut; deal dealt; dig dug; do did done does; draw drew drawn; dream dreamt; drink drank drunk; drive drove driven; dwell dwelt;
eat ate eaten; fall fell fallen; feed fed; feel felt; fight fought; find found; flee fled; fling flung; fly flew flown;
forbid forbade forbidden; forecast; foresee foresaw foreseen; forget forgot forgotten; forgive forgave forgiven;
freeze froze frozen; get got gotten; give gave given; go went gone goes; grind ground; grow grew grown; hang hung; have had has;
hear heard; hide hid hidden; hit; hold held; hurt; keep kept; kneel knelt; know knew known; lay laid; lead led; lean leant;
leap leapt; learn learnt; leave left; lend lent; let; lie lay lain lying; light lit; lose lost; make made; mean meant; meet met;
mislead misled; mistake mistook mistaken; overcome overcame; oversee oversaw overseen; overtake overtook overtaken;
overthrow overthrew overthrown; pay paid; prove proven; put; quit; read; rebuild rebuilt; ride rode ridden; ring rang rung;
rise rose risen; run ran; say said; see saw seen; seek sought; sell sold; send sent; set; sew sewn; shake shook shaken; shed;
shine shone; shoot shot; show shown; shrink shrank shrunk; shut; sing sang sung; sink sank sunk; sit sat; sleep slept; slide slid;
speak spoke spoken; speed sped; spend spent; spill spilt; spin spun; split; spread; spring sprang sprung; stand stood;
steal stole stolen; stick stuck; sting stung; stink stank; strike struck stricken; string strung; strive strove striven;
swear swore sworn; sweep swept; swell swollen; swim swam swum; swing swung; take took taken; teach taught; tear tore torn;
tell told; think thought; throw threw thrown; thrust; understand understood; undergo underwent undergone;
undertake undertook undertaken; uphold upheld; upset; wake woke woken; wear wore worn; weave wove woven; weep wept; win won;
wind wound; withdraw withdrew withdrawn; withhold withheld; withstand withstood; wring wrung; write wrote written;
be was were been is are am; die dying; tie tying; child children; man men; woman women; foot feet; tooth teeth; goose geese;
mouse mice; louse lice; ox oxen; person people; half halves; leaf leaves; life lives; knife knives; wife wives; wolf wolves;
thief thieves; shelf shelves; loaf loaves; calf calves; elf elves; hoof hooves; scarf scarves; crisis crises; analysis analyses;
basis bases; thesis theses; hypothesis hypotheses; criterion criteria; phenomenon phenomena; good better best; bad worse worst;
little less least; many more most; far further farther furthest farthest
"""
_BASES: Final[dict[str, tuple[str, ...]]] = {}
for _line in _IRREGULAR.replace("\n", " ").split(";"):
    _base, *_forms = _line.split()
    for _form in _forms:
        _BASES[_form] = (*_BASES.get(_form, ()), _base)

_VOWELS: Final = frozenset("aeiou")


@lru_cache(1 << 14)
def lemmas(word: str) -> tuple[str, ...]:
    """What a lower-case word may be a form of, likeliest first; not the word itself, and not all of them words.

    >>> lemmas("studied"), lemmas("gathered")[0], "run" in lemmas("running"), lemmas("fell")
    (('study', 'studi', 'studie'), 'gather', True, ('fall',))
    """
    found = list(_BASES.get(word, ()))
    size = len(word)
    if word.endswith("ies") and size > 4:
        found += [word[:-3] + "y", word[:-1]]
    elif word.endswith("es") and size > 3:
        found += [word[:-1], word[:-2]]
    elif word.endswith("s") and size > 3 and not word.endswith(("ss", "us", "is")):
        found.append(word[:-1])
    for ending, least in (("ed", 4), ("ing", 5), ("er", 5), ("est", 6)):
        if word.endswith(ending) and size >= least:
            stem = word[: -len(ending)]
            if stem[-1] == "i" and ending != "ing":
                found.append(stem[:-1] + "y")
            # A short stem in one consonant has lost an e more often than not.
            mute = stem[-1] not in _VOWELS and (
                stem[-1] in "cgsuvz" or stem.endswith(("at", "bl", "tl", "dl")) or len(stem) < 4
            )
            found += [stem + "e", stem] if mute else [stem, stem + "e"]
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
                # planned, but called
                found.insert(len(found) - 2 if stem[-1] not in "sl" else len(found), stem[:-1])
    if word.endswith("ly") and size > 5:
        found += [word[:-3] + "y", word[:-2]] if word.endswith("ily") else [word[:-2]]
    return tuple(dict.fromkeys(f for f in found if f != word))
