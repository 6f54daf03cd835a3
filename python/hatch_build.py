"""Refuses to make a package without the kernel, which the build of the TypeScript library writes."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Hook(BuildHookInterface):
    def initialize(self, version, build_data):
        package = Path(self.root) / "src" / "larmor"
        for name in ("kernel.wasm", "tables.json", "sky.js"):
            if not (package / name).is_file():
                raise RuntimeError(f"{package / name} is missing: run `npm ci && npm run build` in the checkout first")
