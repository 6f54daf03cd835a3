"""Packages that only some functions need: these say at once, before they compute or read anything, which one is not there."""

from __future__ import annotations

from importlib.util import find_spec

#: what `pip install` takes for each
_EXTRAS = {"xarray": "xarray", "h5py": "xarray", "anywidget": "notebook"}


def check_packages(what: str, *names: str) -> None:
    """ImportError where one of the packages is not installed; ``what`` needs them."""
    for name in names:
        if not _is_there(name):
            every = f"or all that larmor can use with it, in its checkout: pip install './python[{_EXTRAS[name]}]'"
            raise ImportError(f"{what} needs {name}, which is not installed: pip install {name}, {every}", name=name)


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, ValueError):
        return False
