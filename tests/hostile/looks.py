"""What a page image must be, and must not hold."""

from __future__ import annotations

import io

from PIL import Image

from tests.hostile.card import SECRET

#: What makes a PDF do something, where a photo was taken and by what, other files.
TRACES = {
    **{f"the PDF key {key}": f"/{key}".encode() for key in (
        "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "OpenAction", "XFA", "RichMedia", "SubmitForm",
    )},
    "EXIF": b"Exif\0",
    "XMP": b"http://ns.adobe.com/xap",
    "a colour profile": b"ICC_PROFILE",
    "a PDF": b"%PDF-",
    "a zip": b"PK\x03\x04",
    "a script": b"<script",
    "what the photo said": SECRET.encode(),
}  # fmt: skip
LONG = 2200
#: One whose shorter edge has no more than this may be longer, and have so many.
SHORT, LONGEST = 1000, 8800


def opened(content: bytes) -> Image.Image:
    """A page image, decoded."""
    picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
    picture.load()
    return picture


def faults(content: bytes) -> list[str]:
    """What is wrong with a page image or thumbnail; nothing where it is but pixels."""
    picture = opened(content)
    found = [f"holds {name}" for name, trace in TRACES.items() if trace in content]
    kept = set(picture.info) - {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "dpi",
        "progressive",
        "progression",
    }
    found += [f"says {name}" for name in sorted(kept)]
    found += ["has EXIF"] if picture.getexif() else []
    short, long = sorted(picture.size)
    return found + (["is too large"] if long > (LONG if short > SHORT + 1 else LONGEST) else [])
