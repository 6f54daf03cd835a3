"""A run in processes. A worker is `python -m larmor.worker`, so that no script needs an `if __name__ == "__main__"`."""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from .config import Config
from .cube import _given, values_of
from .dataset import asked_for, dataset
from .errors import ConfigWarning
from .kernel import Kernel
from .open_field import described
from .optional import check_packages
from .planning import Group
from .record import block_count, record_of
from .tables import tables

if TYPE_CHECKING:
    import xarray


#: number of a group, of a realisation, and of the blocks of its directions
Task = tuple[int, int, range]


class WorkerError(RuntimeError):
    """A worker process ended twice over the same realisation."""


def run(config: Config, workers: int | None = None, progress: bool = True) -> xarray.Dataset:
    """Computes all realisations of a config in processes of their own.

    Parameters
    ----------
    config : Config
    workers : int, optional
        number of processes; default one for each core. Each needs ``memory_bytes`` of the largest group. Where fewer
        realisations than workers remain, the directions of one are shared. The results do not depend on it.
    progress : bool
        whether tqdm shows how far it is, where tqdm is installed

    Warns
    -----
    ConfigWarning
        for what can be run and is doubtful: an under-resolved field, a path that is too short, noise above the signal

    Returns
    -------
    xarray.Dataset
        as ``larmor.open`` of a run folder of the same config: see there

    Raises
    ------
    ConfigError, KernelError
        as ``realise`` does
    ImportError
        without xarray, before anything is computed
    WorkerError
        where a process dies twice over the same realisation, as of too little memory
    """
    check_packages("a Dataset", "xarray")
    count = _processes(workers)
    config = described(config)
    Kernel()  # compiled here, and cached, before the workers need it
    for _, doubt in config.warnings:
        warnings.warn(doubt, ConfigWarning, stacklevel=2)
    groups = config.groups
    if groups[0].cube is not None:
        values_of(config["field"])  # a file that is not there, or another one, is told here and not by each worker
    total = config["ensemble"]["realisations"] * len(groups)
    tasks = _tasks(groups, config["ensemble"]["realisations"], count)
    count = min(count, len(tasks))
    todo: queue.SimpleQueue[Task] = queue.SimpleQueue()
    for task in tasks:
        todo.put(task)
    done: queue.SimpleQueue[Any] = queue.SimpleQueue()
    hands = [_Hand(config, todo, done) for _ in range(count)]
    records = []
    try:
        for hand in hands:
            hand.start()
        parts: dict[tuple[int, int], dict[int, Any]] = {}
        for _ in _counted(total, progress):
            while True:  # until a realisation is complete
                answer = done.get()
                if isinstance(answer, BaseException):
                    raise answer
                g, k, blocks, sums = answer
                there = parts.setdefault((g, k), {})
                there.update(zip(blocks, sums, strict=True))
                if len(there) == block_count(groups[g]):
                    break
            records.append(record_of(config, groups[g], k, [there[block] for block in range(len(there))]))
            del parts[g, k]
    finally:
        for hand in hands:
            hand.stop()
    attributes = {
        "source": "larmor.run",
        "config": config.stored,
        "numerics": tables()["numerics"],
        "kernel_sha256": tables()["kernel_sha256"],
        "config_sha256": config.identity,
        "seed": config["ensemble"]["seed"],
        **asked_for({name: config[name] for name in config}),
    }
    return dataset(records, attributes, [(group.turbulence_level, group.rigidity_TV) for group in groups])


def _processes(workers: int | None) -> int:
    if workers is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if isinstance(workers, bool) or not isinstance(workers, (int, np.integer)) or workers < 1:
        raise ValueError(f"workers: {workers!r} found, an integer from 1 expected")
    return int(workers)


def _tasks(groups: list[Group], realisations: int, workers: int) -> list[Task]:
    """Whole realisations, and those that remain at the end, fewer than workers, in parts. Sums are by block: bits are the same."""
    names = [(g, k) for k in range(realisations) for g in range(len(groups))]
    whole = len(names) // workers * workers
    tasks = []
    for number, (g, k) in enumerate(names):
        blocks = block_count(groups[g])
        parts = 1 if number < whole else max(1, min(blocks, workers // (len(names) - whole)))
        tasks += [(g, k, range(blocks * p // parts, blocks * (p + 1) // parts)) for p in range(parts)]
    return tasks


def _counted(total: int, progress: bool) -> Any:
    try:
        if progress:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # without ipywidgets a notebook gets the bar as text
                from tqdm.auto import tqdm

            return tqdm(range(total), unit="realisation", desc="larmor")
    except ImportError:
        pass
    return range(total)


class _Hand(threading.Thread):
    """A thread that keeps one worker process busy."""

    def __init__(self, config: Config, todo: queue.SimpleQueue[Task], done: queue.SimpleQueue[Any]) -> None:
        super().__init__(daemon=True)
        self._config, self._todo, self._done = config, todo, done
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self) -> None:
        try:
            while not self._stopped:
                try:
                    task = self._todo.get_nowait()
                except queue.Empty:
                    return
                try:
                    answer = self._asked(task)
                except (EOFError, OSError, pickle.UnpicklingError):
                    if self._stopped:
                        return
                    self._end()  # lost: another one tries once more
                    answer = self._asked(task)
                self._done.put(answer)
        except (EOFError, OSError, pickle.UnpicklingError):
            if not self._stopped:
                code = self._process.wait() if self._process else None
                message = f"a worker process ended twice over realisation {task[1]} (exit code {code}): out of memory?"
                self._done.put(WorkerError(message))

    def _asked(self, task: Task) -> Any:
        if self._process is None:
            command = [sys.executable, "-m", "larmor.worker"]
            # the worker finds the same modules as this process
            env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
            self._send(self._cube())
        self._send(task)
        assert self._process.stdout is not None
        return pickle.load(self._process.stdout)

    def _cube(self) -> Any:
        sha256 = self._config["field"].get("cube_sha256")
        return self._config, _given.get(sha256) if sha256 else None

    def _send(self, message: Any) -> None:
        assert self._process is not None and self._process.stdin is not None
        pickle.dump(message, self._process.stdin)
        self._process.stdin.flush()

    def stop(self) -> None:
        self._stopped = True
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError:
                        pass
