"""An array of xarray whose rows, a realisation of a group each, are read when they are used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from xarray.backends import BackendArray
from xarray.core import indexing


class LazyArray(BackendArray):
    """Shape (groups, realisations, ...). ``read(group, positions)`` gives the values at these positions; None is NaN."""

    def __init__(
        self,
        shape: tuple[int, ...],
        dtype: np.dtype[Any],
        read: Callable[[int, npt.NDArray[np.int64]], Sequence[Any]],
    ) -> None:
        self.shape = shape
        self.dtype = dtype
        self._read = read

    def lazily(self) -> indexing.LazilyIndexedArray:
        return indexing.LazilyIndexedArray(self)

    def __getitem__(self, key: Any) -> Any:
        if key is Ellipsis:
            return self._rows((slice(None),) * len(self.shape))
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.OUTER, self._rows)

    def _rows(self, key: tuple[Any, ...]) -> npt.NDArray[Any]:
        groups, rows = (np.atleast_1d(np.arange(n)[k]) for n, k in zip(self.shape, key[:2], strict=False))
        inner = self.shape[2:]
        out = np.zeros((len(groups), len(rows), *inner), self.dtype)
        for g, group in enumerate(groups):
            for r, value in enumerate(self._read(int(group), rows)):
                out[g, r] = np.nan if value is None else value
        for axis in reversed(range(2, len(self.shape))):
            out = out[(slice(None),) * axis + (key[axis],)]
        if not isinstance(key[1], (slice, np.ndarray)):
            out = out[:, 0]
        return out if isinstance(key[0], (slice, np.ndarray)) else out[0]
