"""Puts the content folders into the wheel, inside the package.

A plain `force-include` would do the same, but would also copy 16 MB of fonts into every editable install, where the
folders of the repository are read anyway.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CONTENT = ("questionnaires", "benchmarks", "reports", "examples")


class ContentHook(BuildHookInterface[Any]):
    """Adds `diagnostics/_content/` to wheels that are not editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name what goes where, before the files are collected."""
        if version != "editable":
            build_data["force_include"].update({folder: f"diagnostics/_content/{folder}" for folder in CONTENT})
