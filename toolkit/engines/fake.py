"""An engine without a model: pseudo-translation, for tests, trials and dry runs.

Pseudo-translation is an old habit of localisation: every word becomes an
invented word in the script of the target language, always the same one, so
that one sees what happens to a text (order, markup, numbers, terms) without a
model. `answers` puts given translations in place of invented ones.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping, Sequence

from .base import Decoding, Hypothesis, Request
from .spec import Pairs

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = ["ba", "be", "bi", "bo", "da", "de", "di", "do", "fa", "fe", "ka", "ke", "ki", "ko", "la", "le", "li", "lo", "ma", "me", "mi", "mo", "na", "ne", "no", "pa", "pe", "ra", "re", "ri", "ro", "sa", "se", "si", "so", "ta", "te", "ti", "to", "va", "ve"]  # fmt: skip
_HANGUL = "가나다라마바사아자차카타파하거너더러머버서어저처고노도로모보소오조초구누두루무부수우주추기니디리미비시이지치"


def pseudo(text: str, language: str) -> str:
    """Every word replaced by an invented one of the language's script; all else as it is."""

    def word(match: re.Match[str]) -> str:
        word = match.group()
        seed = hashlib.sha256(word.lower().encode("utf-8", "replace")).digest()
        if language == "ko":
            size = max(1, min(len(word), 8) if "가" <= word[0] <= "힣" else min(len(word), 12) // 3)
            return "".join(_HANGUL[b % len(_HANGUL)] for b in seed[:size])
        size = max(1, min(len(word), 8)) if "가" <= word[0] <= "힣" else max(1, min(len(word), 16) // 2)
        invented = "".join(_LATIN[b % len(_LATIN)] for b in seed[:size])
        return invented.capitalize() if word[0].isupper() else invented

    return _WORD.sub(word, text)


class FakeEngine:
    """Pseudo-translation as an engine. See :class:`toolkit.engines.base.Engine`.

    Parameters
    ----------
    answers: translations of whole texts that are given instead of invented ones.
    pairs: the language pairs it takes, None for any.
    uses_hints: whether hinted terms reach the output.
    longest: tokens (words) that it translates whole.

    `calls` counts the batches and `seen` holds every request, in order.
    """

    def __init__(
        self,
        answers: Mapping[str, str] | None = None,
        *,
        name: str = "pseudo",
        pairs: Pairs | None = None,
        uses_hints: bool = True,
        workers: int = 1,
        longest: int = 120,
    ) -> None:
        self._answers = dict(answers or {})
        self._name = name
        self._pairs = pairs
        self._uses_hints = uses_hints
        self._workers = workers
        self._longest = longest
        self._lock = threading.Lock()
        self.calls = 0
        self.seen: list[Request] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def digest(self) -> str:
        facts = repr((self._name, sorted(self._answers.items()), self._uses_hints, self._longest))
        return hashlib.sha256(facts.encode("utf-8", "replace")).hexdigest()

    @property
    def uses_hints(self) -> bool:
        return self._uses_hints

    @property
    def workers(self) -> int:
        return self._workers

    @property
    def longest(self) -> int:
        return self._longest

    def lengths(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def pairs(self) -> Pairs | None:
        return self._pairs

    def translate(
        self, requests: Sequence[Request], source_language: str, target_language: str, decoding: Decoding
    ) -> list[list[Hypothesis]]:
        with self._lock:
            self.calls += 1
            self.seen.extend(requests)
        found = []
        for request in requests:
            text = self._answers.get(request.text)
            if text is None:
                text = self._invent(request, target_language)
            if request.prefix and not text.startswith(request.prefix):
                text = f"{request.prefix} {text}"
            found.append([Hypothesis(text, -0.5 - 0.1 * n) for n in range(decoding.n_best)])
        return found

    def _invent(self, request: Request, language: str) -> str:
        forms = {source: target for source, target in reversed(request.hints) if source}
        if not forms or not self._uses_hints:
            return pseudo(request.text, language)
        longest_first = sorted(forms, key=len, reverse=True)
        parts = re.split("(" + "|".join(map(re.escape, longest_first)) + ")", request.text)
        return "".join(forms[part] if n % 2 else pseudo(part, language) for n, part in enumerate(parts))

    def score(
        self,
        sources: Sequence[Request | str],
        targets: Sequence[str],
        source_language: str,
        target_language: str,
        *,
        complete: bool = True,
    ) -> list[float]:
        texts = [source if isinstance(source, str) else source.text for source in sources]
        wanted = [self._answers.get(text, pseudo(text, target_language)) for text in texts]
        return [-0.5 if target == right else -2.0 for target, right in zip(targets, wanted, strict=True)]

    def close(self) -> None:
        """Nothing to free."""

    def __enter__(self) -> FakeEngine:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
