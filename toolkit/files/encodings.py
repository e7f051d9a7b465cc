"""Text of files in whatever encoding they come: found out, decoded, and encoded again."""

from __future__ import annotations

import codecs
import contextlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_KINDS = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive (or an office document)"),
    (b"\xd0\xcf\x11\xe0", "an old office document (doc, xls, hwp)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
)
# What a text file may hold below U+0020: tab, line ends, form feed, escape, and the end-of-file mark of DOS.
_CONTROLS = bytes(set(range(32)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B})
_LOW = bytes(range(128))


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a file, NFC with "\\n" line ends, and the encoding it was read with."""

    text: str
    encoding: str


def decode(data: bytes, path: str | Path | None = None, encoding: str | None = None) -> Decoded:
    """Decode bytes as UTF-8, UTF-16, UTF-32 (each with or without BOM) or CP949.

    Parameters
    ----------
    data: the bytes of the file.
    path: named in errors.
    encoding: the encoding to use instead of finding it out.

    Raises
    ------
    InputError: the bytes are binary, or in no encoding that we know.
    """
    raw = decode_raw(data, path, encoding)
    return Decoded(clean(raw.text), raw.encoding)


def decode_raw(data: bytes, path: str | Path | None = None, encoding: str | None = None) -> Decoded:
    """As :func:`decode`, but with BOM, line ends and composition as they are.

    ``text.encode(encoding)`` of the result gives the bytes again.
    """
    hint = "save the file as UTF-8, or name its encoding with --encoding"
    if encoding is not None:
        try:
            return Decoded(data.decode(_with_byte_order(data, encoding)), _with_byte_order(data, encoding))
        except LookupError as error:
            raise InputError(f"unknown encoding {encoding!r}", "for instance utf-8, cp949", path) from error
        except UnicodeError as error:
            raise InputError(f"not {encoding}: {_where(data, error)}", hint, path) from error
    for mark, kind in _KINDS:
        if data.startswith(mark):
            raise InputError(f"this is {kind}, not text", "take it out of the batch", path)
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return Decoded(data.decode(name), name)
            except UnicodeDecodeError as error:
                raise InputError(f"broken {name}: {_where(data, error)}", hint, path) from error
    utf16 = _utf16_without_bom(data)
    if utf16 is not None:
        with contextlib.suppress(UnicodeDecodeError):
            return Decoded(data.decode(utf16), utf16)
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\x00" in data or controls > 0.01 * len(data):
        raise InputError("this is a binary file, not text", "take it out of the batch", path)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        problem = _where(data, error)
    if _share_of_utf8(data) <= 0.9:
        with contextlib.suppress(UnicodeDecodeError):
            text = data.decode("cp949")
            if _reads_as_korean(text):
                return Decoded(text, "cp949")
        guessed = _other_encoding(data)
        if guessed is not None:
            return guessed
    raise InputError(f"broken encoding: not valid UTF-8 or CP949: {problem}", hint, path)


def encode(text: str, encoding: str) -> tuple[bytes, str, str]:
    """Bytes of `text` in `encoding`, or in UTF-8 where that encoding lacks a character.

    Returns the bytes, the encoding used, and what is to be said of a change ("" where there was none).
    """
    try:
        return text.encode(encoding), encoding, ""
    except UnicodeEncodeError as error:
        lacking = text[error.start : error.start + 1]
        return text.encode(), "utf-8", f"{encoding} has no {lacking!r}: written as UTF-8"


def clean(text: str) -> str:
    """Text without BOM, with "\\n" line ends, in NFC."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def _with_byte_order(data: bytes, encoding: str) -> str:
    """The named encoding, with its byte order where only the BOM of the data says it."""
    if codecs.lookup(encoding).name in ("utf-16", "utf-32", "utf-8-sig"):
        return next((name for bom, name in _BOMS if data.startswith(bom)), encoding)
    return encoding


def _where(data: bytes, error: UnicodeError) -> str:
    if not isinstance(error, UnicodeDecodeError):
        return str(error)
    line = data[: error.start].count(b"\n") + 1
    return f"byte 0x{data[error.start]:02x} on line {line}"


def _utf16_without_bom(data: bytes) -> str | None:
    """The byte order of UTF-16 without BOM: the one in which the text is letters, told where ASCII has zero bytes."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2 or sample.count(0) < 0.03 * len(sample):
        return None
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, errors="ignore")
        known = sum(
            c in "\t\r\n"
            or " " <= c < "\x7f"
            or "가" <= c <= "힣"
            or "\u3000" <= c < "\ua000"
            or "“" <= c <= "…"
            for c in text
        )
        ascii_ = sum(c < "\x80" for c in text)
        if known > 0.95 * len(text) and ascii_ > 0.03 * len(text):
            return name
    return None


def _share_of_utf8(data: bytes) -> float:
    """Share of the bytes above 0x7f that stand in valid UTF-8 sequences."""
    high = len(data.translate(None, _LOW))
    if not high:
        return 1.0
    kept = data.decode("utf-8", errors="ignore").encode()
    return len(kept.translate(None, _LOW)) / high


def _reads_as_korean(text: str) -> bool:
    letters = [c for c in text if ord(c) > 0x7F and c.isalpha()]
    if not letters:
        return False
    # CP949 decodes almost any bytes; common syllables tell Korean from noise.
    common = sum("가" <= c <= "힣" or "\u4e00" <= c <= "\u9fff" for c in letters)
    syllables = sum(c in _COMMON_SYLLABLES for c in letters)
    return common > 0.9 * len(letters) and syllables > 0.15 * len(letters)


_COMMON_SYLLABLES = frozenset(
    "이다는에의을를가고하한지은기사도로어아대자과정서시인나리그일부라해제장전수보있주"
)
# Quotation marks, dashes, ellipsis, no-break space and the accents of names, as Windows writes them.
_WINDOWS_MARKS = bytes(
    [0x85, *range(0x91, 0x98), 0xA0, 0xA3, 0xA9, 0xB0, 0xB7, 0xE0, 0xE1, 0xE7, 0xE8, 0xE9, 0xF1]
)


def _other_encoding(data: bytes) -> Decoded | None:
    high = len(data.translate(None, _LOW))
    if high < 0.15 * len(data) and not data.translate(None, _LOW + _WINDOWS_MARKS):
        return Decoded(data.decode("cp1252"), "cp1252")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:100_000]).best()
    if best is not None and best.encoding not in ("utf_8", "ascii") and best.chaos < 0.1:
        with contextlib.suppress(UnicodeDecodeError):
            return Decoded(data.decode(best.encoding), best.encoding)
    return None


_SAMPLE = 1 << 18


def unreadable(path: str | Path, error: OSError, otherwise: str = "check the path") -> InputError:
    """The error for a file that cannot be read; `otherwise` is the remedy where the cause has none of its own."""
    if isinstance(error, FileNotFoundError):
        return InputError("no such file", "check the path", path)
    if isinstance(error, IsADirectoryError):
        return InputError("this is a directory", "name a file in it", path)
    if isinstance(error, PermissionError):
        return InputError("may not be read", "change its permissions", path)
    return InputError(f"cannot be read: {error.strerror or error}", otherwise, path)


def sniff_encoding(path: str | Path, encoding: str | None = None) -> str:
    """The encoding of a file, told from its first 256 KiB; `encoding` where that is given.

    Raises
    ------
    InputError: the file cannot be read, is binary, or in no encoding that we know.
    """
    try:
        with open(path, "rb") as stream:
            head = stream.read(_SAMPLE)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(head) == _SAMPLE and b"\x00" not in head:
        # A sample may end inside a character: cut it at its last line end or space.
        cut = max(head.rfind(b"\n"), head.rfind(b" ")) + 1
        head = head[:cut] if cut > _SAMPLE // 2 else head[: -_SAMPLE // 2]
    return decode_raw(head, path, encoding).encoding


def open_lines(path: str | Path, encoding: str | None = None) -> Iterator[tuple[int, str]]:
    """Lines of a file with their 1-based numbers, without line ends, NFC; memory does not grow with the file.

    Raises
    ------
    InputError: the file cannot be read, or a line is not in the encoding found.
    """
    if Path(path).exists() and not Path(path).is_file():
        # A pipe can be read only once (a directory is refused in passing).
        yield from enumerate(read_text(path, encoding).text.removesuffix("\n").split("\n"), 1)
        return
    found = sniff_encoding(path, encoding)
    number = 0
    try:
        with open(path, encoding=found, newline="\n") as stream:
            for number, line in enumerate(stream, 1):
                text = line.rstrip("\r\n")
                yield (
                    number,
                    unicodedata.normalize("NFC", text.removeprefix("\ufeff") if number == 1 else text),
                )
    except UnicodeDecodeError as error:
        raise InputError(
            f"broken encoding: not valid {found}",
            "save the file as UTF-8, or name its encoding with --encoding",
            path,
            number + 1,
        ) from error
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", "check the path", path) from error


def read_bytes(path: str | Path) -> bytes:
    """Bytes of a file.

    Raises
    ------
    InputError: it does not exist, is a directory or may not be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise unreadable(path, error, "") from error


def read_text(path: str | Path, encoding: str | None = None) -> Decoded:
    """Text of a file and the encoding found; see :func:`decode`."""
    return decode(read_bytes(path), path, encoding)
