"""The weights and shares that the synthetic city is drawn from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def city_shape() -> Mapping[str, Any]:
    """Return the weights and shares of the synthetic city."""
    text = files("diagnostics.city.practice").joinpath("synthetic_city.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
