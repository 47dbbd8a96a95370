"""Is there a screen, and does Qt find what it needs? Asked before QApplication, which would abort."""

from __future__ import annotations

import ctypes
import os
import sys

from pim.i18n import _

# library -> the Debian package that has it
_XCB = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
}
_ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}


def why_no_window(environ: dict[str, str] | None = None) -> str:
    """One sentence saying why no window can open and what to do, or "" when one can."""
    env = os.environ if environ is None else environ
    if not sys.platform.startswith("linux"):
        return ""
    platform = env.get("QT_QPA_PLATFORM", "")
    needs_screen = platform.split(":")[0] not in ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
    if needs_screen and not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")):
        return _(
            "No window can open: there is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set). "
            "Start pim from a desktop session, or use its terminal commands: pim --help."
        )
    uses_xcb = needs_screen and bool(env.get("DISPLAY")) and "wayland" not in platform
    missing = missing_libraries({**_ALWAYS, **(_XCB if uses_xcb else {})})
    if missing:
        return _("No window can open: system libraries are missing. Install them with: {command}").format(
            command="sudo apt-get install " + " ".join(missing)
        )
    return ""


def missing_libraries(wanted: dict[str, str]) -> list[str]:
    """Packages (values) of those libraries (keys) that cannot be loaded."""
    return sorted({package for library, package in wanted.items() if not _loads(library)})


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
