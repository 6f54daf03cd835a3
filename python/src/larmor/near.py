""""Did you mean ...?": the known name that a mistyped one was meant to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def near(name: str, candidates: Sequence[T], spellings: Callable[[T], list[str]]) -> T | None:
    """The first candidate that ``name`` may be a slip for, or a shorter or longer form of; None if it is like none of them."""
    if len(name) > 100:
        return None
    written = _plain(name)

    def distance(spelling: str) -> float:
        if spelling == written:
            return 0
        cut = (written != "" and spelling.startswith(written)) or (
            len(spelling) > 2 and written.startswith(spelling)
        )
        return 0.05 if cut else _edits(written, spelling) / max(len(written), len(spelling))

    nearest, least = None, 0.45  # more than half of the letters are right
    for candidate in candidates:
        candidate_distance = min(distance(_plain(spelling)) for spelling in spellings(candidate))
        if candidate_distance < least:
            nearest, least = candidate, candidate_distance
    return nearest


def _plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def _edits(a: str, b: str) -> int:
    """Levenshtein distance, with the swap of two neighbours as one edit."""
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i in range(1, len(a) + 1):
        row = [i]
        for j in range(1, len(b) + 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                row[j] = min(row[j], before[j - 2] + 1)
        before, last = last, row
    return last[-1]
