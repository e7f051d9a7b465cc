"""What both engines share: batches by tokens, and the kernels that CTranslate2 is told to use."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.engines.runtime import groups


@given(st.lists(st.integers(0, 300), max_size=60), st.integers(0, 40), st.integers(0, 900))
def test_groups_hold_each_position_once_and_no_more_than_asked(
    lengths: list[int], size: int, tokens: int
) -> None:
    found = groups(lengths, size, tokens)
    assert sorted(i for group in found for i in group) == list(range(len(lengths)))
    for group in found:
        assert not size or len(group) <= size
        if tokens and len(group) > 1:
            assert max(lengths[i] for i in group) * len(group) <= tokens
    flat = [lengths[i] for group in found for i in group]
    assert flat == sorted(lengths, reverse=True)


@pytest.mark.parametrize("given", ["", "AVX2"])
def test_the_kernels_are_chosen_once_and_a_choice_of_the_user_stands(given: str) -> None:
    pytest.importorskip("ctranslate2")
    script = (
        "import os, pathlib\n"
        "from toolkit.engines.runtime import _AVX512, _use_avx512\n"
        "_use_avx512()\n"
        "cpu = pathlib.Path('/proc/cpuinfo')\n"
        "flags = cpu.read_text().split() if cpu.exists() else []\n"
        "import ctranslate2\n"
        "ctranslate2.get_supported_compute_types('cpu')\n"
        "print(os.environ.get('CT2_FORCE_CPU_ISA', ''), _AVX512 <= set(flags))\n"
    )
    environment = {"PYTHONPATH": ":".join(p for p in sys.path if p), "PATH": "/usr/bin:/bin"}
    if given:
        environment["CT2_FORCE_CPU_ISA"] = given
    out = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
    )
    isa, has = out.stdout.rsplit(" ", 1)
    assert isa == (given or ("AVX512" if has.strip() == "True" else ""))
