"""Run as a process of its own on somebody's PDF: what files it carries inside, unpacked, so that the scanner sees them too.

The file comes in on standard input. What goes out is a row of files: four bytes of length and that many bytes; behind the
last one stands END, so that a row which broke off is known for one. It imports nothing of the site, and runs within the
limits of sandbox.py: a file that bursts them ends the row.
"""

import io
import struct
import sys
from collections.abc import Iterator
from typing import Any

#: How many files at most, and of how many bytes together.
FILES, BYTES = 20, 30 * 2**20
#: A length that no file has: these were all.
END = 2**32 - 1


def streams(document: Any) -> Iterator[Any]:
    """Every stream that says it is a carried file, or that a file's description leads to."""
    import pikepdf

    for each in document.objects:
        if isinstance(each, pikepdf.Stream) and each.get("/Type") == "/EmbeddedFile":
            yield each
        elif isinstance(each, pikepdf.Dictionary) and isinstance(each.get("/EF"), pikepdf.Dictionary):
            yield from (one for one in each.EF.values() if isinstance(one, pikepdf.Stream))


def main() -> None:
    """Say the files of what comes in."""
    import pikepdf

    left = BYTES
    seen: set[tuple[int, int]] = set()
    with pikepdf.open(io.BytesIO(sys.stdin.buffer.read())) as document:
        for stream in streams(document):
            if stream.objgen in seen:
                continue
            if len(seen) == FILES:
                return
            seen.add(stream.objgen)
            try:
                content = stream.read_bytes()
            except pikepdf.PdfError:
                # Packed in a way that nobody unpacks: as it lies there.
                content = stream.read_raw_bytes()
            left -= len(content)
            if left < 0:
                return
            sys.stdout.buffer.write(struct.pack("!I", len(content)) + content)
            sys.stdout.buffer.flush()
    sys.stdout.buffer.write(struct.pack("!I", END))


if __name__ == "__main__":
    main()
