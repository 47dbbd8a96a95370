"""Settings survive saving, other versions and damage."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pim import settings
from pim.settings import Settings


def test_a_new_user_has_the_defaults(pim_home: Path) -> None:
    assert settings.load() == settings.Loaded(Settings())
    assert settings.settings_path() == pim_home / "config" / "settings.toml"


def test_settings_come_back_as_saved() -> None:
    saved = Settings(
        language="fr",
        theme="dark",
        scale=150,
        density="compact",
        stronger_borders=True,
        author='Zoë "Z" O\\Neil\n\x7f😀',
        recent=("/tmp/été.pim", "C:\\shop.pim"),
    )
    settings.save(saved)
    assert settings.load() == settings.Loaded(saved)


def test_what_another_version_wrote_is_kept() -> None:
    other = {"since": date(2026, 1, 2), "window": {"left pane": 3, "deep": {"x": [1, 2.5]}, "c": [{}]}}
    settings.save(Settings(other=other))
    settings.save(replace(settings.load().settings, theme="dark"))
    assert settings.load().settings == Settings(theme="dark", other=other)


@pytest.mark.parametrize("damage", [b"theme = ", b"\xff\xfe\x00", b"theme = 'dark'\ntheme = 'light'\n"])
def test_a_damaged_file_is_said_and_kept(damage: bytes) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    loaded = settings.load()
    assert loaded.settings == Settings()
    assert str(path) in loaded.problem
    settings.save(Settings(theme="dark"))
    assert settings.load() == settings.Loaded(Settings(theme="dark"))
    assert (path.parent / "settings.damaged.toml").read_bytes() == damage


@pytest.mark.parametrize("line", ["theme = 'pink'", "scale = '9'", "scale = true", "scale = 5", "recent = 1"])
def test_one_wrong_value_does_not_take_the_others_with_it(line: str) -> None:
    path = settings.settings_path()
    path.parent.mkdir(parents=True)
    path.write_text(f"{line}\nauthor = 'Ana'\n", encoding="utf-8")
    loaded = settings.load()
    assert loaded.settings == Settings(author="Ana")
    assert line.split(" ", maxsplit=1)[0] in loaded.problem


def test_a_failed_save_leaves_the_old_file(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.save(Settings(theme="dark"))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        settings.save(Settings(theme="light"))
    assert settings.load().settings.theme == "dark"
    assert [path.name for path in settings.settings_path().parent.iterdir()] == ["settings.toml"]


def test_recent_catalogues_are_newest_first_without_repeats() -> None:
    start = Settings(recent=tuple(str(n) for n in range(settings.RECENT_LIMIT)))
    assert start.with_recent("3").recent[:3] == ("3", "0", "1")
    assert len(start.with_recent("new").recent) == settings.RECENT_LIMIT
    assert start.without_recent("0").recent[0] == "1"
