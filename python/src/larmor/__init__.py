"""Cosmic rays back-tracked through random realisations of the turbulent Galactic magnetic field.

The kernel is that of the TypeScript library larmor, run by wasmtime: the same config gives the same bytes in Python, Node and
browsers. Lengths and times (c T) in pc, fields in uG, rigidities in TV; directions are those of the momentum.

``Config`` what is computed; ``Field`` one realisation of the field, its values and paths through it; ``realise`` and ``line`` its
record; ``run`` many of them, ``open`` those of a folder or an HDF5 file, as an xarray.Dataset; ``dipoles`` what follows for a
gradient, ``show`` the same in a notebook; ``sky`` a map for healpy, ``directions`` its pixels; ``describe_cube`` a field of your
own.
"""

from importlib.metadata import version

from .config import Config
from .cube import describe_cube
from .dipoles import dipoles, isotropic_prediction
from .errors import ConfigError, ConfigWarning, FieldFileError, KernelError, RunFolderError
from .field import Field, Paths
from .opened import open
from .planning import CubeGrid, Group, Level
from .record import line, realise
from .run import WorkerError, run
from .show import show
from .sky import directions, sky

__version__ = version("larmor")

__all__ = [
    "Config",
    "ConfigError",
    "ConfigWarning",
    "CubeGrid",
    "Field",
    "FieldFileError",
    "Group",
    "KernelError",
    "Level",
    "Paths",
    "RunFolderError",
    "WorkerError",
    "describe_cube",
    "dipoles",
    "directions",
    "isotropic_prediction",
    "line",
    "open",
    "realise",
    "run",
    "show",
    "sky",
]
