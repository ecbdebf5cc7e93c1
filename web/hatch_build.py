"""No wheel and no sdist without what runs in browsers: a package that lacks it would serve poorer pages in silence."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_LAST_WRITTEN = "src/dorsale/pages/static/built/THIRD_PARTY_NOTICES.txt"


class IslandsHook(BuildHookInterface):
    """Stops a build, other than that of an editable install, that would leave the modules out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Raise where the modules are missing."""
        if version != "editable" and not (Path(self.root) / _LAST_WRITTEN).is_file():
            raise RuntimeError(f"{_LAST_WRITTEN} is missing: run `make web` first")
