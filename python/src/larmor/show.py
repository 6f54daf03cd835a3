"""The sky of a run in a notebook, with the star that is dragged: `<larmor-sky>` of the TypeScript library as an anywidget."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np

from .arguments import direction, kind_of_gradient, size_of_gradient, word
from .dataset import check_dataset
from .optional import check_packages

if TYPE_CHECKING:
    import anywidget
    import xarray

T = TypeVar("T")


def show(
    ds: xarray.Dataset,
    gradient_deg: tuple[float, float] = (90.0, 0.0),
    per_kpc: float = 0.14,
    kind: str | None = None,
    convention: str = "momentum",
    turbulence_level: float | None = None,
    rigidity_TV: float | None = None,
) -> anywidget.AnyWidget:
    """The dipoles of one group of a run on the sky, in Jupyter: the star is the gradient, and can be dragged.

    Nothing is fetched: the script is part of the package.

    Parameters
    ----------
    ds : Dataset
        of ``larmor.run`` or ``larmor.open``
    gradient_deg, per_kpc, kind
        the gradient to begin with, as for ``dipoles``: (longitude, latitude) in degrees, the paper's frame; its size in 1/kpc
    convention : {"momentum", "arrival"}
        whether a point of the sky is the direction that the particles go to, or the one that a telescope looks at
    turbulence_level, rigidity_TV : float, optional
        which group of the run; default the first

    Returns
    -------
    anywidget.AnyWidget
        its ``gradient_deg``, a tuple, follows the star; where it is set, the star moves there. ``observe`` it as any traitlet

    Raises
    ------
    ImportError
        without anywidget, which ``pip install './python[notebook]'`` in a checkout brings
    TypeError, ValueError
        for a group that is not there, or values as for ``dipoles``

    Examples
    --------
    >>> widget = larmor.show(ds)
    >>> widget  # drag the star, then
    >>> larmor.dipoles(ds, widget.gradient_deg)
    """
    check_packages("a sky in a notebook", "anywidget")
    check_dataset(ds)
    longitude, latitude = direction("gradient_deg", gradient_deg)
    per_kpc = size_of_gradient(per_kpc)
    kind_of_gradient(kind)
    word("convention", convention, ("arrival", "momentum"))
    group = _group(ds, turbulence_level, rigidity_TV)
    level = float(group.turbulence_level)
    field = json.loads(ds.attrs["config"])["field"]
    return _widget()(
        records=_records(group),
        gradient_deg=(longitude, latitude),
        per_kpc=per_kpc,
        kind=kind,
        direction=convention,
        regular=[float(angle) for angle in field.get("regular_direction_deg", (0, 0))],
        rigidity=float(group.rigidity_TV),
        level=level,
    )


def _group(ds: xarray.Dataset, turbulence_level: float | None, rigidity_TV: float | None) -> xarray.Dataset:
    names = list(zip(ds.turbulence_level.values.tolist(), ds.rigidity_TV.values.tolist(), strict=True))
    level = names[0][0] if turbulence_level is None else turbulence_level
    rigidity = names[0][1] if rigidity_TV is None else rigidity_TV
    if (level, rigidity) not in names:
        known = ", ".join(f"({a:g}, {b:g} TV)" for a, b in names)
        raise ValueError(f"no group of turbulence level {level} and {rigidity} TV in this run; it has {known}")
    return ds.isel(group=names.index((level, rigidity)))


def _records(group: xarray.Dataset) -> list[dict[str, Any]]:
    """What the sky needs of each realisation that is there: the last path lengths, of which the slope of <r r> follows."""
    late = group.isel(path=slice(-3, None))[["response_pc", "displacement_pc2", "path_pc", "steps"]].load()
    about = {
        "turbulence_level": float(group.turbulence_level),
        "rigidity_TV": float(group.rigidity_TV),
        "path_pc": late.path_pc.values.tolist(),
    }
    return [
        {**about, "realisation": int(k), "response_pc": response.tolist(), "displacement_pc2": displacement.tolist()}
        for k, steps, response, displacement in zip(
            late.realisation.values, late.steps.values, late.response_pc.values, late.displacement_pc2.values, strict=True
        )
        if np.isfinite(steps)
    ]


@cache
def _widget() -> type[anywidget.AnyWidget]:
    import anywidget
    import traitlets

    class Sky(anywidget.AnyWidget):
        """The sky of one group of a run."""

        _esm = (files("larmor") / "sky.js").read_text("utf8")
        records: traitlets.List[Any] = traitlets.List().tag(sync=True)
        gradient_deg = traitlets.Tuple(traitlets.Float(), traitlets.Float(), default_value=(90.0, 0.0)).tag(sync=True)
        per_kpc = traitlets.Float(0.14).tag(sync=True)
        kind = traitlets.Unicode(None, allow_none=True).tag(sync=True)
        direction = traitlets.Unicode("momentum").tag(sync=True)
        regular: traitlets.List[float] = traitlets.List().tag(sync=True)
        rigidity = traitlets.Float().tag(sync=True)
        level = traitlets.Float().tag(sync=True)

        @traitlets.validate("gradient_deg")
        def _check(self, proposal: Any) -> tuple[float, float]:
            return refused(lambda value: direction("gradient_deg", value), proposal)

        @traitlets.validate("per_kpc")
        def _check_size(self, proposal: Any) -> float:
            return refused(size_of_gradient, proposal)

        @traitlets.validate("kind")
        def _check_kind(self, proposal: Any) -> str | None:
            refused(kind_of_gradient, proposal)
            return cast("str | None", proposal["value"])

        @traitlets.validate("direction")
        def _check_convention(self, proposal: Any) -> str:
            refused(lambda value: word("direction", value, ("arrival", "momentum")), proposal)
            return str(proposal["value"])

    def refused(check: Callable[[Any], T], proposal: Any) -> T:
        try:
            return check(proposal["value"])
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from None

    return Sky
