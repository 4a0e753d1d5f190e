"""Run as a process of its own on somebody's file: what a decoder makes of it. The file comes in on standard input.

Arguments: its content type, and how many pages it may have. Prints ``problem`` ("", "unreadable", "locked" or
"too_many_pages") and ``hints`` (see HINTS of judging.py) as JSON; nothing where it is this script that failed. It imports
nothing of the site, and runs within the limits of sandbox.py.
"""

import io
import json
import sys
import warnings
from typing import Any

#: Pixels beyond which a picture is not opened: the largest phones make 200 million.
PIXELS = 210_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF")
#: Of these every picture in the file is a page.
PAGED = ("TIFF", "HEIF")
#: Below this many pixels along the longer edge, or the shorter one, the letters of a paper are hard to read. A card that fills
#: a picture of the least length is 630 high: only what is far narrower than any paper is told by its shorter edge.
SMALL, NARROW = 1000, 400
#: The brightest twentieth of a dark photo is darker than this, of 255.
DARK = 80
#: The sharpest tenth of a blurred photo has edges weaker than this (variance of the Laplacian, at 1,000 pixels).
BLURRED = 40
_EDGES = (0, 1, 0, 1, -4, 1, 0, 1, 0)
_TILES = 8
#: Modes that have clear parts, and those that a file can name a clear colour in.
_CLEAR, _MAY_BE_CLEAR = ("RGBA", "LA", "PA", "RGBa", "La"), ("1", "L", "P", "RGB")


def pdf(data: bytes, most: int) -> str:
    """The problem of a PDF; "" when it opens and has pages, but not more than ``most``."""
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        count = len(pypdfium2.PdfDocument(data))
    except pypdfium2.PdfiumError as error:
        return "locked" if error.err_code == FPDF_ERR_PASSWORD else "unreadable"
    if count > most:
        return "too_many_pages"
    return "" if count else "unreadable"


def picture(data: bytes, most: int) -> tuple[str, list[str]]:
    """The problem of a picture, and why it may be hard to read."""
    import pillow_heif
    from PIL import Image

    pillow_heif.register_heif_opener()
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = PIXELS // 2
    try:
        found = Image.open(io.BytesIO(data), formats=FORMATS)
        size = found.size
        if found.format in PAGED and getattr(found, "n_frames", 1) > most:
            return "too_many_pages", []
        # A JPEG can be drawn small at once.
        found.draft("L", (SMALL, SMALL))
        grey = _grey(found)
    except MemoryError:
        # Large, not broken.
        return "", []
    except Exception as error:
        if _is_ours(error):
            raise
        return "unreadable", []
    return "", hints(size, grey)


def _is_ours(error: BaseException) -> bool:
    """Whether it was raised here and not in a decoder, or a decoder is missing: that says nothing of the file."""
    at = error.__traceback__
    while at and at.tb_next:
        at = at.tb_next
    return isinstance(error, ImportError) or bool(at and at.tb_frame.f_code.co_filename == __file__)


def _grey(found: Any) -> Any:
    """A picture in 256 shades of grey."""
    if found.mode.startswith("I;16"):
        # Converted at once, every shade above 255 of 65,535 would be white.
        return found.convert("I").point(lambda shade: shade / 256).convert("L")
    if found.mode in _CLEAR or ("transparency" in found.info and found.mode in _MAY_BE_CLEAR):
        return _on_white(found)
    # From LAB there is no way to grey but by colours.
    return (found.convert("RGB") if found.mode == "LAB" else found).convert("L")


def _on_white(found: Any) -> Any:
    """A picture with clear parts, as it is drawn: on white paper. What lies under a clear part is often black."""
    from PIL import Image

    clear = found if found.mode in ("RGBA", "LA") else found.convert("RGBA")
    # Grey at once: two pictures in colours would need four times as much memory.
    return Image.composite(clear.convert("L"), Image.new("L", clear.size, "white"), clear.getchannel("A"))


def hints(size: tuple[int, int], grey: Any) -> list[str]:
    """Why a picture of this size, drawn in ``grey``, may be hard to read."""
    from PIL import ImageFilter

    found = ["small"] if max(size) < SMALL or min(size) < NARROW else []
    grey.thumbnail((SMALL, SMALL))
    if _brightest(grey.histogram()) < DARK:
        return [*found, "dark"]
    edges = grey.filter(ImageFilter.Kernel((3, 3), _EDGES, scale=1, offset=128))
    return [*found, "blurred"] if _sharpness(edges) < BLURRED else found


def _brightest(histogram: list[int]) -> int:
    left = sum(histogram) // 20
    for value in range(255, -1, -1):
        left -= histogram[value]
        if left < 0:
            return value
    return 0


def _sharpness(edges: Any) -> float:
    from PIL import ImageStat

    width, height = edges.size
    # The filter leaves the outermost pixels as they are: they are no edges.
    inner = edges.crop((1, 1, max(2, width - 1), max(2, height - 1)))
    width, height = inner.size
    columns, rows = min(_TILES, width), min(_TILES, height)
    places = [
        (width * x // columns, height * y // rows, width * (x + 1) // columns, height * (y + 1) // rows)
        for x in range(columns)
        for y in range(rows)
    ]
    found = sorted(ImageStat.Stat(inner.crop(place)).var[0] for place in places)
    return float(found[len(found) * 9 // 10])


def main() -> None:
    """Judge what comes in."""
    data = sys.stdin.buffer.read()
    most = int(sys.argv[2])
    problem, why = (pdf(data, most), []) if sys.argv[1] == "application/pdf" else picture(data, most)
    json.dump({"problem": problem, "hints": why}, sys.stdout)


if __name__ == "__main__":
    main()
