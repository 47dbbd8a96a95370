"""Wheel building: compile the translations, which the source tree keeps as text only."""

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):
    """Adds a fresh `pim.mo` beside every `pim.po`; a developer's own compiled files are left out."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pim-translations-")
        translations = Path(self.root) / "resources" / "translations"
        for source in sorted(translations.glob("*/LC_MESSAGES/pim.po")):
            language = source.parent.parent.name
            compiled = Path(self._folder.name) / f"{language}.mo"
            with source.open("rb") as text, compiled.open("wb") as file:
                write_mo(file, read_po(text, locale=language))
            target = f"pim/resources/translations/{language}/LC_MESSAGES/pim.mo"
            build_data["force_include"][str(compiled)] = target

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        self._folder.cleanup()
