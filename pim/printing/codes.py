"""Bar codes as vector drawings: EAN-13, EAN-8, UPC-A (bars computed here) and QR (modules from segno).

Sizes in millimetres. Nothing narrower than 0.264 mm, the smallest module that retail scanners must read
(80 % of the nominal 0.33 mm; GS1 General Specifications, section 5.2).
"""

from dataclasses import dataclass
from itertools import groupby

from pim.catalog.identifiers import gtin_problem
from pim.i18n import _

SMALLEST_MODULE = 0.264
_LEFT_ODD = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
_RIGHT = tuple(bits.translate(str.maketrans("01", "10")) for bits in _LEFT_ODD)
_LEFT_EVEN = tuple(bits[::-1] for bits in _RIGHT)
_PARITY = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")
_SETS = {"O": _LEFT_ODD, "E": _LEFT_EVEN}
_GUARD, _CENTRE = "101", "01010"


class CodeProblem(ValueError):
    """A text that cannot become a code; the message says why and can be shown to the user."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A code as SVG, its size in millimetres with quiet zones (left, right), and its kind as
    zxing-cpp names it.
    """

    kind: str
    text: str
    svg: str
    width: float
    height: float
    quiet: tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Symbol:
    kind: str
    bits: str
    quiet: tuple[int, int]  # modules left and right of the bars


def retail(gtin: str, *, module: float = SMALLEST_MODULE, height: float = 9.0) -> Drawing | None:
    """The EAN-13, EAN-8 or UPC-A drawing of `gtin` (digits only); None for a GTIN-14, which none can hold.

    Raises CodeProblem when the check digit is wrong, it is no GTIN at all, or `module` (mm) is below the
    minimum.
    """
    problem = gtin_problem(gtin)
    if problem:
        raise CodeProblem(
            _("The GTIN “{gtin}” cannot be printed as bars. {why}").format(gtin=gtin, why=problem)
        )
    if module < SMALLEST_MODULE:
        raise CodeProblem(
            _("Bars of {x} mm are too narrow: scanners need {min} mm.").format(x=module, min=SMALLEST_MODULE)
        )
    encode = _ENCODERS.get(len(gtin))
    return _draw_bars(encode(gtin), gtin, module, height) if encode else None


def qr(text: str, *, module: float = 0.4) -> Drawing:
    """The QR drawing of `text` (error correction M, quiet zone of 4 modules); `module` in mm."""
    import segno

    try:
        matrix = segno.make(text, error="m", micro=False, boost_error=False).matrix
    except segno.DataOverflowError as error:
        raise CodeProblem(
            _("The address is too long for a QR code: {text}").format(text=text[:60] + "…")
        ) from error
    rows = ["".join("1" if bit else "0" for bit in row) for row in matrix]
    path = "".join(_runs(row, 4, y + 4, 1) for y, row in enumerate(rows))
    size = len(rows) + 8
    side, quiet = round(size * module, 4), round(4 * module, 4)
    return Drawing("QRCode", text, _svg(path, size, size), side, side, (quiet, quiet))


def digital_link(host: str, gtin: str) -> str:
    """The GS1 Digital Link of a GTIN: https://host/01/GTIN-14. `host` may come with scheme or a path."""
    base = host.strip().rstrip("/")
    if "://" not in base:
        base = f"https://{base}"
    return f"{base}/01/{gtin.zfill(14)}"


def _ean13(digits: str) -> _Symbol:
    left = "".join(_SETS[s][int(d)] for s, d in zip(_PARITY[int(digits[0])], digits[1:7], strict=True))
    right = "".join(_RIGHT[int(d)] for d in digits[7:])
    return _Symbol("EAN13", _GUARD + left + _CENTRE + right + _GUARD, (11, 7))


def _upc_a(digits: str) -> _Symbol:
    return _Symbol("UPCA", _ean13("0" + digits).bits, (9, 9))


def _ean8(digits: str) -> _Symbol:
    left = "".join(_LEFT_ODD[int(d)] for d in digits[:4])
    right = "".join(_RIGHT[int(d)] for d in digits[4:])
    return _Symbol("EAN8", _GUARD + left + _CENTRE + right + _GUARD, (7, 7))


_ENCODERS = {8: _ean8, 12: _upc_a, 13: _ean13}


def _draw_bars(symbol: _Symbol, text: str, module: float, height: float) -> Drawing:
    left, right = symbol.quiet
    width = left + len(symbol.bits) + right
    tall = height / module  # the drawing's unit is one module in both directions
    svg = _svg(_runs(symbol.bits, left, 0, tall), width, tall)
    quiet = (round(left * module, 4), round(right * module, 4))
    return Drawing(symbol.kind, text, svg, round(width * module, 4), height, quiet)


def _runs(bits: str, left: int, top: int, height: float) -> str:
    """One closed path for each run of dark modules, so that neighbours leave no hairline between them."""
    path, x = [], left
    for bit, run in groupby(bits):
        length = len(list(run))
        if bit == "1":
            path.append(f"M{x} {top}h{length}v{height:g}h-{length}z")
        x += length
    return "".join(path)


def _svg(path: str, width: float, height: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}"><path fill="#000" d="{path}"/></svg>'
    )
