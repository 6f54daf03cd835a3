"""What a user reads when something is refused: the key, what was found, what was expected, what to do."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from .javascript import json_text, number_text, to_precision
from .units import unit_of


class ConfigError(ValueError):
    """A config that cannot be run.

    Attributes
    ----------
    key : str
        dotted name of the offending key, in TOML's spelling
    found : object
        its value; None where it is missing
    expected : str
        what a value has to be, in words
    """

    def __init__(self, key: str, found: Any, expected: str, remedy: str, where: str = "") -> None:
        after = f" {where}" if where else ""
        super().__init__(visible(f"{key}: found {shown(found)}{after}, expected {expected}. {remedy}"))
        self._arguments = (key, found, expected, remedy, where)
        self.key = key
        self.found = found
        self.expected = expected

    def __reduce__(self) -> Any:
        return type(self), self._arguments


class FieldFileError(ValueError):
    """A file or an array that cannot be read as a magnetic field, or holds none."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.problem = problem

    def __reduce__(self) -> Any:
        return type(self), (self.file, self.problem)


class RunFolderError(ValueError):
    """A run folder or an exported file that is damaged, or none of larmor's."""

    def __init__(self, file: str, problem: str, line: int | None = None) -> None:
        super().__init__(f"{file}{'' if line is None else f', line {line}'}: {problem}")
        self.file = file
        self.problem = problem
        self.line = line

    def __reduce__(self) -> Any:
        return type(self), (self.file, self.problem, self.line)


class KernelError(RuntimeError):
    """A kernel that cannot be used: damaged, of another version, or refused its memory by the system."""


class ConfigWarning(UserWarning):
    """A config that can be run and is doubtful."""


def shown(value: Any, most: int = 60) -> str:
    """A value in one short line: as JSON where JSON can hold it."""
    return shortened(_as_json(value), most)


def shortened(text: str, most: int = 60) -> str:
    """The beginning of a text that is too long for a message."""
    return text[: most - 3] + "..." if len(text) > most else text


def _as_json(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_text(value) if abs(value) < 1e300 or isinstance(value, float) else str(value)
    try:
        return json_text(value)
    except (TypeError, RecursionError, OverflowError):
        unit = unit_of(value)
        return f"a value of type {type(value).__name__}{f' in {unit}' if unit else ''}"


def digits(x: float) -> str:
    """A number to two digits, for texts."""
    return number_text(to_precision(x, 2)).replace("e+", "e")


def dotted(*names: str) -> str:
    """A dotted key as TOML writes it: names bare, numbers in quotes; a name longer than any of ours is shortened."""
    return ".".join(name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,59}", name) else shown(name) for name in names)


def visible(text: str) -> str:
    """Characters that a terminal would obey, or that would turn the order of letters round, as codes."""

    def code(character: str) -> str:
        if character in "\n\t" or (unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp")):
            return character
        number = ord(character)
        return f"\\x{number:02x}" if number < 0x100 else f"\\u{{{number:x}}}"

    return "".join(map(code, text))
