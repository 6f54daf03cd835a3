"""A worker process of larmor.run: a config on standard input, then some blocks of a realisation after
the other, until it is closed."""

from __future__ import annotations

import os
import pickle
import signal
import sys

from .cube import CubeNodes, _given, place_cube, values_of
from .record import sums_of


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints does not get among the answers
    config, values = pickle.load(sys.stdin.buffer)
    if values is not None:
        _given[config["field"]["cube_sha256"]] = values
    groups = config.groups
    cube: CubeNodes | None = None
    if groups[0].cube is not None:
        cube = place_cube(groups[0].cube, values_of(config["field"]))
        _given.clear()
    while True:
        try:
            number, index, blocks = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        group = groups[number]
        answer: object
        try:
            answer = number, index, blocks, sums_of(config, group, index, blocks, cube)
        except Exception as error:
            answer = error
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    main()
