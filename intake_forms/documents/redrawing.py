"""Run as a process of its own on somebody's file: draw its pages anew, so that nothing of the file but its looks remains.

The file comes in on standard input; see ``main`` for the arguments. What goes out is a row of frames: four bytes of length,
that much JSON, and after a page's JSON its picture and thumbnail. The first frame has ``begun``: from there on it is about the
file. The next has ``active`` (what the file could have done, see ACTIVE) and ``pages``; then one for each page; the last has
``problem`` (a key of reasons.yaml, "" for none, or BROKEN).
It imports nothing of the site, and runs within the limits of sandbox.py.
"""

import io
import json
import struct
import sys
import warnings
from collections.abc import Iterator
from typing import Any

#: Pixels along the longer edge of a page, and of a thumbnail.
LONG, SMALL = 2200, 240
#: Of a page far longer than wide, as one of a whole conversation on a screen: pixels along the shorter edge, so that it can
#: be read, as long as the longer one has no more than this. A browser makes photos smaller by the same rule (papers.js).
SHORT, LONGEST = 1000, 8800
#: Dots per inch beyond which a page of a PDF is not drawn: a card stays small.
DENSE = 300
#: Pixels beyond which a picture is not opened: the largest phones make 200 million.
PIXELS = 210_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "HEIF")
#: Of these every picture in the file is a page; of others, a moving one, the first.
PAGED = ("TIFF", "HEIF")
#: Qualities of a JPEG, tried until the page has no more than its share of the bytes that came, times GROWTH.
QUALITIES = (82, 72, 60)
GROWTH = 1.3
#: What the last frame says where this script failed, not the file.
BROKEN = "broken"
#: A fax has half as many lines as dots, or fewer: what goes beyond this is no fax.
FAX = 5
#: Of a page that came in black and white: what is darker becomes black. Thin strokes stay whole.
BLACK = 160
#: How much of a page a picture has to cover to be a scan of it.
COVERS = 0.8
#: What a PDF can do by itself, by the names in it that say so.
ACTIVE = {
    "/JS": "javascript",
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/EmbeddedFiles": "attachments",
    "/EmbeddedFile": "attachments",
    "/EF": "attachments",
    "/RichMedia": "attachments",
    "/XFA": "xfa",
    "/OpenAction": "actions",
    "/AA": "actions",
    "/SubmitForm": "actions",
    "/ImportData": "actions",
    "/GoToR": "actions",
    "/GoToE": "actions",
}


class Problem(Exception):
    """The file cannot be drawn; the argument is a key of reasons.yaml."""


def _say(frame: dict[str, Any], *parts: bytes) -> None:
    text = json.dumps(frame).encode()
    for block in (struct.pack("!I", len(text)), text, *parts):
        sys.stdout.buffer.write(block)
    sys.stdout.buffer.flush()


def _long(width: float, height: float) -> float:
    """How many pixels the longer edge of a page of this shape has at most."""
    return max(LONG, min(LONGEST, SHORT * max(width, height) / max(min(width, height), 0.001)))


# --- PDF ------------------------------------------------------------------------------------------------------------
def active(data: bytes) -> list[str]:
    """What a PDF could do by itself; of one too broken to be read, nothing.

    Raises Problem for one with a password, and for one with a picture so large that its page would stay white.
    """
    import pikepdf

    found: set[str] = set()
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            for each in document.objects:
                _look(each, found, 0)
            _look(document.trailer, found, 0)
    except pikepdf.PasswordError:
        raise Problem("locked") from None
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError):
        pass
    return sorted(found)


def _look(part: Any, found: set[str], depth: int) -> None:
    """Note the names in an object and in what lies directly in it: name trees and actions need not be objects of their own."""
    import pikepdf

    if depth > 50 or (depth and part.is_indirect):
        return
    if isinstance(part, pikepdf.Name):
        _note(str(part), found)
    elif isinstance(part, pikepdf.Array):
        for each in part:
            _enter(each, found, depth)
    elif isinstance(part, (pikepdf.Dictionary, pikepdf.Stream)):
        if part.get("/Subtype") == "/Image" and int(part.get("/Width", 0)) * int(part.get("/Height", 0)) > PIXELS // 2:
            raise Problem("too_complicated")
        for key, value in part.items():
            _note(key, found)
            _enter(value, found, depth)


def _enter(value: Any, found: set[str], depth: int) -> None:
    import pikepdf

    # Numbers and truth values come as Python's own.
    if isinstance(value, pikepdf.Object):
        _look(value, found, depth + 1)


def _note(name: str, found: set[str]) -> None:
    if name in ACTIVE:
        found.add(ACTIVE[name])


def pdf(data: bytes, first: int, most: int) -> Iterator[Any]:
    """How many pages a PDF has, then its pages from ``first`` on, drawn. Raises Problem."""
    import pypdfium2
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Problem("locked" if error.err_code == FPDF_ERR_PASSWORD else "unreadable") from None
    count = len(document)
    if not count:
        raise Problem("unreadable")
    if count > most:
        raise Problem("too_many_pages")
    # What was typed into a form's fields is drawn too. There is no JavaScript in this build.
    document.init_forms()
    yield count
    for number in range(first, count):
        try:
            page = document[number]
            longer, long = max(*page.get_size(), 1.0), _long(*page.get_size())
            dots, two = _scanned(page)
            drawn = page.render(scale=min(long / longer, DENSE / 72, (dots or long) / longer)).to_pil()
        except pypdfium2.PdfiumError:
            raise Problem("unreadable") from None
        yield drawn, two
        page.close()


def _scanned(page: Any) -> tuple[int, bool]:
    """Of a page that is pictures and nothing else: the dots along its longer edge, and whether they are black and white.

    (0, False) of any other page.
    """
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    pictures: list[Any] = []
    for each in page.get_objects():
        if each.type != FPDF_PAGEOBJ_IMAGE or len(pictures) > 100:
            return 0, False
        pictures.append((each.get_metadata(), each.get_bounds()))
    if not pictures:
        return 0, False
    left, bottom, right, top = zip(*(bounds for _, bounds in pictures), strict=True)
    width, height = page.get_size()
    if (max(right) - min(left)) * (max(top) - min(bottom)) < COVERS * width * height:
        return 0, False
    dense = max(max(said.width, said.height) / max(b[2] - b[0], b[3] - b[1], 0.1) for said, b in pictures)
    return max(1, round(dense * max(width, height))), all(said.bits_per_pixel == 1 for said, _ in pictures)


# --- Pictures -------------------------------------------------------------------------------------------------------
def picture(data: bytes, first: int, most: int) -> Iterator[Any]:
    """How many pages a picture has (see PAGED), then each from ``first`` on. Raises Problem."""
    import pillow_heif
    from PIL import Image

    # One thread: each would take memory of its own.
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener()
    warnings.simplefilter("ignore")
    # Beyond twice this Pillow itself refuses.
    Image.MAX_IMAGE_PIXELS = PIXELS // 2
    try:
        found = Image.open(io.BytesIO(data), formats=FORMATS)
        count = getattr(found, "n_frames", 1) if found.format in PAGED else 1
        if count > most:
            raise Problem("too_many_pages")
        yield count
        for number in range(first, count):
            if count > 1:
                found.seek(number)
            # A JPEG can be drawn smaller at once.
            found.draft("RGB", (LONG, LONG))
            two = found.mode == "1"
            yield _upright(found), two
    except Image.DecompressionBombError:
        raise Problem("too_complicated") from None


def _upright(found: Any) -> Any:
    """A picture as it is looked at: shrunk, in eight bits, on white, turned as its camera says."""
    from PIL import Image, ImageOps

    higher = _higher(found)
    # A TIFF turns itself while it is loaded, and says so no more afterwards.
    found.load()
    turned = found.getexif().get(0x0112)
    drawn = _plain(found)
    if higher != 1:
        drawn = _squared(drawn, higher)
    long = _long(*drawn.size)
    drawn.thumbnail((long, long), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turned and turned != 1:
        drawn.getexif()[0x0112] = turned
        drawn = ImageOps.exif_transpose(drawn)
    return drawn


def _higher(found: Any) -> float:
    """How many times as high as wide each dot of a TIFF is, as it is looked at; 1 where it does not say, and of other files."""
    try:
        wide, high = (float(dots) for dots in found.info.get("dpi", (1, 1))) if found.format == "TIFF" else (1.0, 1.0)
    except (TypeError, ValueError):
        # The file says something, and no number.
        return 1.0
    if not (wide > 0 and high > 0 and 1 / FAX < wide / high < FAX):
        return 1.0
    lies = found.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return high / wide if lies else wide / high


def _squared(drawn: Any, higher: float) -> Any:
    """A picture whose dots were not square, with dots that are."""
    from PIL import Image

    width, height = drawn.width, drawn.height * higher
    part = min(1.0, _long(width, height) / max(width, height))
    size = max(1, round(width * part)), max(1, round(height * part))
    return drawn.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(found: Any) -> Any:
    """In mode L or RGB."""
    from PIL import Image

    if found.mode in ("L", "RGB"):
        found.load()
        return found.copy() if found.format == "TIFF" else found
    if found.mode.startswith("I") or found.mode == "F":
        whole = found.convert("F")
        low, high = whole.getextrema()
        # Sixteen bits where the file says so or goes beyond eight; else what it has, spread from black to white.
        low, high = (0, 65535) if found.mode.startswith("I") and high > 255 else (low, high)
        return whole.point(lambda value: value * (255 / ((high - low) or 1)) - low * 255 / ((high - low) or 1)).convert(
            "L"
        )
    if found.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in found.info:
        clear = found.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        white.alpha_composite(clear)
        return white.convert("RGB")
    return found.convert("L" if found.mode == "1" else "RGB")


# --- What goes out --------------------------------------------------------------------------------------------------
def encode(drawn: Any, two: bool, share: float) -> tuple[bytes, bytes]:
    """A page as a picture of at most about ``share`` bytes, and its thumbnail. Nothing but pixels goes into them.

    ``two``: it came in black and white.
    """
    from PIL import Image, ImageChops

    page = Image.new(drawn.mode if drawn.mode == "L" else "RGB", drawn.size)
    page.paste(drawn)
    if page.mode == "RGB":
        red, green, blue = page.split()
        if not (ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox()):
            page = red
    image = b""
    for quality in QUALITIES:
        image = _jpeg(page, quality)
        if len(image) <= share:
            break
    if two and page.mode == "L":
        black = page.point(lambda value: 255 * (value >= BLACK)).convert("1", dither=Image.Dither.NONE)
        image = min(image, _png(black), key=len)
    thumb = page.copy()
    thumb.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return image, _jpeg(thumb, 60)


def _jpeg(page: Any, quality: int) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _png(page: Any) -> bytes:
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()


def draw(data: bytes, content_type: str, first: int, most: int) -> None:
    """Say all frames but the last. Raises Problem, and whatever a decoder raises of a broken file."""
    is_pdf = content_type == "application/pdf"
    does = active(data) if is_pdf else []
    pages = (pdf if is_pdf else picture)(data, first, most)
    count = next(pages)
    _say({"active": does, "pages": count})
    for number, (drawn, two) in enumerate(pages, start=first):
        image, thumb = encode(drawn, two, GROWTH * len(data) / count)
        shape = {"width": drawn.width, "height": drawn.height}
        _say({"page": number, "image": len(image), "thumbnail": len(thumb), **shape}, image, thumb)


def main() -> None:
    """Draw what comes in; arguments: its content type, the first page to draw, and how many pages it may have."""
    content_type, first, most = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    problem = ""
    _say({"begun": True})
    try:
        draw(sys.stdin.buffer.read(), content_type, first, most)
    except Problem as found:
        problem = str(found)
    except MemoryError:
        problem = "too_complicated"
    except Exception as error:  # noqa: BLE001 - decoders raise whatever comes to them: of a broken file that is the answer
        problem = BROKEN if _is_ours(error) else "unreadable"
    _say({"problem": problem})


def _is_ours(error: BaseException) -> bool:
    """Whether it was raised here and not in a decoder, or a decoder is missing: that says nothing of the file."""
    at = error.__traceback__
    while at and at.tb_next:
        at = at.tb_next
    return isinstance(error, ImportError) or bool(at and at.tb_frame.f_code.co_filename == __file__)


if __name__ == "__main__":
    main()
